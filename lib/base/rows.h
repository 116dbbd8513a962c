/*
 * rows: a growing array whose elements never move. index: finds an element's position by its hash.
 *
 * Together they make the hash tables of this program: the owner keeps the elements in `rows`, and
 * asks the index for candidates. A slot costs 8 bytes, and of a million or more 0.64 to 0.8 are
 * used: 10 to 12.5 bytes an element. It grows in place.
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
bool index_add(struct index *ix, uint64_t hash, uint32_t position); /* false: out of memory */
void index_free(struct index *ix);

#endif
