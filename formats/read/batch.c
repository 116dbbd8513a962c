#include "formats/read/batch.h"

#include <stdlib.h>

#include "formats/read/streams/stream.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"

enum { READ_LEAST = 32 * 1024, ROOM_KEPT = 4 * BATCH_BYTES };

struct batch *batch_new(void)
{
    struct batch *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->bytes = malloc(BATCH_BYTES);
    b->items = malloc(BATCH_ITEMS * sizeof *b->items);
    b->room = BATCH_BYTES;
    if (b->bytes && b->items)
        return b;
    batch_free(b);
    return NULL;
}

void batch_reset(struct batch *b)
{
    char *smaller = b->room > ROOM_KEPT ? realloc(b->bytes, BATCH_BYTES) : NULL;
    if (smaller) { /* one huge message shall not keep its size for good */
        b->bytes = smaller;
        b->room = BATCH_BYTES;
    }
    b->n = b->passed = b->items_n = 0;
    b->last_path = b->last_member = b->sound_path = b->sound_member = (struct slice){0};
    arena_reset(&b->arena);
}

void batch_free(struct batch *b)
{
    if (!b)
        return;
    free(b->bytes);
    free(b->items);
    arena_free(&b->arena);
    free(b);
}

static bool grow(struct batch *b, size_t least)
{
    size_t room = b->room;
    while (room - b->n < least) {
        if (room > SIZE_MAX / 2)
            return false;
        room *= 2;
    }
    char *wider = realloc(b->bytes, room);
    if (!wider)
        return false;
    b->bytes = wider;
    b->room = room;
    return true;
}

/* Submits the batch with a copy of its items' bytes; the new batch takes over its memory. Where a
 * reader has looked far ahead (mbox: to where a mail says that it ends), the items are the lesser
 * part, however many batches the rest is cut into. */
static bool turn_over_ahead(struct sink *s, size_t pending)
{
    struct batch *full = s->batch;
    struct batch ahead = {.bytes = full->bytes, .n = full->n, .room = full->room};
    const char *items_begin = full->bytes + full->passed;
    size_t n = pending - full->passed, room = n > BATCH_BYTES ? n : BATCH_BYTES;
    char *copy = malloc(room);
    if (!copy)
        return false;
    memcpy(copy, items_begin, n);
    for (size_t i = 0; i < full->items_n; i++)
        if (full->items[i].bytes)
            full->items[i].bytes = copy + (full->items[i].bytes - items_begin);
    full->bytes = copy;
    full->n = n;
    full->room = room;
    s->batch = s->submit(s, full);
    free(s->batch ? s->batch->bytes : ahead.bytes);
    if (!s->batch)
        return false;
    s->batch->bytes = ahead.bytes;
    s->batch->n = ahead.n;
    s->batch->room = ahead.room;
    s->batch->passed = pending;
    return true;
}

/* Submits the batch; what is pending in it begins the new one. */
static bool turn_over(struct sink *s, size_t *pending)
{
    struct batch *full = s->batch;
    size_t kept = full->n - *pending;
    if (kept > BATCH_BYTES && kept > *pending - full->passed)
        return turn_over_ahead(s, *pending);
    char *copy = NULL;
    if (kept > 0 && !(copy = malloc(kept)))
        return false;
    if (kept > 0)
        memcpy(copy, full->bytes + *pending, kept);
    s->batch = s->submit(s, full);
    bool ok = s->batch != NULL && (kept <= s->batch->room || grow(s->batch, kept));
    if (ok && kept > 0) {
        memcpy(s->batch->bytes, copy, kept);
        s->batch->n = kept;
    }
    *pending = 0;
    free(copy);
    return ok;
}

/* Makes room for more than a little behind what the batch holds. False: stop reading. */
static bool make_room(struct sink *s, size_t *pending)
{
    struct batch *b = s->batch;
    if (b->items_n > 0)
        return b->n <= BATCH_BYTES - READ_LEAST || turn_over(s, pending);
    /* No item points into the batch: the pending bytes can move to the front. They do if they are
     * few, or if many were passed since they last did. */
    size_t kept = b->n - *pending;
    if (*pending > 0 && (kept <= BATCH_BYTES || *pending >= kept / 4)) {
        memmove(b->bytes, b->bytes + *pending, kept);
        b->n = kept;
        b->passed = *pending = 0;
    }
    return true;
}

bool sink_fill(struct sink *s, struct stream *from, size_t *pending, size_t *got)
{
    if (!s->batch || !make_room(s, pending))
        return false;
    struct batch *b = s->batch;
    /* Behind an item that alone is larger, not much is read: it would have to be moved on. */
    size_t most = b->n <= BATCH_BYTES - READ_LEAST ? BATCH_BYTES - b->n : BATCH_BYTES;
    if (b->room - b->n < most && !grow(b, most))
        return false;
    *got = stream_read(from, b->bytes + b->n, most);
    b->n += *got;
    return true;
}

/* Replaces *text by a copy in the arena that is well-formed UTF-8: if it is the text of the last
 * item again, by the same copy. */
static bool share(struct batch *b, struct slice *last, struct slice *sound, struct slice *text)
{
    if (!slice_equal(*last, *text) &&
        (!arena_copy(&b->arena, *text, last) || !utf8_sound(*last, &b->arena, sound)))
        return false;
    *text = *sound;
    return true;
}

struct item *sink_add(struct sink *s, enum item_kind kind, const struct source *where,
                      uint32_t input)
{
    struct batch *b = s->batch;
    if (!b || b->items_n == BATCH_ITEMS)
        return NULL;
    struct item *item = &b->items[b->items_n];
    *item = (struct item){.kind = kind, .input = input, .source = *where};
    item->source.received = WHEN_NEVER;
    item->source.member = utf8_cut(where->member, BOUND_FIELD);
    if (!share(b, &b->last_path, &b->sound_path, &item->source.path) ||
        !share(b, &b->last_member, &b->sound_member, &item->source.member))
        return NULL;
    item->source.member = utf8_cut(item->source.member, BOUND_FIELD); /* U+FFFD takes three bytes */
    item->outcome.input = input;
    b->items_n++;
    return item;
}

bool sink_added(struct sink *s, size_t *pending)
{
    size_t nothing = s->batch->n;
    return s->batch->items_n < BATCH_ITEMS || turn_over(s, pending ? pending : &nothing);
}

bool sink_flush(struct sink *s)
{
    size_t nothing = s->batch ? s->batch->n : 0;
    return !s->batch || s->batch->items_n == 0 || turn_over(s, &nothing);
}
