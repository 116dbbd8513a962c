/*
 * summary: the figures as sorted rows, with coverage, months and protection worked out from them.
 */
#ifndef AUDIT_SUMMARY_H
#define AUDIT_SUMMARY_H

#include "lib/audit/figures.h"
#include "lib/audit/period.h"
#include "lib/audit/scope.h"

/* The rows in the order in which outputs show them, built once, when all is read. Their slices
 * borrow from the figures. */
struct summary {
    struct last_days windows[LAST_DAYS];
    struct domain_day_line *domain_days;           /* by domain and day */
    struct reporter_result_row *reporter_results;  /* by domain, reporter and result type */
    struct reporter_policy_row *reporter_policies; /* by domain, reporter and policy type */
    size_t windows_n, domain_days_n, reporter_results_n, reporter_policies_n;
    struct foreign_row *foreign; /* by domain, the others last; only with a list of domains */
    size_t foreign_n;
    uint64_t foreign_reports; /* how many reports have a policy about a foreign domain */
    struct period period;
    uint64_t days_missing; /* sum over the domains */
    /* Of those with the most, the first by name; NULL: none is missing. */
    const struct domain_row *worst;
    struct domain_row *domains;           /* by name */
    struct day_row *days;                 /* by day */
    struct month_row *months;             /* by month */
    struct reporter_row *reporters;       /* by name */
    struct policy_type_row *policy_types; /* by name */
    struct result_type_row *result_types; /* by name */
    struct failure_row *failures; /* most failed sessions first, then by domain, type and MX */
    struct policy_seen_row *policies_seen; /* by domain, type, first day */
    struct address_row *addresses; /* most failed sessions first, then by role and address */
    struct signer_row *signatures; /* by organization, domain, selector, result, reason */
    size_t domains_n, days_n, months_n, reporters_n, policy_types_n, result_types_n, failures_n,
        policies_seen_n, addresses_n, signatures_n;
    struct arena arena;
};

/* Builds the summary. It sets in the figures' rows what they cannot know: the period, and whether a
 * domain protects itself. False: out of memory; free it all the same. */
bool summary_build(struct summary *s, struct figures *f, const struct selection *selection,
                   struct scope *scope);

/* The row of a domain. NULL: it has none. */
struct domain_row *summary_domain(const struct summary *s, struct slice domain);

/* The domain's *n rows of policies_seen, which stand together. */
const struct policy_seen_row *summary_policies_of(const struct summary *s, struct slice domain,
                                                  size_t *n);

/* The domain's *n rows of domain_days, by day. */
const struct domain_day_line *summary_days_of(const struct summary *s, struct slice domain,
                                              size_t *n);

void summary_free(struct summary *s);

/* The domains by their secured share, the lowest first, those without sessions last. The caller
 * frees the array; NULL: out of memory. */
const struct domain_row **summary_worst_first(const struct summary *s);

/* The i-th policy type to show where there is room for a few: those of RFC 8460 come first, since
 * anyone can make up others. NULL: there are no more. */
const struct policy_type_row *summary_policy_type(const struct summary *s, size_t i);

#endif
