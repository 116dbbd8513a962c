#include "formats/read/content.h"

#include <libdeflate.h>
#include <stdlib.h>

#include "formats/read/layer.h"
#include "formats/read/streams/unzstd.h"
#include "lib/base/little.h"

enum { GZIP_LEAST = 18, DEFLATE_MOST_RATIO = 1032, KEEP_ROOM = 4 << 20 };

struct content {
    const struct limits *limits;
    struct expansion *expansion; /* of the mail or file at hand */
    bool out_of_memory;
    bool is_followed; /* something stood behind what was unpacked last */
    struct libdeflate_decompressor *inflater;
    struct unzstd_context *zstd;          /* NULL: none was needed yet */
    struct buffer levels[CONTENT_LEVELS]; /* a buffer a layer of compression */
};

struct content *content_new(const struct limits *limits, struct expansion *expansion)
{
    struct content *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->limits = limits;
    c->expansion = expansion;
    c->inflater = libdeflate_alloc_decompressor();
    if (c->inflater)
        return c;
    free(c);
    return NULL;
}

void content_free(struct content *c)
{
    if (!c)
        return;
    libdeflate_free_decompressor(c->inflater);
    unzstd_context_free(c->zstd);
    for (size_t i = 0; i < CONTENT_LEVELS; i++)
        buffer_free(&c->levels[i]);
    free(c);
}

/* Gives a reason that is never shown: out of memory ends the run. */
static enum reason no_memory(struct content *c)
{
    c->out_of_memory = true;
    return REASON_TOO_LARGE;
}

bool content_out_of_memory(const struct content *c)
{
    return c->out_of_memory;
}

bool content_is_followed(const struct content *c)
{
    return c->is_followed;
}

/* A huge report shall not keep its memory for good. */
static struct buffer *fresh(struct content *c, unsigned level)
{
    struct buffer *b = &c->levels[level];
    b->n = 0;
    if (b->room > KEEP_ROOM || b->failed)
        buffer_free(b);
    return b;
}

/* What the gzip trailer says (RFC 1952, 2.3.1: modulo 2^32), where that can be true. It is a
 * hint: more may come. */
static size_t expected_size(struct slice packed)
{
    size_t stated = little_32(packed.at + packed.n - 4);
    return stated > packed.n * DEFLATE_MOST_RATIO ? packed.n * 4 : stated;
}

/* Into the last 300 bytes of its room libdeflate decodes a symbol at a time, with care: so much
 * behind the text stays empty. */
enum { ROOM_BEHIND = 320 };

/* Appends to `to` what is in the gzip member that `packed` begins with, and passes over that. */
static enum reason inflate_member(struct content *c, struct buffer *to, uint64_t most,
                                  struct slice *packed)
{
    if (packed->n < GZIP_LEAST)
        return REASON_BAD_COMPRESSION;
    for (size_t room = expected_size(*packed) + ROOM_BEHIND;;
         room = room < SIZE_MAX / 4 ? room * 4 : room) {
        uint64_t left = most - to->n;
        if (room > left)
            room = (size_t)left + 1; /* one byte too many is enough to know */
        char *at = buffer_reserve(to, room);
        size_t taken, given;
        if (!at)
            return no_memory(c);
        enum libdeflate_result result = libdeflate_gzip_decompress_ex(
            c->inflater, packed->at, packed->n, at, room, &taken, &given);
        if (result == LIBDEFLATE_SUCCESS) {
            to->n += given;
            *packed = slice_from(*packed, taken);
            return to->n > most ? REASON_TOO_LARGE : REASON_NONE;
        }
        bool is_short = result == LIBDEFLATE_INSUFFICIENT_SPACE;
        if (is_short && room <= left)
            continue;
        c->expansion->unpacked += room; /* so much may have come out: a failure costs, too */
        return is_short ? REASON_TOO_LARGE : REASON_BAD_COMPRESSION;
    }
}

/* Each of these fills `to`, which is empty. Of damaged gzip the members before are whole. */

static enum reason unpack_gzip(struct content *c, struct slice packed, struct buffer *to)
{
    uint64_t most = expansion_left(c->expansion);
    most = most < c->limits->report ? most : c->limits->report;
    enum reason reason;
    /* Members may follow each other (RFC 1952, 2.2). */
    do
        reason = inflate_member(c, to, most, &packed);
    while (reason == REASON_NONE && content_is_gzip(packed));
    c->is_followed = packed.n > 0 && !stream_is_padding(packed);
    if (reason != REASON_TOO_LARGE)
        c->expansion->unpacked += to->n;
    return reason;
}

/* A mail that is packed as a whole is larger than a report. */
static uint64_t most_of_others(const struct limits *limits)
{
    return limits->report > limits->message ? limits->report : limits->message;
}

/* REASON_NONE: all of the stream is in the buffer. */
static enum reason read_whole(struct content *c, struct layer *l, uint64_t most, struct buffer *to)
{
    enum { LEAST = 16 * 1024 };
    for (;;) {
        char *at = buffer_reserve(to, LEAST);
        if (!at)
            return no_memory(c);
        size_t got = stream_read(l->plain, at, to->room - to->n);
        to->n += got;
        if (to->n > most)
            return REASON_TOO_LARGE;
        if (got > 0)
            continue;
        c->is_followed |= l->plain->is_followed;
        return l->plain->failure[0] == '\0' || l->plain->is_followed ? REASON_NONE
                                                                     : REASON_BAD_COMPRESSION;
    }
}

static enum reason unpack_zstd(struct content *c, struct slice packed, struct buffer *to)
{
    uint64_t most = most_of_others(c->limits), left = expansion_left(c->expansion);
    if (!c->zstd)
        c->zstd = unzstd_context_new();
    enum unzstd_result result = c->zstd
                                    ? unzstd_whole(c->zstd, packed, most < left ? most : left, to)
                                    : UNZSTD_NO_MEMORY;
    c->expansion->unpacked += to->n;
    if (result == UNZSTD_NO_MEMORY)
        return no_memory(c);
    if (result == UNZSTD_TOO_LARGE)
        return REASON_TOO_LARGE;
    return result == UNZSTD_DONE ? REASON_NONE : REASON_BAD_COMPRESSION;
}

static enum reason unpack_layer(struct content *c, enum content_kind kind, struct slice packed,
                                struct buffer *to)
{
    struct memory_stream s;
    struct layer l;
    memory_stream_init(&s, packed);
    if (!layer_open(&l, &s.stream, kind, c->expansion))
        return no_memory(c);
    enum reason reason = l.plain ? read_whole(c, &l, most_of_others(c->limits), to)
                                 : REASON_BAD_COMPRESSION;
    if (expansion_is_exceeded(c->expansion))
        reason = REASON_TOO_LARGE;
    layer_close(&l);
    return reason;
}

enum reason content_unpack(struct content *c, unsigned level, enum content_kind kind,
                           struct slice packed, struct slice *plain)
{
    c->is_followed = false;
    *plain = (struct slice){0};
    if (level >= c->limits->depth || level >= CONTENT_LEVELS)
        return REASON_TOO_LARGE;
    struct buffer *to = fresh(c, level);
    enum reason reason = kind == CONTENT_GZIP   ? unpack_gzip(c, packed, to)
                         : kind == CONTENT_ZSTD ? unpack_zstd(c, packed, to)
                                                : unpack_layer(c, kind, packed, to);
    if (reason == REASON_NONE || (kind == CONTENT_GZIP && reason == REASON_BAD_COMPRESSION))
        *plain = buffer_slice(to);
    return reason;
}
