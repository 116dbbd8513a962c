/*
 * deepcopy: copies reports and exceptions for those who keep them beyond the call that tells of
 * them.
 */
#ifndef AUDIT_DEEPCOPY_H
#define AUDIT_DEEPCOPY_H

#include "lib/audit/exception.h"
#include "lib/base/arena.h"

/* Copies all that `from` points to into the arena, but for a report's document, message and next,
 * which the copy lacks, and what pack.h leaves out. False: out of memory. */
bool report_copy(struct arena *arena, const struct report *from, struct report *to);
bool exception_copy(struct arena *arena, const struct exception *from, struct exception *to);

#endif
