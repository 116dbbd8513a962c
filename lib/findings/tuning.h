/*
 * tuning: the thresholds of rules, and which severities and thresholds are in force (SPEC 8.2).
 */
#ifndef FINDINGS_TUNING_H
#define FINDINGS_TUNING_H

#include "lib/findings/rules.h"

enum threshold_id {
    THRESHOLD_DOWNGRADE_SUCCESSES,
    THRESHOLD_INTERCEPTION_SHARE,
    THRESHOLD_INTERCEPTION_REPORTERS,
    THRESHOLD_NO_POLICY_DAYS,
    THRESHOLD_POLICY_LOST_DAYS,
    THRESHOLD_SHORT_MAX_AGE_SECONDS,
    THRESHOLD_STOPPED_DAYS,
    THRESHOLD_STOPPED_SHARE,
    THRESHOLD_STOPPED_LEAST_DAYS,
    THRESHOLD_GAP_DAYS,
    THRESHOLD_GAP_SHARE,
    THRESHOLD_GAP_LEAST_DAYS,
    THRESHOLD_GAP_CHANCE,
    THRESHOLD_RISE_SHARE,
    THRESHOLD_RISE_FACTOR,
    THRESHOLD_RISE_LEAST_FAILED,
    THRESHOLD_ODD_SIGNER_LEAST,
    THRESHOLD_ODD_SIGNER_SHARE,
    THRESHOLD_LOOP_DAYS,
    THRESHOLDS
};

struct threshold {
    enum rule_id rule;
    const char *name;
    double value, least, most;
    const char *meaning;
};
extern const struct threshold thresholds[];
int threshold_find(enum rule_id rule, struct slice name); /* -1: the rule has none of that name */

struct causes;

enum { CLOSED_AFTER = 7, READY_AFTER = 14 }; /* days, unless the user sets others */

/* What is in force. */
struct tuning {
    enum severity severity[RULES];
    double threshold[THRESHOLDS];
    /* How many covered days without failures make a domain ready (SPEC 8.3). */
    unsigned ready_after;
    unsigned closed_after; /* how many clean days close a finding (SPEC 8.2) */
    struct causes *causes; /* borrowed; how failure-reason-codes are classed */
};

/* Does the rule need to know the days before one night's? */
bool rule_needs_history(enum rule_id rule);
void tuning_forget_history(struct tuning *t); /* switches those rules off (--state, SPEC 8.2) */
void tuning_init(struct tuning *t, struct causes *causes);

#endif
