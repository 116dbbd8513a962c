/*
 * arena: memory that is given back all at once.
 *
 * Blocks are carved from chunks and never freed one by one. arena_rewind gives back what was taken
 * since a mark; arena_reset gives back everything and keeps one chunk, or makes the next first one
 * as large as all of them were, so that a worker's steady state allocates nothing. Not shared
 * between threads. Each function that can run out of memory says so by NULL.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "lib/base/slice.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* the newest; the others behind it */
    char *at, *end;            /* what is left of it */
    size_t taken;              /* bytes in use, however they fall into chunks */
    size_t usual;              /* bytes in the first chunk, if these are more than in others */
};

struct arena_mark {
    struct arena_chunk *chunk;
    char *at;
    size_t taken;
};

void *arena_take(struct arena *a, size_t n); /* n bytes, aligned for any type, not cleared */

/* Likewise; NULL also when count * size overflows. */
void *arena_take_array(struct arena *a, size_t count, size_t size);
char *arena_take_text(struct arena *a, size_t n);                        /* n bytes, not aligned */
bool arena_copy(struct arena *a, struct slice from, struct slice *copy); /* false: out of memory */

/* Likewise, its ASCII letters in lower case. */
bool arena_copy_lower(struct arena *a, struct slice from, struct slice *copy);

/* Two texts, one behind the other. False: out of memory. */
bool arena_join(struct arena *a, struct slice first, struct slice second, struct slice *joined);

/* Gives back what follows `end`, a place inside the newest arena_take_text. */
void arena_give_back(struct arena *a, char *end);

/*
 * Appends a cleared element to an array and gives a pointer to it. `at` points to the elements, `n`
 * is their number; both are updated. NULL: out of memory, and both are as before. Nothing else may
 * grow the array: its capacity is not stored, since it is always a power of two.
 */
#define ARENA_PUSH(arena, at, n) arena_push((arena), &(at), &(n), sizeof *(at))

/* For arena_push alone: a copy of the n elements with room for as many more, or for one if there
 * are none. */
void *arena_widen(struct arena *a, const void *elements, size_t n, size_t size);

/* `array` is the address of the pointer to the elements, whatever their type: all pointers have one
 * representation (POSIX, 2.12.3). Inline, because `size` is a constant of each caller. */
static inline void *arena_push(struct arena *a, void *array, size_t *n, size_t size)
{
    char *elements;
    memcpy(&elements, array, sizeof elements);
    if ((*n & (*n - 1)) == 0) { /* full: 0, 1, 2, 4, 8, … */
        elements = arena_widen(a, elements, *n, size);
        if (!elements)
            return NULL;
        memcpy(array, &elements, sizeof elements);
    }
    return memset(elements + (*n)++ * size, 0, size);
}

struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
