#include "lib/audit/copies.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/little.h"
#include "lib/base/order.h"

struct failing {
    /* Its upper half is the hash of a domain, its lower half 0, a result type (odd) or an event. */
    uint64_t what;
    int64_t failed;
};

enum { IS_EVENT = 2, EVENT_MARKS = 3 }; /* of the lower half, the lowest bits */

/* The layout, in bytes: two sums of sessions and a report's standing, then what fails, each with
 * its sessions. Numbers have their least byte first on every processor: a state file moves from one
 * to another. */
enum {
    NUMBER = sizeof(uint64_t),
    FAILED_AT = NUMBER,
    STANDING_AT = COPY_STANDING_AT,
    SUMS = 3 * NUMBER,
    FAILING = 2 * NUMBER
};

_Static_assert((int)COPY_STANDING_BYTES == (int)NUMBER, "a number tells it");

/* The standing: what the mail says beside the report, which anyone can mail once more. It is a hash
 * of the domains that the report is about, with some bits of the hash of its submitter below, and
 * these marks in its lowest bits. Where it is 0, as in older state files, nothing is known. */
enum {
    IS_KNOWN = 1,
    IS_STALE = 2,
    HAS_EVENTS = 4,
    IS_AUTHENTIC = 8,
    SUBMITTER = 0xffff0, /* 0: none is told */
    BESIDE_DOMAINS = IS_KNOWN | IS_STALE | HAS_EVENTS | IS_AUTHENTIC | SUBMITTER
};

static int by_hash(const void *a, const void *b)
{
    const struct failing *x = a, *y = b;
    return ORDER_OF(x->what, y->what);
}

/* Unknown result types are told apart, too, by their texts. */
static uint64_t of_type(const struct hash_key *key, uint64_t domain, struct slice type)
{
    return domain | (uint32_t)hash64(key, type) | 1;
}

/* The policy under which a session failed; the order of its lines does not matter. */
static uint64_t of_policy(const struct hash_key *key, const struct policy *p)
{
    uint64_t sum = hash64(key, p->type);
    for (size_t i = 0; i < p->strings.n; i++)
        sum += hash64(key, p->strings.at[i]);
    for (size_t i = 0; i < p->mx_patterns.n; i++)
        sum += hash_mix(hash64(key, p->mx_patterns.at[i]));
    return sum;
}

/* What rules look at besides the result type: at which host and address, why, under which
 * policy. */
static uint64_t of_event(const struct hash_key *key, uint64_t domain, uint64_t policy,
                         const struct failure_detail *d)
{
    static const enum detail_text texts[] = {DETAIL_RESULT_TYPE, DETAIL_RECEIVING_MX_HOSTNAME,
                                             DETAIL_RECEIVING_IP, DETAIL_FAILURE_REASON_CODE};
    uint64_t all = policy;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        all = hash_mix(all ^ hash64(key, d->text[texts[i]]));
    return domain | ((uint32_t)all & ~(uint32_t)EVENT_MARKS) | IS_EVENT;
}

static uint64_t of_domain(const struct hash_key *key, struct slice domain)
{
    return hash64(key, domain) >> 32 << 32;
}

/* Sorts, and sums up those with one hash. Gives how many remain. */
static size_t merged(struct failing *at, size_t n)
{
    size_t kept = 0;
    order_sort(at, n, sizeof *at, by_hash);
    for (size_t i = 0; i < n; i++)
        if (kept > 0 && at[kept - 1].what == at[i].what)
            sum_add(&at[kept - 1].failed, at[i].failed);
        else
            at[kept++] = at[i];
    return kept;
}

/* Which policies of a report are gone through. */
enum policies { THAT_COUNT, ALL };

/* NULL begins, and ends. */
static const struct policy *next_policy(const struct report *r, const struct policy *p,
                                        enum policies which)
{
    if (which == THAT_COUNT)
        return report_next_counted(r, p);
    size_t i = p ? (size_t)(p - r->policies) + 1 : 0;
    return i < r->policies_n ? &r->policies[i] : NULL;
}

/* Lists what fails under a policy, and how. Gives how many were added. */
static size_t list_failing(const struct policy *p, const struct hash_key *key, struct failing *to)
{
    uint64_t domain = of_domain(key, p->attributed), policy = of_policy(key, p);
    size_t n = 0;
    if (p->failed_sessions > 0)
        to[n++] = (struct failing){domain, p->failed_sessions};
    for (size_t i = 0; i < p->details_n; i++) {
        const struct failure_detail *d = &p->details[i];
        if (d->failed_sessions == 0)
            continue;
        to[n++] = (struct failing){of_type(key, domain, d->text[DETAIL_RESULT_TYPE]),
                                   d->failed_sessions};
        to[n++] = (struct failing){of_event(key, domain, policy, d), d->failed_sessions};
    }
    return n;
}

static size_t most_failing(const struct report *r, enum policies which)
{
    size_t n = 0;
    for (const struct policy *p = NULL; (p = next_policy(r, p, which));)
        n += (p->failed_sessions > 0) + 2 * p->details_n;
    return n;
}

static void keep_failing(const struct report *r, const struct hash_key *key, enum policies which,
                         struct buffer *to)
{
    size_t most = most_failing(r, which), n = 0;
    struct failing *all = most > 0 ? calloc(most, sizeof *all) : NULL;
    if (!all) {
        to->failed |= most > 0;
        return;
    }
    for (const struct policy *p = NULL; (p = next_policy(r, p, which));)
        n += list_failing(p, key, all + n);
    n = merged(all, n);
    for (size_t i = 0; i < n; i++) {
        little_append_64(to, all[i].what);
        little_append_64(to, (uint64_t)all[i].failed);
    }
    free(all);
}

static uint64_t standing_of(const struct report *r, const struct hash_key *key, enum policies which)
{
    uint64_t domains = 0, marks = HAS_EVENTS | (source_is_authentic(&r->source) ? IS_AUTHENTIC : 0);
    if (!source_is_mail(&r->source)) /* nothing tells whom the report is about */
        return marks;
    if (r->source.submitter.n > 0)
        marks |= hash64(key, r->source.submitter) & SUBMITTER;
    for (const struct policy *p = NULL; (p = next_policy(r, p, which));)
        domains = hash_mix(domains ^ hash64(key, p->attributed));
    return (domains & ~(uint64_t)BESIDE_DOMAINS) | marks | IS_KNOWN |
           (report_is_stale(r) ? IS_STALE : 0);
}

static void keep(const struct report *r, const struct hash_key *key, enum policies which,
                 struct buffer *to)
{
    struct sessions all = report_counts(r);
    little_append_64(to, (uint64_t)all.successful);
    little_append_64(to, (uint64_t)all.failed);
    little_append_64(to, standing_of(r, key, which));
    keep_failing(r, key, which, to);
}

void copy_keep(const struct report *r, const struct hash_key *key, struct buffer *to)
{
    keep(r, key, THAT_COUNT, to);
}

void copy_keep_known(const struct report *r, const struct hash_key *key, struct buffer *to)
{
    keep(r, key, ALL, to);
}

void copy_keep_types(const struct report *r, const struct hash_key *key, struct buffer *to)
{
    size_t before = to->n;
    copy_keep(r, key, to);
    if (!to->failed)
        memset(to->at + before + STANDING_AT, 0, NUMBER);
}

/* No count is negative, but a state or a database that was damaged or changed may hold any number,
 * and the difference of two of them has to fit. */
static int64_t count_at(const char *at)
{
    uint64_t n = little_64(at);
    return n <= INT64_MAX ? (int64_t)n : 0;
}

struct sessions copy_sessions(struct slice kept)
{
    if (kept.n < SUMS)
        return (struct sessions){0};
    return (struct sessions){.successful = count_at(kept.at),
                             .failed = count_at(kept.at + FAILED_AT)};
}

bool copy_has_failures(struct slice kept)
{
    return kept.n > SUMS || copy_sessions(kept).failed > 0;
}

static uint64_t kept_standing(struct slice kept)
{
    return kept.n < SUMS ? 0 : little_64(kept.at + STANDING_AT);
}

bool copy_is_authentic(struct slice kept)
{
    return kept_standing(kept) & IS_AUTHENTIC;
}

bool copy_answers_for(struct slice kept, struct slice other)
{
    uint64_t ours = kept_standing(kept), theirs = kept_standing(other);
    return (ours & IS_AUTHENTIC) && !(theirs & IS_AUTHENTIC) && !((ours ^ theirs) & SUBMITTER);
}

/* Is the counted one stale, and the other not? */
static bool is_outdated(uint64_t ours, uint64_t theirs)
{
    return (ours & IS_STALE) && (theirs & IS_KNOWN) && !(theirs & IS_STALE);
}

static bool are_about_others(uint64_t ours, uint64_t theirs)
{
    return (ours & theirs & IS_KNOWN) && ((ours ^ theirs) & ~(uint64_t)BESIDE_DOMAINS) != 0;
}

static bool stands_otherwise(uint64_t ours, uint64_t theirs)
{
    return are_about_others(ours, theirs) || is_outdated(ours, theirs);
}

static size_t failing_n(struct slice kept)
{
    return kept.n < SUMS ? 0 : (kept.n - SUMS) / FAILING;
}

static struct failing failing_at(struct slice kept, size_t i) /* i < failing_n */
{
    const char *at = kept.at + SUMS + i * FAILING;
    return (struct failing){.what = little_64(at), .failed = count_at(at + NUMBER)};
}

static int by_what(const void *what, const void *failing)
{
    uint64_t wanted = *(const uint64_t *)what, found = little_64(failing);
    return ORDER_OF(wanted, found);
}

/* The place of the first one that is not before `what`. */
static size_t place_of(struct slice kept, uint64_t what)
{
    size_t n = failing_n(kept);
    return n > 0 ? order_first(&what, kept.at + SUMS, n, FAILING, by_what) : 0;
}

static int64_t lacking(struct slice counted, struct failing other)
{
    size_t i = place_of(counted, other.what);
    bool is_there = i < failing_n(counted) && failing_at(counted, i).what == other.what;
    int64_t more = other.failed - (is_there ? failing_at(counted, i).failed : 0);
    return more > 0 ? more : 0;
}

static bool has_failures_about(struct slice kept, uint64_t hash)
{
    size_t i = place_of(kept, hash);
    return i < failing_n(kept) && failing_at(kept, i).what >> 32 == hash >> 32;
}

bool copies_have_failures(const struct copies *c, const struct hash_key *key,
                          const struct report *r)
{
    bool any = report_has_failures(r) || (!c->is_known && copy_has_failures(c->other));
    for (const struct policy *p = NULL; !any && c->is_known && (p = report_next_counted(r, p));)
        any = has_failures_about(c->other, of_domain(key, p->attributed));
    return any;
}

/* `hash`: of the domain. */
static int64_t hidden(struct slice counted, struct slice other, uint64_t hash, bool is_redacted)
{
    int64_t all = 0, by_type = 0, by_event = 0;
    bool has_events = !is_redacted && kept_standing(counted) & kept_standing(other) & HAS_EVENTS;
    if (is_outdated(kept_standing(counted), kept_standing(other)))
        counted = (struct slice){0}; /* a stale copy proves nothing by what it counts */
    for (size_t i = place_of(other, hash); i < failing_n(other); i++) {
        struct failing f = failing_at(other, i);
        if (f.what >> 32 != hash >> 32)
            break;
        sum_add(f.what == hash ? &all : f.what & 1 ? &by_type : &by_event, lacking(counted, f));
    }
    int64_t most = by_type > all ? by_type : all;
    return has_events && by_event > most ? by_event : most;
}

int64_t copies_hidden(const struct copies *c, const struct hash_key *key, struct slice domain)
{
    uint64_t hash = of_domain(key, domain);
    int64_t by_other = hidden(c->other, c->own, hash, c->is_redacted);
    int64_t by_own = c->both_may_count ? hidden(c->own, c->other, hash, c->is_redacted) : 0;
    return by_own > by_other ? by_own : by_other;
}

/* Of two with the same content, events differ where their domains do, and are not looked at. */
static bool has_more_failures(struct slice counted, struct slice other)
{
    bool more = false;
    for (size_t i = 0; !more && i < failing_n(other); i++) {
        struct failing f = failing_at(other, i);
        more = (f.what & EVENT_MARKS) != IS_EVENT && lacking(counted, f) > 0;
    }
    return more;
}

bool copy_says_more(struct slice counted, struct slice other)
{
    struct sessions ours = copy_sessions(counted), theirs = copy_sessions(other);
    return theirs.successful > ours.successful || theirs.failed > ours.failed ||
           stands_otherwise(kept_standing(counted), kept_standing(other)) ||
           has_more_failures(counted, other);
}

bool copy_says_more_than_known(struct slice known, struct slice own, const struct report *r,
                               const struct hash_key *key)
{
    uint64_t standing = kept_standing(known);
    return standing != 0 &&
           (stands_otherwise(standing, standing_of(r, key, ALL)) || has_more_failures(known, own));
}
