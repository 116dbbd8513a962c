/*
 * sessions: how many sessions succeeded and how many failed, and sums of them (lib/base/sum.h).
 */
#ifndef AUDIT_SESSIONS_H
#define AUDIT_SESSIONS_H

#include "lib/base/sum.h"

struct sessions {
    int64_t successful, failed;
    /* how many more failed by the failure details than by the policies' own counts */
    int64_t excess;
};

/* No count is negative. False: a sum had to be cut at 2^63-1. */
static inline bool sessions_add(struct sessions *to, struct sessions n)
{
    bool successful = sum_add(&to->successful, n.successful);
    bool failed = sum_add(&to->failed, n.failed);
    sum_add(&to->excess, n.excess);
    return successful && failed;
}

int64_t sessions_all(struct sessions s); /* successful and failed ones, at most 2^63-1 */

/* The share of successful ones, and less than 1 if any failed. False: there are no sessions (SPEC
 * 6.1). */
bool sessions_rate(struct sessions s, double *rate);

#endif
