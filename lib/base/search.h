/*
 * search: where a key stands in a sorted array. bsearch(3) tells neither the first of several
 * elements that are alike, nor where one that is absent would stand.
 */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stddef.h>

/* The position of the first of n elements of `size` bytes each that does not stand before the key;
 * n: all do. `order` as for bsearch(3): <0, 0, >0, as the key stands before the element, is alike,
 * or stands behind it. */
size_t search_first(const void *key, const void *elements, size_t n, size_t size,
                    int (*order)(const void *key, const void *element));

#endif
