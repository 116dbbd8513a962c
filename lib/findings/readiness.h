/*
 * readiness: can a domain switch its MTA-STS policy to enforce (SPEC 8.3)?
 */
#ifndef FINDINGS_READINESS_H
#define FINDINGS_READINESS_H

#include "lib/findings/setup.h"
#include "lib/findings/views.h"

extern const char *const readiness_names[];

/* Sets readiness and its basis in the domain's row, over the last `ready_after` covered days. setup
 * is NULL without DNS records. */
void readiness_judge(struct domain_row *d, const struct view *v, const struct setup *setup,
                     unsigned ready_after);

/* Of a silent domain: too little evidence. */
enum readiness readiness_of(const struct domain_row *d);

#endif
