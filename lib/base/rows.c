#include "lib/base/rows.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

void *rows_add(struct rows *r)
{
    size_t chunk = r->n / ROWS_CHUNK;
    if (chunk == r->chunks_room) {
        size_t room = r->chunks_room ? 2 * r->chunks_room : 16;
        char **wider = realloc(r->chunks, room * sizeof *wider);
        if (!wider)
            return NULL;
        r->chunks = wider;
        r->chunks_room = room;
    }
    if (r->n % ROWS_CHUNK == 0) {
        char *rows = calloc(ROWS_CHUNK, r->size);
        if (!rows)
            return NULL;
        r->chunks[chunk] = rows;
    }
    r->n++;
    return rows_at_mutable(r, r->n - 1);
}

void rows_free(struct rows *r)
{
    for (size_t i = 0; i < (r->n + ROWS_CHUNK - 1) / ROWS_CHUNK; i++)
        free(r->chunks[i]);
    free(r->chunks);
    *r = (struct rows){.size = r->size};
}

/* The tag alone tells the home slot, so that growing need not ask the owner for the hashes
 * again. */
static void put(struct index *ix, struct index_slot slot)
{
    size_t i = slot.tag & ix->mask;
    while (ix->slots[i].position != 0)
        i = (i + 1) & ix->mask;
    ix->slots[i] = slot;
}

static bool grow(struct index *ix)
{
    size_t old_slots = ix->slots ? ix->mask + 1 : 0,
           slots = old_slots ? 2 * old_slots : FIRST_SLOTS;
    struct index wider = {
        .slots = calloc(slots, sizeof *wider.slots), .mask = slots - 1, .n = ix->n};
    if (!wider.slots)
        return false;
    for (size_t i = 0; i < old_slots; i++)
        if (ix->slots[i].position != 0)
            put(&wider, ix->slots[i]);
    free(ix->slots);
    *ix = wider;
    return true;
}

int64_t index_next(const struct index *ix, uint64_t hash, size_t *at)
{
    if (!ix->slots)
        return -1;
    uint32_t tag = (uint32_t)(hash >> 32);
    for (;; (*at)++) {
        struct index_slot slot = ix->slots[(tag + *at) & ix->mask];
        if (slot.position == 0)
            return -1;
        if (slot.tag == tag) {
            (*at)++;
            return (int64_t)slot.position - 1;
        }
    }
}

static bool is_full(const struct index *ix)
{
    return !ix->slots || ix->n + 1 > (ix->mask + 1) / 5 * 4;
}

bool index_add(struct index *ix, uint64_t hash, uint32_t position)
{
    if (position == UINT32_MAX || (is_full(ix) && !grow(ix)))
        return false;
    put(ix, (struct index_slot){.tag = (uint32_t)(hash >> 32), .position = position + 1});
    ix->n++;
    return true;
}

void index_free(struct index *ix)
{
    free(ix->slots);
    *ix = (struct index){0};
}
