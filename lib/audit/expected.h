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
 * The rows of all domains in an array in the arena, *n of them: first those of the figures, each at
 * its number; then, all zeros, one for each listed domain that is selected and that nobody reported
 * on. The number of the latter is the first that no domain has. Marks the entries of the list that
 * were reported on. scope may be NULL, and has to outlive the rows. NULL: out of memory.
 */
struct domain_row *expected_domains(const struct figures *f, struct scope *scope,
                                    const struct selection *selection, struct arena *arena,
                                    size_t *n);

/* Sets the expected, covered and missing days of those rows, which are the summary's domains, and
 * its period's days_with_reports. The gaps live in its arena. False: out of memory. */
bool expected_days(const struct figures *f, const struct scope *scope, struct summary *s);

#endif
