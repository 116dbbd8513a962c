/*
 * expected: the days on which reports about a domain are expected, and which of them no report
 * covers (SPEC 5.2).
 *
 * A domain is expected from the day of its first report to the period's last day, however long
 * ago its last report is.
 */
#ifndef AUDIT_EXPECTED_H
#define AUDIT_EXPECTED_H

#include "lib/audit/figures.h"
#include "lib/audit/period.h"

/* Sets what each domain's row says of expected, covered and missing days, and the period's
 * days_with_reports. The gaps live in the arena. False: out of memory. */
bool expected_days(struct figures *f, struct period *period, struct arena *arena);

#endif
