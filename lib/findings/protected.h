/*
 * protected: since when senders see that a domain protects itself by MTA-STS, and by DANE.
 */
#ifndef FINDINGS_PROTECTED_H
#define FINDINGS_PROTECTED_H

#include "lib/audit/summary.h"

struct protected_since {
    bool is_protected; /* in the last week of its reports, by a policy that senders enforce */
    /* The first day after which no week was without it, and on no day the mode was testing or none
     * alone. */
    day_number since;
    day_number last;     /* the last day on which it was seen */
    bool from_first_day; /* `since` is the first day of its reports: it may have been so before */
};

/* Works it out from the days on which a report tells of such a policy (SPEC 6.8). kind: POLICY_STS,
 * in mode enforce, or POLICY_TLSA. */
struct protected_since protected_since(const struct summary *s, const struct domain_row *d,
                                       enum policy_kind kind);

#endif
