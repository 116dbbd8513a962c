#include "lib/audit/copies.h"

#include <stdlib.h>

#include "lib/base/little.h"

struct failing {
    uint64_t what; /* hashed: a domain, or a domain and a result type */
    int64_t failed;
};

/* In bytes: sums of sessions, and one of what fails. */
enum {
    NUMBER = sizeof(uint64_t),
    FAILED_AT = NUMBER,
    EXCESS_AT = 2 * NUMBER,
    SUMS = 3 * NUMBER,
    FAILING = 2 * NUMBER
};

/* The least byte first on every processor: a state file goes from one to another. */
static void put(struct buffer *to, uint64_t number)
{
    char bytes[NUMBER];
    little_put_64(number, bytes);
    buffer_append(to, (struct slice){.at = bytes, .n = sizeof bytes});
}

static int by_hash(const void *a, const void *b)
{
    const struct failing *x = a, *y = b;
    return (x->what > y->what) - (x->what < y->what);
}

static uint64_t with_type(uint64_t domain, enum result_id type)
{
    return hash_mix(domain ^ hash_mix((uint64_t)type + 1));
}

/* Sorts, and sums those of one hash up. Gives how many remain. */
static size_t merged(struct failing *at, size_t n)
{
    size_t kept = 0;
    if (n > 1)
        qsort(at, n, sizeof *at, by_hash);
    for (size_t i = 0; i < n; i++)
        if (kept > 0 && at[kept - 1].what == at[i].what)
            sum_add(&at[kept - 1].failed, at[i].failed);
        else
            at[kept++] = at[i];
    return kept;
}

/* What fails of a policy, and by which result types; gives how many were added. */
static size_t list_failing(const struct policy *p, const struct hash_key *key, struct failing *to)
{
    uint64_t domain = hash64(key, p->attributed);
    size_t n = 0;
    if (p->failed_sessions > 0)
        to[n++] = (struct failing){domain, p->failed_sessions};
    for (size_t i = 0; i < p->details_n; i++) {
        const struct failure_detail *d = &p->details[i];
        enum result_id type = result_id_of(d->text[DETAIL_RESULT_TYPE]);
        if (d->failed_sessions > 0)
            to[n++] = (struct failing){with_type(domain, type), d->failed_sessions};
    }
    return n;
}

static size_t most_failing(const struct report *r)
{
    size_t n = 0;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        n += (p->failed_sessions > 0) + p->details_n;
    return n;
}

static void keep_failing(const struct report *r, const struct hash_key *key, size_t most,
                         struct buffer *to)
{
    struct failing *all = calloc(most, sizeof *all);
    size_t n = 0;
    if (!all) {
        to->failed = true;
        return;
    }
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        n += list_failing(p, key, all + n);
    n = merged(all, n);
    for (size_t i = 0; i < n; i++) {
        put(to, all[i].what);
        put(to, (uint64_t)all[i].failed);
    }
    free(all);
}

void copy_keep(const struct report *r, const struct hash_key *key, struct buffer *to)
{
    struct sessions all = {0};
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        sessions_add(&all, (struct sessions){.successful = p->successful_sessions,
                                             .failed = p->failed_sessions});
    put(to, (uint64_t)all.successful);
    put(to, (uint64_t)all.failed);
    put(to, (uint64_t)all.excess);
    size_t most = most_failing(r);
    if (most > 0)
        keep_failing(r, key, most, to);
}

struct sessions copy_sessions(struct slice kept)
{
    if (kept.n < SUMS)
        return (struct sessions){0};
    return (struct sessions){.successful = (int64_t)little_64(kept.at),
                             .failed = (int64_t)little_64(kept.at + FAILED_AT),
                             .excess = (int64_t)little_64(kept.at + EXCESS_AT)};
}

bool copy_has_failures(struct slice kept)
{
    return kept.n > SUMS || copy_sessions(kept).failed > 0;
}

static int64_t failed_at(struct slice kept, uint64_t what)
{
    size_t low = 0, high = kept.n < SUMS ? 0 : (kept.n - SUMS) / FAILING;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *at = kept.at + SUMS + middle * FAILING;
        uint64_t found = little_64(at);
        if (found == what)
            return (int64_t)little_64(at + NUMBER);
        if (found < what)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static int64_t lacking(struct slice counted, struct slice other, uint64_t what)
{
    int64_t more = failed_at(other, what) - failed_at(counted, what);
    return more > 0 ? more : 0;
}

int64_t copy_hidden(struct slice counted, struct slice other, const struct hash_key *key,
                    struct slice domain)
{
    uint64_t hash = hash64(key, domain);
    int64_t all = lacking(counted, other, hash), by_type = 0;
    for (int type = 0; type <= RESULT_OTHER; type++)
        sum_add(&by_type, lacking(counted, other, with_type(hash, (enum result_id)type)));
    return by_type > all ? by_type : all;
}
