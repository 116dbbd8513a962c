/*
 * sessions: how many sessions succeeded and how many failed, by a policy, by a report, and in sums
 * (lib/base/sum.h).
 */
#ifndef AUDIT_SESSIONS_H
#define AUDIT_SESSIONS_H

#include "lib/base/sum.h"
#include "lib/tlsrpt/report.h"

struct sessions {
    int64_t successful, failed;
    /* How many more failed by the failure details than by the policies' own counts. */
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

/* By a policy's own counts. */
static inline struct sessions policy_counts(const struct policy *p)
{
    return (struct sessions){.successful = p->successful_sessions, .failed = p->failed_sessions};
}

/* The same, and what its details tell beyond that. */
static inline struct sessions policy_sessions(const struct policy *p)
{
    struct sessions all = policy_counts(p);
    int64_t told = policy_details_sum(p);
    all.excess = told > all.failed ? told - all.failed : 0;
    return all;
}

/* The own counts of all policies of a report that are not left out. */
static inline struct sessions report_counts(const struct report *r)
{
    struct sessions all = {0};
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        sessions_add(&all, policy_counts(p));
    return all;
}

int64_t sessions_all(struct sessions s); /* successful and failed ones, at most 2^63-1 */

/* The share of successful ones, and less than 1 if any failed. False: there are no sessions (SPEC
 * 6.1). */
bool sessions_rate(struct sessions s, double *rate);

#endif
