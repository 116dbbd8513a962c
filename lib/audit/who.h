/*
 * who: which reporter met what, and which found what kind of policy (SPEC 6.1), worked out once all
 * is read.
 */
#ifndef AUDIT_WHO_H
#define AUDIT_WHO_H

#include "lib/audit/figures.h"

/* By domain, reporter and result type, in the arena. NULL: out of memory. */
struct reporter_result_row *who_met_what(const struct figures *f, struct arena *arena, size_t *n);

/* By domain, reporter and policy type, in the arena. NULL: out of memory. */
struct reporter_policy_row *who_found_what(const struct figures *f, struct arena *arena, size_t *n);

#endif
