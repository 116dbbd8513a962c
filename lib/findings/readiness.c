#include "lib/findings/readiness.h"

const char *const readiness_names[] = {
    [READINESS_TOO_LITTLE_EVIDENCE] = "too-little-evidence",
    [READINESS_NO_POLICY] = "no-policy",
    [READINESS_NOT_READY] = "not-ready",
    [READINESS_READY] = "ready",
    [READINESS_ENFORCED] = "enforced",
};
_Static_assert(COUNT_OF(readiness_names) == READINESSES, "one name per readiness");

/* The first of the last `most` covered days. Covered days are the expected days that are in no
 * gap. */
static day_number first_of_last(const struct domain_row *d, unsigned most, uint64_t *days)
{
    size_t gap = d->gaps_n;
    day_number day = d->expected.last, first = d->expected.last + 1;
    *days = 0;
    while (*days < most && day >= d->expected.first) {
        if (gap > 0 && day <= d->gaps[gap - 1].last) {
            day = d->gaps[--gap].first - 1;
            continue;
        }
        first = day--;
        ++*days;
    }
    return first;
}

static bool reported_in(const struct view_reporter *r, struct span days)
{
    for (uint64_t left = r->reported; left != 0; left &= left - 1) {
        day_number day = r->first + __builtin_ctzll(left);
        if (day >= days.first && day <= days.last)
            return true;
    }
    return false;
}

/* How many reporters reported on some of the days: the blocks come by reporter. */
static uint64_t count_reporters(const struct view *v, struct span days)
{
    uint64_t n = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < v->reporters_n; i++) {
        const struct view_reporter *r = &v->reporters[i];
        bool is_counted = n > 0 && r->reporter == last;
        if (is_counted || !reported_in(r, days))
            continue;
        n++;
        last = r->reporter;
    }
    return n;
}

/* Does the policy match every MX host? Known if the records hold any, and the policy has
 * patterns. */
static void join_mx(struct readiness_basis *b, const struct setup_row *row)
{
    b->mx_covered = !row || row->mx.left_out == 0;
    for (size_t i = 0; row && i < row->mx.n; i++) {
        b->has_mx |= row->mx.at[i].in_policy != ANSWER_UNKNOWN;
        b->mx_covered &= row->mx.at[i].in_policy == ANSWER_YES;
    }
}

/* How many of the expected days from `first` on are covered by a report with failures under
 * MTA-STS: as in the life of findings (SPEC 8.2), by its whole range and not only its own day. */
static uint64_t days_with_failures(const struct view *v, day_number first)
{
    day_number next = first, last = v->domain->expected.last; /* next: not looked at yet */
    uint64_t n = 0;
    for (size_t i = view_first_day_at(v, first - COVERAGE_MOST_DAYS); i < v->days_n; i++) {
        const struct view_day *day = &v->days[i];
        if (!day->row->sts_failed || day->day > last)
            continue;
        struct span covered = {day->day > next ? day->day : next,
                               day->row->failed_to < last ? day->row->failed_to : last};
        n += span_days(covered);
        next = covered.last >= next ? covered.last + 1 : next;
    }
    return n;
}

static struct readiness_basis basis_of(const struct view *v, unsigned ready_after)
{
    const struct domain_row *d = v->domain;
    struct readiness_basis b = {0};
    day_number first = first_of_last(d, ready_after, &b.days_covered);
    b.days_clean = b.days_covered - days_with_failures(v, first);
    for (size_t i = view_first_day_at(v, first);
         i < v->days_n && v->days[i].day <= d->expected.last; i++)
        sum_add(&b.sessions, sessions_all(v->days[i].row->sts));
    b.reporters = count_reporters(v, (struct span){first, d->expected.last});
    return b;
}

static bool has_kind(const struct view *v, enum policy_kind kind)
{
    for (size_t i = 0; i < v->policies_n; i++)
        if (policy_kind_of(v->policies[i]->policy_type) == kind)
            return true;
    return false;
}

/* For a domain without a policy of a known mode. Lost DANE enforces nothing; what is not known must
 * not be taken for nothing. */
static enum readiness judge_without(const struct view *v)
{
    if (has_kind(v, POLICY_STS))
        return READINESS_TOO_LITTLE_EVIDENCE;
    if (has_kind(v, POLICY_TLSA) && v->domain->protection == PROTECTION_ENFORCED)
        return READINESS_ENFORCED;
    return has_kind(v, POLICY_NONE_FOUND) ? READINESS_NO_POLICY : READINESS_TOO_LITTLE_EVIDENCE;
}

static enum readiness judge(const struct view *v, const struct readiness_basis *b,
                            unsigned ready_after)
{
    const struct policy_seen_row *newest = view_newest_sts(v);
    enum sts_mode mode = newest ? newest->mode : STS_MODE_UNKNOWN;
    if (mode == STS_MODE_UNKNOWN)
        return judge_without(v);
    if (mode == STS_MODE_ENFORCE)
        return READINESS_ENFORCED;
    if (mode == STS_MODE_NONE || b->days_clean < b->days_covered || (b->has_mx && !b->mx_covered))
        return READINESS_NOT_READY;
    return b->days_covered < ready_after || b->sessions == 0 ? READINESS_TOO_LITTLE_EVIDENCE
                                                             : READINESS_READY;
}

void readiness_judge(struct domain_row *d, const struct view *v, const struct setup *setup,
                     unsigned ready_after)
{
    if (!d->now)
        return;
    d->now->basis = basis_of(v, ready_after);
    if (setup)
        join_mx(&d->now->basis, setup_of(setup, d->policy_domain));
    d->now->readiness = judge(v, &d->now->basis, ready_after);
}

enum readiness readiness_of(const struct domain_row *d)
{
    return d->now ? d->now->readiness : READINESS_TOO_LITTLE_EVIDENCE;
}
