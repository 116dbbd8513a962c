/*
 * readiness: can the MTA-STS policy of a domain be switched to enforce (SPEC 8.3)?
 */
#ifndef FINDINGS_READINESS_H
#define FINDINGS_READINESS_H

#include "lib/findings/setup.h"
#include "lib/findings/views.h"

extern const char *const readiness_names[];

/* Sets readiness and its basis, over the last `ready_after` covered days, in the domain's row.
 * setup: NULL without DNS records. */
void readiness_judge(struct domain_row *d, const struct view *v, const struct setup *setup,
                     unsigned ready_after);

enum readiness readiness_of(const struct domain_row *d); /* a silent domain has no evidence */

#endif
