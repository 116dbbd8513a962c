/*
 * groups: the elements of a list by the group that each belongs to, so that looking at one group
 * costs no look at the others.
 */
#ifndef BASE_GROUPS_H
#define BASE_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

struct groups {    /* zero-initialise it */
    size_t *at;    /* numbers of elements, by group, in a group in the order of the list */
    size_t *first; /* where each group begins in them, and where the last one ends */
};

struct group {
    const size_t *at;
    size_t n;
};

/* `of` gives the group of element i < elements; from `groups` on: it belongs to none. It is asked
 * twice for each. False: out of memory; free it all the same. */
bool groups_build(struct groups *g, size_t groups, size_t elements,
                  size_t (*of)(void *self, size_t i), void *self);

/* The elements of a group, borrowed; none where nothing was built. */
struct group groups_of(const struct groups *g, size_t group);
void groups_free(struct groups *g);

#endif
