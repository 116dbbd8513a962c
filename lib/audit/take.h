/*
 * take: puts an outcome into its bin: counted, known, a duplicate, a conflict, left out, or one of
 * the exceptions. Private to lib/audit: audit.c.
 */
#ifndef AUDIT_TAKE_H
#define AUDIT_TAKE_H

#include "lib/audit/audit.h"

bool take_outcome(struct audit *a, const struct outcome *o); /* false: the audit cannot go on */

#endif
