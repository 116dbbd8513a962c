/*
 * order: sorts arrays, and finds what stands in sorted ones.
 *
 * `order` compares as for qsort(3) and bsearch(3), where the key comes first: <0, 0 or >0 when it
 * stands before the element, is equal to it, or stands after it. An array without elements may be
 * NULL.
 */
#ifndef BASE_ORDER_H
#define BASE_ORDER_H

#include <stddef.h>
#include <stdlib.h>

#include "lib/base/slice.h"

/* The order of two numbers of one type. */
#define ORDER_OF(a, b) (((a) > (b)) - ((a) < (b)))

static inline void order_sort(void *elements, size_t n, size_t size,
                              int (*order)(const void *, const void *))
{
    if (n > 1)
        qsort(elements, n, size, order);
}

/* An element that is equal to the key; NULL: there is none. */
static inline void *order_find(const void *key, const void *elements, size_t n, size_t size,
                               int (*order)(const void *key, const void *element))
{
    return n > 0 ? bsearch(key, elements, n, size, order) : NULL;
}

/* The position of the first element that does not stand before the key; n: there is none. */
size_t order_first(const void *key, const void *elements, size_t n, size_t size,
                   int (*order)(const void *key, const void *element));

/* Compares elements that begin with a text (struct slice) by its bytes. The key may be a text
 * alone. */
static inline int order_by_text(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

#define ORDER_BEGINS_WITH(type, text)                                                              \
    _Static_assert(offsetof(type, text) == 0, "order_by_text looks at what elements begin with")

#endif
