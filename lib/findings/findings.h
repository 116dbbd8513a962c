/*
 * findings: what the figures mean (SPEC 8): which domain has which trouble, how bad it is, what
 * shows it, and what to do.
 *
 * They are worked out once, when all is read, from what the figures keep, so they do not depend on
 * the order of the input or on threads.
 */
#ifndef FINDINGS_FINDINGS_H
#define FINDINGS_FINDINGS_H

#include "lib/audit/summary.h"
#include "lib/audit/unread.h"
#include "lib/findings/tuning.h"

enum {
    FINDING_KEY_TEXT = 16,
    /* The first ones in byte order; what copies alone tell of (SPEC 8.1) has the room that is
     * left. */
    FINDING_MOST_REPORTS = 10,
    FINDING_MOST_TEXTS = 100 /* hosts, addresses, reporters */
};

/* Is the trouble over (SPEC 8.2)? Silence closes nothing: it leaves a finding unproven. */
enum finding_status { FINDING_OPEN, FINDING_UNPROVEN, FINDING_CLOSED, FINDING_STATUSES };
extern const char *const finding_status_names[];

/* What became of a finding, a domain, … since an earlier summary (lib/findings/changes.h). */
enum change {
    CHANGE_NONE, /* closed in both */
    CHANGE_NEW,
    CHANGE_CONTINUING,
    CHANGE_REOPENED,
    CHANGE_RESOLVED,
    CHANGE_UNPROVEN,
    CHANGE_GONE,
    CHANGES
};

struct finding {
    enum rule_id rule;
    enum severity severity;
    char key[FINDING_KEY_TEXT + 1]; /* made of rule and domain: the same in every run */
    enum finding_status status;
    bool has_ended;         /* about a state that lasts no more */
    uint64_t days_clean;    /* covered days since the last day of an event */
    int64_t sessions_since; /* sessions that were secured on them */
    bool is_compared;       /* with an earlier summary */
    enum change change;     /* likewise */
    struct slice id, severity_name, policy_domain, title, advice, who, rfc;
    int64_t failed_sessions;     /* as the evidence counts them; 0 if it counts none */
    int64_t successful_sessions; /* of the domain on the days of the evidence */
    struct grown_span span;      /* empty: what the DNS holds has no days */
    struct texts reporters, reports, receiving_mx_hostnames, receiving_ips, sending_mta_ips,
        result_types, causes;
    struct texts networks; /* one sentence on the receiving addresses, one on the sending ones */
};

struct setup; /* lib/findings/setup.h */

struct findings {
    /* The most severe first; then open ones before closed ones; then by failed sessions, domain and
     * rule. */
    struct finding *at;
    size_t n;
    struct arena arena;
};

struct findings_given { /* all pointers are borrowed */
    const struct figures *figures;
    struct summary *summary;           /* of these figures */
    const struct unread_tally *unread; /* NULL: there is nothing unread */
    const struct tuning *tuning;
    const struct setup *setup; /* NULL: neither DNS records nor policies were given */
    struct networks *networks; /* NULL: no database of addresses was given */
};

/* Finds all there is, and writes the readiness of the summary's domains into their rows. False: out
 * of memory; free it all the same. */
bool findings_build(struct findings *out, const struct findings_given *given);
size_t findings_open(const struct findings *f); /* how many are not closed */

/* Fills in worst_finding and closed_findings of each domain. */
void findings_mark_domains(const struct findings *f, struct summary *s);
void findings_free(struct findings *f);

#endif
