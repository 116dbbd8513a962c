/*
 * rows: a growing array whose elements never move. index: finds an element's position by its hash.
 *
 * Together they make the hash tables of this program: the owner keeps the elements in `rows`, and
 * asks the index for candidates. A slot costs 8 bytes; of a million slots or more, 64 to 80 % are
 * used, so that an element costs 10 to 12.5 bytes. The index grows in place.
 */
#ifndef BASE_ROWS_H
#define BASE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rows {
    size_t size; /* bytes an element; set before the first use */
    size_t n;
    char **chunks;
    size_t chunks_room;
};

enum { ROWS_CHUNK = 1024 };

static inline const void *rows_at(const struct rows *r, size_t i) /* i < r->n */
{
    return r->chunks[i / ROWS_CHUNK] + i % ROWS_CHUNK * r->size;
}

static inline void *rows_at_mutable(struct rows *r, size_t i) /* the same, to be written to */
{
    return r->chunks[i / ROWS_CHUNK] + i % ROWS_CHUNK * r->size;
}

void *rows_add(struct rows *r); /* a new element, cleared; NULL: out of memory */

/* The element of a number that names or pairs (names.h) gave out. Such rows grow with the numbers:
 * for the next one an element is added. NULL: out of memory, here or where the number is -1. is_new
 * may be NULL. */
static inline void *rows_of_number(struct rows *r, int64_t number, bool *is_new)
{
    bool is_next = number >= 0 && (size_t)number == r->n;
    if (is_new)
        *is_new = is_next;
    if (is_next)
        return rows_add(r);
    return number >= 0 && (size_t)number < r->n ? rows_at_mutable(r, (size_t)number) : NULL;
}

void rows_free(struct rows *r);

struct index_slot {
    uint32_t tag, position; /* the hash's upper half; 1-based, 0: empty */
};

struct index {
    struct index_slot *slots;
    size_t room, n; /* slots, and how many are used */
};

/* Walks the elements whose hash may be `hash`: start with *at = 0; each call gives the next
 * position, or -1: no more. */
int64_t index_next(const struct index *ix, uint64_t hash, size_t *at);

/* False: out of memory, or there are 2^32-1 elements already. */
bool index_add(struct index *ix, uint64_t hash, size_t position);
void index_free(struct index *ix);

#endif
