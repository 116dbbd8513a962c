/*
 * figures: all sums that the outputs show (SPEC 6.1), kept up to date report by report.
 *
 * Memory grows with the distinct domains, reporters, days and failing hosts, and with the pairs of
 * them that occur, not with the reports. A sum stops at 2^63-1, so that one forged count cannot
 * turn it over; `saturated` tells of it.
 *
 * A row's span is that of the days that its reports are about. It is sound where one of them is not
 * stale (SPEC 4), and then the others do not widen it.
 */
#ifndef AUDIT_FIGURES_H
#define AUDIT_FIGURES_H

#include "lib/audit/addresses.h"
#include "lib/audit/coverage.h"
#include "lib/audit/events.h"
#include "lib/audit/sessions.h"
#include "lib/audit/recent.h"
#include "lib/audit/signers.h"
#include "lib/audit/troubles.h"
#include "lib/tlsrpt/stspolicy.h"

/* For the mode enforce (SPEC 8.3). */
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
    bool has_mx, mx_covered; /* has_mx: DNS records told them */
};

/* The last 7, 30 and 90 days of the period. */
enum { LAST_7_DAYS, LAST_30_DAYS, LAST_90_DAYS, LAST_DAYS };

struct last_days {
    uint64_t days, reports;
    struct sessions sessions;
    struct span span;
};

struct domain_now { /* of a domain with reports */
    struct last_days windows[LAST_DAYS];
    enum readiness readiness;
    struct readiness_basis basis;
};

/* What is kept of a domain beyond the bounds below and those of events.h (NAMES_ALLOWANCE). */
struct domain_beyond {
    unsigned char policies; /* texts of its policies */
    unsigned char hosts;    /* of its failures */
    struct event_allowance details;
};

/* What was counted of a domain last, for figures_add alone: mail comes by the day, and policies
 * stay for months, so that the rows at hand are most often those of the report before. */
struct domain_last {
    uint64_t report;           /* its number, from 1 on */
    int64_t sessions, secured; /* of it, about this domain; secured: under MTA-STS or DANE */
    bool is_covered;           /* its days are in the coverage */
    uint32_t couple;           /* of its reporter and this domain */
    day_number day;            /* that was counted, where there was one, */
    uint32_t day_row;          /* and its row in domain_days */
    uint32_t policy;           /* row of policies_seen, plus one; 0: none yet */
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
    struct span expected; /* days of its reports; last before first: none */
    struct span *gaps;    /* expected days that no report covers, in order */
    size_t gaps_n;
    uint32_t recent[POLICY_KINDS], recent_reports; /* numbers of rows; 0: none yet */
    time_seconds last_end;                         /* the latest end of a report */
    enum protection protection;                    /* in its last week; known once all is read */
    int worst_finding;        /* likewise: enum severity of what is not closed; -1: nothing is */
    struct domain_now *now;   /* likewise; NULL: nobody reported on it */
    unsigned closed_findings; /* likewise: of more than the severity info */
};

struct domain_day_line { /* a day of a domain, for the outputs */
    struct slice policy_domain;
    uint32_t domain;
    day_number day;
    uint64_t reports, reporters;
    struct sessions sessions;
    bool sts_enforced, dane; /* a report that is not stale tells of such a policy */
};

struct couple_row { /* of a domain and a reporter: the number of the pair in domain_reporters */
    struct sessions sessions;
    uint32_t last_policy; /* row of policies_seen that was counted last, plus one; 0: none yet */
    uint32_t last_type, last_type_row; /* likewise of couple_types, plus one; of that type */
};

struct reporter_result_row { /* who met what */
    struct slice policy_domain, organization_name, result_type;
    int64_t failed_sessions, sessions; /* sessions: of the reporter to the domain */
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
    int64_t secured;       /* successful under an MTA-STS or DANE policy; those of copies, too */
    day_number covered_to; /* the last day that a report of this day covers (SPEC 5.2) */
    bool sound; /* one of its reports is not stale: covered_to and these flags are of such ones */
    bool none_found, some_found; /* no-policy-found; an MTA-STS or DANE policy */
    bool sts_enforced, dane;
    bool copies_secured;  /* copies that were not counted have some of `secured` */
    bool sts_failed;      /* sessions failed under MTA-STS, by a report that is not stale, */
    day_number failed_to; /* and the last day that such a report of this day covers */
    uint64_t reports;
    struct sessions sts; /* under MTA-STS */
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
    uint64_t reporters;
    int64_t failed_sessions;
    struct grown_span span;
};

struct policy_seen_row {                                  /* a distinct policy of a domain */
    struct slice policy_domain, policy_type, policy_text; /* policy strings joined by line feeds */
    uint32_t domain, type;                                /* their numbers */
    uint64_t reports, reporters;
    struct grown_span span;
    bool is_enforced;
    bool is_cut;          /* every report of it may lack some of its text */
    uint64_t last_report; /* number of the last report that was counted here */
};

/* The mode of an MTA-STS policy; STS_MODE_UNKNOWN: of any other one. */
enum sts_mode policy_seen_mode(const struct policy_seen_row *p);

/* Was a policy seen later than another one (NULL: than none), or on the same day, and is stricter?
 */
bool policy_seen_is_newer(const struct policy_seen_row *p, const struct policy_seen_row *than);

/* Bytes of words that senders make up, and of policies' texts, that are kept apart from each other;
 * the words of the RFC always are. Others are summed as one, so that a few mails cannot fill the
 * memory. */
enum { FIGURES_MOST_WORDS = 1 << 20, FIGURES_MOST_POLICY_TEXTS = 32 << 20 };

/* Failures (domain, result type, MX host) whose hosts are told apart, and reporters that are
 * counted at failures: so many, and so many more for each report. */
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
    struct pairs couple_types; /* the couple of a domain and a reporter, and a policy type */
    struct pairs day_index, domain_days, domain_reporters, result_domains, result_reporters;
    struct pairs stale_reporters; /* rows of domain_days and reporters, by reports that are stale */
    struct pairs domain_results, failure_index, failure_reporters, domain_policies, policy_index,
        policy_reporters;
    struct coverage coverage; /* couples: domain_reporters */
    struct events events;
    struct addresses addresses;
    struct recent recent, recent_reports; /* rows of domains; reports count as successful */
    struct troubles conflicts, future_dated;
    struct troubles unauthenticated; /* kinds: enum auth_class */
    struct troubles displaced;
    struct signers signers;
    struct buffer *scratch;
    uint64_t reports, policies, failure_details;
    struct sessions sessions;
    struct grown_span span; /* of all reports */
    bool saturated;
};

/* Borrows both. */
void figures_init(struct figures *f, const struct hash_key *key, struct buffer *scratch);

/* False: out of memory. key: hex; it may be empty where the report has no failure details and no
 * verdict about its signature, and is not known to be forged (report_is_unauthenticated). */
bool figures_add(struct figures *f, const struct report *report, const char *key);

/* A copy of a counted report that was not counted itself, since it says something else. Nothing of
 * it is summed, but that it tells of secured sessions is noted for the rules of attacks (SPEC 8.1):
 * the copy that came first may have been forged to hide that they were possible. */
void figures_note_copy(struct figures *f, const struct report *copy);

void figures_free(struct figures *f);

#endif
