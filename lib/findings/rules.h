/*
 * rules: the findings that there are, one row each (SPEC 8.1): id, severity and words. Program,
 * help and man page take their words from here; --rules tunes severities and thresholds (tuning.h).
 */
#ifndef FINDINGS_RULES_H
#define FINDINGS_RULES_H

#include "lib/base/slice.h"

enum severity {
    SEVERITY_INFO,
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH,
    SEVERITY_CRITICAL,
    SEVERITIES,
    SEVERITY_OFF = SEVERITIES
};
extern const char *const severity_names[]; /* "off" included */
bool severity_find(struct slice name, enum severity *severity);

enum rule_id {
    RULE_POSSIBLE_DOWNGRADE,
    RULE_POSSIBLE_INTERCEPTION,
    RULE_UNLISTED_MX,
    RULE_CERTIFICATE_EXPIRED,
    RULE_CERTIFICATE_HOST_MISMATCH,
    RULE_CERTIFICATE_NOT_TRUSTED,
    RULE_STARTTLS_NOT_SUPPORTED,
    RULE_VALIDATION_FAILURE,
    RULE_DANE_BROKEN,
    RULE_STS_POLICY_BROKEN,
    RULE_STS_POLICY_UNREACHABLE,
    RULE_POLICY_DOWNGRADED,
    RULE_POLICY_NOT_ENFORCED,
    RULE_NO_POLICY,
    RULE_POLICY_CHANGED,
    RULE_SHORT_MAX_AGE,
    RULE_NEVER_REPORTED,
    RULE_REPORTS_STOPPED,
    RULE_COVERAGE_GAP,
    RULE_FAILURE_RATE_RISE,
    RULE_UNAUTHENTICATED_REPORTS,
    RULE_ODD_SIGNER,
    RULE_AUTHENTIC_COPY_DISPLACED,
    RULE_SIGNATURE_KEYS_MISSING,
    RULE_WEAK_SIGNATURES,
    RULE_VERDICTS_DISAGREE,
    RULE_FOREIGN_REPORTS,
    RULE_REPORT_LOOP,
    RULE_CONFLICTING_REPORTS,
    RULE_FUTURE_DATED_REPORTS,
    RULE_UNREAD_MAIL,
    RULE_TLSRPT_RECORD_MISSING,
    RULE_TLSRPT_RECORD_INVALID,
    RULE_MTA_STS_RECORD_MISSING,
    RULE_MTA_STS_RECORD_INVALID,
    RULE_STS_POLICY_FILE_INVALID,
    RULE_POLICY_SERVED_DIFFERS,
    RULE_RUA_NOT_COLLECTED,
    RULE_SEVERAL_RUA,
    RULE_MX_NOT_IN_POLICY,
    RULE_TLSA_NOT_SIGNED,
    RULE_TLSA_MISSING,
    RULE_TLSA_NO_ROLLOVER,
    RULE_RECEIVING_IP_NOT_OURS,
    RULES
};

/*
 * How a finding ends (SPEC 8.2). One about events is closed by covered days without such events and
 * with secured sessions; one about a state is there, and open, as long as the state lasts.
 */
struct rule {
    const char *id;
    enum severity severity;
    const char *when;   /* the condition, as the man page has it */
    const char *advice; /* DOMAIN and HOST stand for those of the finding */
    const char *who, *rfc;
    const char *ends;   /* what ends the state that it is about; NULL: it is about events */
    const char *remedy; /* of events: behind the advice, where no cause is known; NULL: no cause's
                           advice is given, since what failed may be a stranger's */
};
extern const struct rule rules[];
const char *rule_ends(enum rule_id rule); /* what closes its findings, in plain English */
int rule_find(struct slice id);           /* -1: none */

#endif
