/*
 * sum: sums of counts that others sent. They stop at 2^63-1, so that one forged count cannot make
 * them overflow.
 */
#ifndef BASE_SUM_H
#define BASE_SUM_H

#include <stdbool.h>
#include <stdint.h>

/* Neither is negative. False: the sum had to be cut at 2^63-1. */
static inline bool sum_add(int64_t *sum, int64_t n)
{
    bool fits = !__builtin_add_overflow(*sum, n, sum);
    if (!fits)
        *sum = INT64_MAX;
    return fits;
}

#endif
