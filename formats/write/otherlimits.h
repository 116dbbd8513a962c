/*
 * otherlimits: the limits of a run that are not as they are by default, beside those that its
 * outputs always tell (bytes of messages and of reports, nesting).
 */
#ifndef WRITE_OTHERLIMITS_H
#define WRITE_OTHERLIMITS_H

#include <stddef.h>

#include "lib/base/limits.h"

enum { OTHER_LIMITS = 8 };

struct other_limit {
    const char *key, *words; /* in the summary's options, and before people */
    uint64_t value;
};

/* How many there are; they stand at the beginning of `to`. */
size_t other_limits(const struct limits *l, struct other_limit to[static OTHER_LIMITS]);

#endif
