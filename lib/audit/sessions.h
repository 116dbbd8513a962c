/*
 * sessions: how many sessions succeeded and failed, and their sums (lib/base/sum.h).
 */
#ifndef AUDIT_SESSIONS_H
#define AUDIT_SESSIONS_H

#include "lib/base/sum.h"

struct sessions {
    int64_t successful, failed;
    int64_t excess; /* more that failed by the failure details than by the policies' own counts */
};

/* Neither is negative. False: a sum had to be cut at 2^63-1. */
static inline bool sessions_add(struct sessions *to, struct sessions n)
{
    bool successful = sum_add(&to->successful, n.successful);
    bool failed = sum_add(&to->failed, n.failed);
    sum_add(&to->excess, n.excess);
    return successful && failed;
}

int64_t sessions_all(struct sessions s); /* successful and failed ones, at most 2^63-1 */

/* Successful of all, and under 1 where any failed; false: there are none (SPEC 6.1). */
bool sessions_rate(struct sessions s, double *rate);

#endif
