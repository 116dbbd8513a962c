#include "lib/base/arena.h"

#include <stdint.h>
#include <stdlib.h>

enum { CHUNK = 64 * 1024, MOST_KEPT = 16 * CHUNK, ALIGNMENT = _Alignof(max_align_t) };

struct arena_chunk {
    struct arena_chunk *before;
    size_t size; /* of data */
    _Alignas(max_align_t) char data[];
};

static void use_chunk(struct arena *a, struct arena_chunk *chunk)
{
    a->chunk = chunk;
    a->at = chunk ? chunk->data : NULL;
    a->end = chunk ? chunk->data + chunk->size : NULL;
}

static bool add_chunk(struct arena *a, size_t n)
{
    size_t usual = a->chunk || a->usual < CHUNK ? CHUNK : a->usual;
    size_t size = n > usual ? n : usual;
    if (size > SIZE_MAX - sizeof(struct arena_chunk))
        return false;
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk)
        return false;
    chunk->before = a->chunk;
    chunk->size = size;
    use_chunk(a, chunk);
    return true;
}

char *arena_take_text(struct arena *a, size_t n)
{
    if ((!a->at || n > (size_t)(a->end - a->at)) && !add_chunk(a, n))
        return NULL;
    char *taken = a->at;
    a->at += n;
    a->taken += n;
    return taken;
}

void *arena_take(struct arena *a, size_t n)
{
    size_t pad = (size_t)(-(uintptr_t)a->at) & (ALIGNMENT - 1);
    if (n > SIZE_MAX - ALIGNMENT)
        return NULL;
    if (!a->at || pad + n > (size_t)(a->end - a->at)) {
        if (!add_chunk(a, n))
            return NULL;
        pad = 0;
    }
    void *taken = a->at + pad;
    a->at += pad + n;
    a->taken += n;
    return taken;
}

void *arena_take_array(struct arena *a, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return arena_take(a, count * size);
}

bool arena_copy(struct arena *a, struct slice from, struct slice *copy)
{
    char *at = arena_take_text(a, from.n);
    if (!at)
        return false;
    if (from.n > 0)
        memcpy(at, from.at, from.n);
    *copy = (struct slice){.at = at, .n = from.n};
    return true;
}

bool arena_copy_lower(struct arena *a, struct slice from, struct slice *copy)
{
    char *at = arena_take_text(a, from.n);
    for (size_t i = 0; at && i < from.n; i++)
        at[i] = ascii_lower(from.at[i]);
    *copy = (struct slice){.at = at, .n = at ? from.n : 0};
    return at != NULL;
}

bool arena_join(struct arena *a, struct slice first, struct slice second, struct slice *joined)
{
    char *at = arena_take_text(a, first.n + second.n);
    if (at && first.n > 0)
        memcpy(at, first.at, first.n);
    if (at && second.n > 0)
        memcpy(at + first.n, second.at, second.n);
    *joined = (struct slice){.at = at, .n = at ? first.n + second.n : 0};
    return at != NULL;
}

void arena_give_back(struct arena *a, char *end)
{
    a->taken -= (size_t)(a->at - end);
    a->at = end;
}

void *arena_widen(struct arena *a, const void *elements, size_t n, size_t size)
{
    char *wider = n > SIZE_MAX / 2 ? NULL : arena_take_array(a, n > 0 ? 2 * n : 1, size);
    return wider && n > 0 ? memcpy(wider, elements, n * size) : wider;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){.chunk = a->chunk, .at = a->at, .taken = a->taken};
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    while (a->chunk != mark.chunk && a->chunk) {
        struct arena_chunk *before = a->chunk->before;
        free(a->chunk);
        use_chunk(a, before);
    }
    a->at = mark.at;
    a->taken = mark.taken;
}

void arena_reset(struct arena *a)
{
    if (a->chunk && (a->chunk->before || a->chunk->size > MOST_KEPT)) {
        size_t wanted = a->taken + a->taken / 4; /* what fills up blocks, and a little more */
        arena_rewind(a, (struct arena_mark){0});
        a->usual = wanted < MOST_KEPT ? wanted : 0;
    }
    use_chunk(a, a->chunk);
    a->taken = 0;
}

void arena_free(struct arena *a)
{
    arena_rewind(a, (struct arena_mark){0});
    *a = (struct arena){0};
}
