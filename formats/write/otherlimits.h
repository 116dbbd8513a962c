/*
 * otherlimits: the limits of a run that differ from their defaults, besides those that outputs
 * always tell (bytes of messages and of reports, nesting).
 */
#ifndef WRITE_OTHERLIMITS_H
#define WRITE_OTHERLIMITS_H

#include <stddef.h>

#include "lib/base/limits.h"

enum { OTHER_LIMITS = 8 };

struct other_limit {
    const char *key, *words; /* in the summary's options; for people */
    uint64_t value;
};

/* Fills in the first elements of `to`, and gives their number. */
size_t other_limits(const struct limits *l, struct other_limit to[static OTHER_LIMITS]);

#endif
