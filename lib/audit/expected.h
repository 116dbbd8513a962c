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

#include "lib/audit/figures.h"
#include "lib/audit/period.h"
#include "lib/audit/scope.h"

/* Sets what each domain's row says of expected, covered and missing days, and the period's
 * days_with_reports. The gaps live in the arena. False: out of memory. */
bool expected_days(struct figures *f, struct period *period, const struct scope *scope,
                   struct arena *arena);

/* Gives each listed domain that nobody reported on, and that is selected, a row of zeros, and
 * tells each entry whether it was reported on. False: out of memory. */
bool expected_domains(struct figures *f, struct scope *scope, const struct selection *selection);

#endif
