#include "lib/base/rows.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64, DOUBLED_SLOTS = 1 << 20 };

static const uint64_t MOST_SLOTS = (uint64_t)1 << 32; /* more than a tag can tell apart */

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
        char *rows = malloc(ROWS_CHUNK * r->size);
        if (!rows)
            return NULL;
        r->chunks[chunk] = rows;
    }
    /* Most tables stay small: what is not used of them is never touched. */
    return memset(rows_at_mutable(r, r->n++), 0, r->size);
}

void rows_free(struct rows *r)
{
    for (size_t i = 0; i < (r->n + ROWS_CHUNK - 1) / ROWS_CHUNK; i++)
        free(r->chunks[i]);
    free(r->chunks);
    *r = (struct rows){.size = r->size};
}

/* Where the search for a tag begins. The tag alone tells, so that growing need not ask the owner
 * for the hashes again. */
static size_t home_of(const struct index *ix, uint32_t tag)
{
    return (size_t)((uint64_t)tag * ix->room >> 32);
}

static size_t behind(const struct index *ix, size_t i)
{
    return i + 1 < ix->room ? i + 1 : 0;
}

static void put(struct index *ix, struct index_slot slot)
{
    size_t i = home_of(ix, slot.tag);
    while (ix->slots[i].position != 0)
        i = behind(ix, i);
    ix->slots[i] = slot;
}

/* Puts a slot where it belongs since the index grew. What stands there and is not settled goes on
 * to its own place, and so forth, until one finds an empty place. */
static void settle(struct index *ix, struct index_slot slot, unsigned char *settled)
{
    size_t i = home_of(ix, slot.tag);
    while (slot.position != 0) {
        unsigned char bit = (unsigned char)(1 << i % CHAR_BIT), *bits = &settled[i / CHAR_BIT];
        if (*bits & bit) {
            i = behind(ix, i);
            continue;
        }
        struct index_slot other = ix->slots[i];
        ix->slots[i] = slot;
        *bits |= bit;
        slot = other;
        i = home_of(ix, slot.tag);
    }
}

/* A small index doubles, so that it seldom has to grow; of a large one that would leave too many
 * slots empty. */
static size_t wider(size_t room)
{
    if (room == 0)
        return FIRST_SLOTS;
    return room < DOUBLED_SLOTS ? 2 * room : room + room / 4;
}

/* Grows in place: a wider copy beside it would more than double what the index takes. From the
 * back, as places only move backwards. */
static bool grow(struct index *ix)
{
    size_t before = ix->room, room = wider(before);
    if ((uint64_t)room > MOST_SLOTS)
        return false;
    unsigned char *settled = calloc(room / CHAR_BIT + 1, 1);
    struct index_slot *slots = settled ? realloc(ix->slots, room * sizeof *slots) : NULL;
    if (!slots) {
        free(settled);
        return false;
    }
    memset(slots + before, 0, (room - before) * sizeof *slots);
    ix->slots = slots;
    ix->room = room;
    for (size_t i = before; i-- > 0;) {
        struct index_slot slot = slots[i];
        if (settled[i / CHAR_BIT] >> i % CHAR_BIT & 1)
            continue;
        slots[i].position = 0;
        settle(ix, slot, settled);
    }
    free(settled);
    return true;
}

int64_t index_next(const struct index *ix, uint64_t hash, size_t *at)
{
    if (!ix->slots)
        return -1;
    uint32_t tag = (uint32_t)(hash >> 32);
    size_t passed = *at, home = home_of(ix, tag) + passed,
           i = home < ix->room ? home : home - ix->room;
    for (struct index_slot slot; (slot = ix->slots[i]).position != 0; i = behind(ix, i)) {
        passed++;
        if (slot.tag != tag)
            continue;
        *at = passed;
        return (int64_t)slot.position - 1;
    }
    return -1;
}

static bool is_full(const struct index *ix)
{
    return ix->n + 1 > ix->room / 5 * 4;
}

bool index_add(struct index *ix, uint64_t hash, size_t position)
{
    if (position >= UINT32_MAX || (is_full(ix) && !grow(ix)))
        return false;
    put(ix, (struct index_slot){.tag = (uint32_t)(hash >> 32), .position = (uint32_t)position + 1});
    ix->n++;
    return true;
}

void index_free(struct index *ix)
{
    free(ix->slots);
    *ix = (struct index){0};
}
