/*
 * deepcopy: reports and exceptions that outlive the call in which they were told, for whoever works
 * on them later.
 */
#ifndef AUDIT_DEEPCOPY_H
#define AUDIT_DEEPCOPY_H

#include "lib/audit/exception.h"
#include "lib/base/arena.h"

/* Each copies all that its argument points to into the arena, but for a report's document and
 * message, which the copy lacks, and what comes next in its list. False: out of memory. */
bool report_copy(struct arena *arena, const struct report *from, struct report *to);
bool exception_copy(struct arena *arena, const struct exception *from, struct exception *to);

#endif
