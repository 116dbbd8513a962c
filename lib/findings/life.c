#include "lib/findings/life.h"

#include "lib/base/sha256.h"

const char *const finding_status_names[] = {
    [FINDING_OPEN] = "open", [FINDING_UNPROVEN] = "unproven", [FINDING_CLOSED] = "closed"};
_Static_assert(COUNT_OF(finding_status_names) == FINDING_STATUSES, "one name per status");

/* Writes the first hex digits of the SHA-256 over the rule's id, a NUL and the domain. */
bool life_key(struct slice id, struct slice policy_domain, char key[static FINDING_KEY_TEXT + 1])
{
    unsigned char digest[SHA256_BYTES];
    struct sha256 sha256 = {0};
    bool ok = sha256_begin(&sha256) && sha256_add(&sha256, id) &&
              sha256_add(&sha256, SLICE("\0")) && sha256_add(&sha256, policy_domain) &&
              sha256_end(&sha256, digest);
    sha256_free(&sha256);
    if (ok)
        ascii_hex(digest, FINDING_KEY_TEXT / 2, key);
    key[FINDING_KEY_TEXT] = '\0';
    return ok;
}

static struct span expected_after(const struct domain_row *d, day_number day)
{
    day_number first = day + 1 > d->expected.first ? day + 1 : d->expected.first;
    return (struct span){first, d->expected.last};
}

uint64_t life_days_covered(const struct domain_row *d, day_number day)
{
    struct span after = expected_after(d, day);
    uint64_t days = span_days(after);
    for (size_t i = 0; i < d->gaps_n; i++) {
        const struct span *gap = &d->gaps[i];
        days -= span_days(
            (struct span){gap->first > after.first ? gap->first : after.first, gap->last});
    }
    return days;
}

/* Counts the covered days after `day`, and the sessions that were secured on them. */
static void count_clean(struct finding *f, const struct view *v, day_number day)
{
    const struct domain_row *d = v->domain;
    struct span after = expected_after(d, day);
    f->days_clean = life_days_covered(d, day);
    for (size_t i = view_first_day_at(v, after.first);
         i < v->days_n && v->days[i].day <= after.last; i++)
        if (view_covers(v, v->days[i].day))
            sum_add(&f->sessions_since, v->days[i].row->sessions.successful);
}

bool life_judge(struct finding *f, const struct view *v, day_number covered_to,
                day_number period_last, unsigned closed_after)
{
    f->status = FINDING_OPEN;
    bool is_event = f->has_ended || !rules[f->rule].ends;
    if (is_event && f->span.any) {
        count_clean(f, v, covered_to > f->span.last ? covered_to : f->span.last);
        if (f->days_clean >= closed_after && f->sessions_since > 0)
            f->status = FINDING_CLOSED;
        else if (f->days_clean < closed_after &&
                 (int64_t)period_last - f->span.last >= (int64_t)closed_after)
            f->status = FINDING_UNPROVEN;
    }
    return life_key(f->id, f->policy_domain, f->key);
}
