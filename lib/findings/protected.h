/*
 * protected: since when senders see that a domain protects itself, and how.
 */
#ifndef FINDINGS_PROTECTED_H
#define FINDINGS_PROTECTED_H

#include "lib/audit/summary.h"

struct protected_since {
    bool is_protected;   /* in the last week of its reports, by a policy that senders enforce */
    bool sts, dane;      /* MTA-STS in mode enforce; DANE */
    day_number since;    /* no week without it from then on */
    bool from_first_day; /* of its reports: perhaps it was so before */
};

/* False: out of memory. `scratch` is used, and given back. */
bool protected_since(const struct summary *s, const struct domain_row *d, struct arena *scratch,
                     struct protected_since *to);

#endif
