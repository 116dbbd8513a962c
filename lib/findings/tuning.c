#include "lib/findings/tuning.h"

/* One row per threshold. */
/* clang-format off */

const struct threshold thresholds[] = {
    [THRESHOLD_DOWNGRADE_SUCCESSES] = {RULE_POSSIBLE_DOWNGRADE, "successes", 1, 1, 1e9,
        "secured sessions on the same day that make a failure suspicious"},
    [THRESHOLD_INTERCEPTION_SHARE] = {RULE_POSSIBLE_INTERCEPTION, "share", 0.5, 0, 1,
        "share of the day's reporters that saw it: so many or more tell of a fault, not an "
        "attack"},
    [THRESHOLD_INTERCEPTION_REPORTERS] = {RULE_POSSIBLE_INTERCEPTION, "reporters", 3, 2, 1e6,
        "reporters of that day that are needed to say so"},
    [THRESHOLD_NO_POLICY_DAYS] = {RULE_NO_POLICY, "days", 5, 1, 36500,
        "days with reports that are needed to say so"},
    [THRESHOLD_POLICY_LOST_DAYS] = {RULE_POLICY_DOWNGRADED, "days", 7, 1, 36500,
        "days with reports without the policy, or with the mode that it had before enforce"},
    [THRESHOLD_SHORT_MAX_AGE_SECONDS] = {RULE_SHORT_MAX_AGE, "seconds", 86400, 1, 31557600,
        "least max_age that is not short"},
    [THRESHOLD_STOPPED_DAYS] = {RULE_REPORTS_STOPPED, "days", 7, 1, 36500,
        "last days of the period without a report"},
    [THRESHOLD_STOPPED_SHARE] = {RULE_REPORTS_STOPPED, "share", 0.5, 0, 1,
        "share of the days before that had reports"},
    [THRESHOLD_STOPPED_LEAST_DAYS] = {RULE_REPORTS_STOPPED, "least_days", 14, 1, 36500,
        "days with reports that are needed to say so"},
    [THRESHOLD_GAP_DAYS] = {RULE_COVERAGE_GAP, "days", 3, 1, 36500,
        "days in a row without a report"},
    [THRESHOLD_GAP_SHARE] = {RULE_COVERAGE_GAP, "share", 0.5, 0, 1,
        "share of the other days that have reports"},
    [THRESHOLD_GAP_LEAST_DAYS] = {RULE_COVERAGE_GAP, "least_days", 14, 1, 36500,
        "days with reports that are needed to say so"},
    [THRESHOLD_GAP_CHANCE] = {RULE_COVERAGE_GAP, "chance", 0.01, 0, 1, "such a gap is told of "
        "where chance makes fewer than this in the whole period (reports-stopped, too)"},
    [THRESHOLD_RISE_SHARE] = {RULE_FAILURE_RATE_RISE, "share", 0.01, 0, 1,
        "share of failed sessions in the week"},
    [THRESHOLD_RISE_FACTOR] = {RULE_FAILURE_RATE_RISE, "factor", 3, 1, 1e6,
        "times the share of the four weeks before"},
    [THRESHOLD_RISE_LEAST_FAILED] = {RULE_FAILURE_RATE_RISE, "least_failed", 5, 1, 1e9,
        "failed sessions in the week that are needed to say so"},
    [THRESHOLD_ODD_SIGNER_LEAST] = {RULE_ODD_SIGNER, "least", 10, 1, 1e9,
        "authentic reports of the organization"},
    [THRESHOLD_ODD_SIGNER_SHARE] = {RULE_ODD_SIGNER, "share", 0.9, 0, 1,
        "of them that one domain signed"},
    [THRESHOLD_LOOP_DAYS] = {RULE_REPORT_LOOP, "days", 14, 2, 36500,
        "days in a row with one report of one session"},
};
_Static_assert(COUNT_OF(thresholds) == THRESHOLDS, "one row per threshold");

/* clang-format on */

int threshold_find(enum rule_id rule, struct slice name)
{
    for (int i = 0; i < THRESHOLDS; i++)
        if (thresholds[i].rule == rule && slice_equal(name, slice_of(thresholds[i].name)))
            return i;
    return -1;
}

bool rule_needs_history(enum rule_id rule)
{
    static const enum rule_id those[] = {
        RULE_POLICY_DOWNGRADED, RULE_NO_POLICY,         RULE_POLICY_CHANGED,
        RULE_NEVER_REPORTED,    RULE_REPORTS_STOPPED,   RULE_COVERAGE_GAP,
        RULE_REPORT_LOOP,       RULE_FAILURE_RATE_RISE, RULE_POLICY_NOT_ENFORCED};
    for (size_t i = 0; i < COUNT_OF(those); i++)
        if (those[i] == rule)
            return true;
    return false;
}

void tuning_forget_history(struct tuning *t)
{
    for (int i = 0; i < RULES; i++)
        if (rule_needs_history((enum rule_id)i))
            t->severity[i] = SEVERITY_OFF;
}

void tuning_init(struct tuning *t, struct causes *causes)
{
    *t = (struct tuning){
        .causes = causes, .closed_after = CLOSED_AFTER, .ready_after = READY_AFTER};
    for (int i = 0; i < RULES; i++)
        t->severity[i] = rules[i].severity;
    for (int i = 0; i < THRESHOLDS; i++)
        t->threshold[i] = thresholds[i].value;
}
