/*
 * plural: the word for one thing, or for another number of them.
 */
#ifndef BASE_PLURAL_H
#define BASE_PLURAL_H

#include <stdint.h>

static inline const char *plural(int64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

#endif
