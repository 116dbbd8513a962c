/*
 * figures: all sums that the outputs show (SPEC 6.1), kept up to date report by report.
 *
 * Memory grows with the distinct domains, reporters, days and failing hosts, and with the couples
 * of them that occur, not with the reports. A sum stops at 2^63-1, so that one forged count cannot
 * make it overflow; `saturated` tells of it.
 *
 * The span of a row covers the days that its reports are about. It is sound if one of them is not
 * stale (SPEC 4), and then stale ones do not widen it.
 */
#ifndef AUDIT_FIGURES_H
#define AUDIT_FIGURES_H

#include "lib/audit/addresses.h"
#include "lib/audit/coverage.h"
#include "lib/audit/events.h"
#include "lib/audit/recent.h"
#include "lib/audit/sessions.h"
#include "lib/audit/signers.h"
#include "lib/audit/troubles.h"
#include "lib/tlsrpt/stspolicy.h"

/* Can the policy's mode be enforce (SPEC 8.3)? */
enum readiness {
    READINESS_TOO_LITTLE_EVIDENCE,
    READINESS_NO_POLICY,
    READINESS_NOT_READY,
    READINESS_READY,
    READINESS_ENFORCED,
    READINESSES
};

struct readiness_basis { /* over the last covered days */
    uint64_t days_clean, days_covered, reporters;
    int64_t sessions;
    bool has_mx, mx_covered; /* has_mx: DNS records tell the MX hosts */
};

/* The last 7, 30 and 90 days of the period. */
enum { LAST_7_DAYS, LAST_30_DAYS, LAST_90_DAYS, LAST_DAYS };

struct last_days {
    uint64_t days, reports;
    struct sessions sessions;
    struct span span;
};

struct domain_now { /* of a domain with reports; set once all is read */
    struct last_days windows[LAST_DAYS];
    enum readiness readiness;
    struct readiness_basis basis;
};

/* How much of a domain was kept beyond the bounds below and those of events.h, up to
 * NAMES_ALLOWANCE each. */
struct domain_beyond {
    unsigned char policies; /* texts of its policies */
    unsigned char hosts;    /* of its failures */
    struct event_allowance details;
};

/* What was counted last of a domain, used by figures_add alone: mail comes day by day and policies
 * stay for months, so that the rows needed next are most often those of the report before. */
struct domain_last {
    uint64_t report; /* its number, from 1 on */
    /* In that report, about this domain; secured: under MTA-STS or DANE. */
    int64_t sessions, secured;
    bool is_covered;  /* its days are in the coverage already */
    uint32_t couple;  /* of its reporter and this domain */
    day_number day;   /* the day that was counted, if any was, */
    uint32_t day_row; /* and its row in domain_days */
    uint32_t policy;  /* row of policies_seen, plus one; 0: none yet */
};

struct domain_row {
    struct slice policy_domain;
    uint32_t number; /* of the domain in domain_names */
    uint64_t reports, reporters, days_covered, days_missing;
    struct auth_counts auth;
    struct sessions sessions;
    struct grown_span span;
    struct domain_beyond beyond;
    struct domain_last last;
    struct span expected; /* days on which reports are expected; last before first: none */
    struct span *gaps;    /* expected days that no report covers, in order */
    size_t gaps_n;
    uint32_t recent[POLICY_KINDS], recent_reports; /* numbers of rows; 0: none yet */
    time_seconds last_end;                         /* the latest end of a report */
    /* By the best policy of its last week, of weaker modes the newest; set once all is read. */
    enum protection protection;
    const struct policy_seen_row *protects; /* that policy; NULL: there is none */
    bool has_stopped; /* likewise: reports came on most days, and came no more */
    /* Likewise: the worst severity of a finding that is not closed; -1: there is none. */
    int worst_finding;
    struct domain_now *now;   /* likewise; NULL: nobody reported on it */
    unsigned closed_findings; /* likewise: more severe than info */
};

struct domain_day_line { /* a day of a domain, for the outputs */
    struct slice policy_domain;
    uint32_t domain;
    day_number day;
    uint64_t reports, reporters;
    struct sessions sessions;
    /* A report that is not stale tells of such a policy; weaker: in the mode testing or none. */
    bool sts_enforced, sts_weaker, dane;
};

struct couple_row { /* of a domain and a reporter: the number of the pair in domain_reporters */
    struct sessions sessions;
    /* The row of policies_seen that was counted last, plus one; 0: none yet. */
    uint32_t last_policy;
    /* Likewise: a policy type, and its row of couple_type_rows. */
    uint32_t last_type, last_type_row;
};

struct reporter_result_row { /* who met what */
    struct slice policy_domain, organization_name, result_type;
    int64_t failed_sessions, sessions; /* sessions: all of the reporter's to the domain */
    uint64_t days;
    struct grown_span span;
};

struct reporter_policy_row { /* who found which kind of policy */
    struct slice policy_domain, organization_name, policy_type;
    uint64_t policies;
    struct sessions sessions;
    struct grown_span span;
};

struct domain_day_row { /* of the couple with the same number in domain_days */
    struct sessions sessions;
    /* Successful under an MTA-STS or DANE policy, with those that only copies tell of. */
    int64_t secured;
    day_number covered_to; /* the last day that a report of this day covers (SPEC 5.2) */
    /* One of its reports is not stale: covered_to and the flags below are of such reports. */
    bool sound;
    bool none_found, some_found; /* a policy no-policy-found, and an MTA-STS or DANE policy */
    bool sts_enforced, sts_weaker, dane;
    /* That a reporter had secured sessions is told only by copies that were not counted. */
    bool copies_secured;
    bool sts_failed;      /* sessions failed under MTA-STS, says a report that is not stale, */
    day_number failed_to; /* and the last day that such a report of this day covers */
    uint64_t reports;
    struct sessions sts; /* under MTA-STS, of reports that are not stale */
};

struct day_row {
    day_number day;
    uint64_t reports;
    struct sessions sessions;
};

struct month_row {
    int year, month;
    uint64_t reports;
    struct sessions sessions;
};

struct reporter_row {
    struct slice organization_name;
    uint32_t number; /* in reporter_names */
    uint64_t reports, domains;
    struct auth_counts auth;
    struct sessions sessions;
    struct grown_span span;
};

struct policy_type_row {
    struct slice policy_type;
    uint64_t policies;
    struct sessions sessions;
};

struct result_type_row {
    struct slice result_type;
    uint64_t failure_details, domains, reporters;
    int64_t failed_sessions;
    struct grown_span span;
};

struct failure_row {
    struct slice policy_domain, result_type, receiving_mx_hostname;
    uint32_t domain; /* its number */
    enum result_id result;
    uint64_t reporters;
    int64_t failed_sessions;
    struct grown_span span;
};

struct policy_seen_row {                                  /* a distinct policy of a domain */
    struct slice policy_domain, policy_type, policy_text; /* policy strings joined by line feeds */
    uint32_t domain, type;                                /* their numbers */
    uint64_t reports, reporters;
    struct grown_span span;
    enum sts_mode mode;   /* of an MTA-STS policy; STS_MODE_UNKNOWN for any other */
    bool is_cut;          /* all reports of it may lack some of its text */
    uint64_t last_report; /* the last report that was counted here */
};

/* Is it an MTA-STS policy in the mode testing or none? */
static inline bool policy_seen_is_weak(const struct policy_seen_row *p)
{
    return p->mode == STS_MODE_TESTING || p->mode == STS_MODE_NONE;
}

/* Was a policy seen later than another one (NULL: none), or on the same day and is stricter? */
bool policy_seen_is_newer(const struct policy_seen_row *p, const struct policy_seen_row *than);

/* How many bytes of words that senders make up, and of texts of policies, are told apart. Any
 * others are summed as one, so that a few mails cannot fill the memory; the words of the RFC always
 * have room. */
enum { FIGURES_MOST_WORDS = 1 << 20, FIGURES_MOST_POLICY_TEXTS = 32 << 20 };

/* How many failures (domain, result type, MX host) have hosts that are told apart, and how many
 * reporters are counted at failures: in any case, and more for each report. */
enum {
    FIGURES_MOST_FAILURES = 65536,
    FIGURES_FAILURES_A_REPORT = 8,
    FIGURES_MOST_REPORTERS_OF_FAILURES = 400000,
    FIGURES_REPORTERS_A_REPORT = 16
};

struct figures {
    struct names domain_names, reporter_names, policy_type_names, result_type_names, mx_names,
        policy_texts;
    struct rows domains, reporters, policy_types, result_types, days, failures, policies_seen,
        domain_day_rows, couples, couple_type_rows;
    /* Of bool, by reporter: is one of its reports authentic (SPEC 5.4), counted or a copy? */
    struct rows authentic;
    struct pairs couple_types; /* of a couple in domain_reporters and a policy type */
    struct pairs day_index, domain_days, domain_reporters, result_domains, result_reporters;
    struct pairs stale_reporters; /* of a row of domain_days and a reporter, by stale reports */
    struct pairs domain_results, failure_index, failure_reporters, domain_policies, policy_index,
        policy_reporters;
    struct coverage coverage; /* couples: domain_reporters */
    struct events events;
    struct addresses addresses;
    /* Sessions by domain and kind of policy; reports by domain, each as one successful session. */
    struct recent recent, recent_reports;
    struct troubles conflicts, future_dated;
    struct troubles unauthenticated; /* kinds: enum auth_class */
    struct troubles displaced;
    struct signers signers;
    struct buffer *scratch;
    uint64_t reports, policies, failure_details;
    /* How many domains, and days of domains, counted reports have: rows of copies stand behind
     * theirs. */
    size_t domains_n, domain_days_n;
    struct sessions sessions;
    struct grown_span span; /* of all reports */
    uint64_t implausible;   /* reports with a count over BOUND_COUNT */
    bool saturated;
};

/* Borrows both. */
void figures_init(struct figures *f, const struct hash_key *key, struct buffer *scratch);

/* Adds a report. Its key, in hex digits, may be empty if the report has no failure details and no
 * verdict about its signature, and is not known to be forged (report_is_unauthenticated). False:
 * out of memory. */
bool figures_add(struct figures *f, const struct report *report, const char *key);

/* Notes a copy of a counted report that says something else and was not counted itself. Nothing of
 * it is summed, but its failures and its secured sessions are noted for the rules of findings (SPEC
 * 8.1): the copy that came first may have been forged to hide them. To be called when all reports
 * that count are added. `key` as above. False: out of memory. */
bool figures_note_copy(struct figures *f, const struct report *copy, const char *key);

void figures_free(struct figures *f);

#endif
