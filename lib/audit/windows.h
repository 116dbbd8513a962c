/*
 * windows: the last 7, 30 and 90 days of the period (SPEC 6.1), and each domain's days one by one.
 */
#ifndef AUDIT_WINDOWS_H
#define AUDIT_WINDOWS_H

#include "lib/audit/summary.h"

/* What was reported on each day of each domain, by domain and day, in the arena. NULL: out of
 * memory. */
struct domain_day_line *windows_domain_days(const struct figures *f, struct arena *arena,
                                            size_t *n);

/* Fills in the summary's windows, and `now` of its domains with reports. Its period, days, domains
 * and domain_days have to be there. False: out of memory. */
bool windows_build(struct summary *s);

#endif
