/*
 * findings: what the figures mean (SPEC 8): which domain has which trouble, how bad it is, what
 * shows it, and what to do.
 *
 * They are worked out once, when all is read, from what the figures keep; so they do not depend on
 * input order or threads.
 */
#ifndef AUDIT_FINDINGS_H
#define AUDIT_FINDINGS_H

#include "lib/findings/rules.h"
#include "lib/findings/views.h"

enum {
    FINDING_MOST_REPORTS = 10,
    FINDING_MOST_TEXTS = 100 /* hosts, addresses, reporters: the first ones in byte order */
};

struct finding {
    enum rule_id rule;
    enum severity severity;
    struct slice id, severity_name, policy_domain, title, advice, who, rfc;
    int64_t failed_sessions;     /* that the evidence counts; 0 where it counts none */
    int64_t successful_sessions; /* of the domain on the days of the evidence */
    bool has_span;               /* what the DNS holds has no days */
    struct span span;
    struct texts reporters, reports, receiving_mx_hostnames, receiving_ips, sending_mta_ips,
        result_types, causes;
};

struct setup; /* lib/findings/setup.h */

struct findings {
    struct finding *at; /* most severe first, then by failed sessions, domain and rule */
    size_t n;
    struct arena arena;
};

/* setup: NULL when no DNS records were given. False: out of memory; free it all the same. */
bool findings_build(struct findings *out, const struct figures *f, const struct summary *s,
                    const struct tuning *tuning, const struct setup *setup);
void findings_mark_domains(const struct findings *f,
                           struct summary *s); /* sets worst_finding of each domain */
void findings_free(struct findings *f);

#endif
