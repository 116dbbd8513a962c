/*
 * expected: the days on which reports about a domain are expected, and which of them no report
 * covers (SPEC 5.2).
 *
 * A domain is expected from the day of its first report to the period's last day, however long
 * ago its last report is; with a list of domains, from its `since` or the period's first day to its
 * `until` or the period's last day.
 */
#ifndef AUDIT_EXPECTED_H
#define AUDIT_EXPECTED_H

#include "lib/audit/summary.h"

/*
 * The domains' rows in an array in the arena, *n of them: first those of the figures, each at its
 * number; then, in zeros, each listed domain that nobody reported on and that is selected. All of
 * the latter have the first number that no domain has. Each entry of the list is told whether it
 * was reported on; scope may be NULL, and has to outlive the rows. NULL: out of memory.
 */
struct domain_row *expected_domains(const struct figures *f, struct scope *scope,
                                    const struct selection *selection, struct arena *arena,
                                    size_t *n);

/* Sets what those rows, the summary's domains, say of expected, covered and missing days, and its
 * period's days_with_reports. The gaps live in its arena. False: out of memory. */
bool expected_days(const struct figures *f, const struct scope *scope, struct summary *s);

#endif
