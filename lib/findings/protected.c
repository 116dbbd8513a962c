#include "lib/findings/protected.h"

static bool is_protected_on(const struct domain_day_line *day)
{
    return day->sts_enforced || day->dane;
}

struct protected_since protected_since(const struct summary *s, const struct domain_row *d)
{
    struct protected_since p = {.since = d->span.last};
    size_t n;
    const struct domain_day_line *days = summary_days_of(s, d->policy_domain, &n);
    for (size_t i = n; i-- > 0 && days[i].day >= p.since - DAYS_A_WEEK;) {
        if (!is_protected_on(&days[i]))
            continue;
        bool is_recent = days[i].day > d->span.last - DAYS_A_WEEK;
        if (!is_recent && !p.is_protected)
            break;
        if (!p.is_protected)
            p.last = days[i].day;
        p.is_protected = true;
        p.sts |= is_recent && days[i].sts_enforced;
        p.dane |= is_recent && days[i].dane;
        p.since = days[i].day;
    }
    p.from_first_day = p.since <= d->span.first;
    return p;
}
