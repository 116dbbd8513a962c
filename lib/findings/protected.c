#include "lib/findings/protected.h"

struct protected_since protected_since(const struct summary *s, const struct domain_row *d,
                                       enum policy_kind kind)
{
    struct protected_since p = {.since = d->span.last};
    size_t n;
    const struct domain_day_line *days = summary_days_of(s, d->policy_domain, &n);
    for (size_t i = n; i-- > 0 && days[i].day >= p.since - DAYS_A_WEEK;) {
        bool is_seen = kind == POLICY_TLSA ? days[i].dane : days[i].sts_enforced;
        bool is_weaker = kind == POLICY_STS && days[i].sts_weaker && !is_seen;
        bool is_old = days[i].day <= d->span.last - DAYS_A_WEEK;
        if (p.is_protected ? is_weaker : is_old)
            break;
        if (!is_seen)
            continue;
        if (!p.is_protected)
            p.last = days[i].day;
        p.is_protected = true;
        p.since = days[i].day;
    }
    p.from_first_day = p.since <= d->span.first;
    return p;
}
