/*
 * Not through libarchive: to set up its filter takes several times as long as to unpack a mail, and
 * Maildirs hold a hundred thousand mails that Dovecot compressed one by one.
 */
#include "formats/read/streams/unzstd.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { BLOCK = 16 * 1024, MOST_WINDOW_LOG = 27 /* as the zstd program has it */ };

struct unzstd {
    struct stream stream; /* first: the stream is this */
    struct stream *packed;
    struct expansion *expansion;
    ZSTD_DCtx *context;
    bool at_frame;   /* a frame may begin here, or the end come */
    bool holds_more; /* the context: there was no room for all that it has unpacked */
    size_t wanted;   /* so many bytes at the most belong to the next block */
    size_t at, n;    /* of the block: what is to be unpacked */
    char block[BLOCK];
};

static ZSTD_DCtx *new_context(void) /* NULL: out of memory */
{
    ZSTD_DCtx *c = ZSTD_createDCtx();
    if (c && !ZSTD_isError(ZSTD_DCtx_setParameter(c, ZSTD_d_windowLogMax, MOST_WINDOW_LOG)))
        return c;
    ZSTD_freeDCtx(c);
    return NULL;
}

static const char *sentence_of(size_t error)
{
    _Static_assert(MOST_WINDOW_LOG == 27, "as the sentence says");
    switch (ZSTD_getErrorCode(error)) {
    case ZSTD_error_frameParameter_windowTooLarge:
        return "needs more than 128 MB to unpack (its window is larger than any that zstd --ultra "
               "makes); unpack it with zstd -d --long=31, and give that";
    case ZSTD_error_memory_allocation:
        return "needs more memory than there is";
    default:
        return "is damaged (zstd)";
    }
}

/* False: the end of what is packed. */
static bool refill(struct unzstd *s)
{
    if (s->at == s->n) {
        s->at = 0;
        s->n = stream_read(s->packed, s->block, sizeof s->block);
    }
    return s->n > 0;
}

/* Unpacks one block at the most: where a call meets damage, nobody knows what it unpacked before.
 * What zstd asks for goes up to behind the header of the block that follows. */
static size_t unpack_some(struct unzstd *s, ZSTD_outBuffer *out)
{
    enum { HEADER = 3 };
    size_t n = s->n - s->at < s->wanted ? s->n - s->at : s->wanted;
    ZSTD_inBuffer in = {.src = s->block + s->at, .size = s->holds_more ? 0 : n};
    size_t left = ZSTD_decompressStream(s->context, out, &in);
    s->at += in.pos;
    s->at_frame = left == 0;
    s->wanted = left > HEADER ? left - HEADER : 1;
    s->holds_more = left > 0 && out->pos == out->size;
    return left;
}

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct unzstd *s = (struct unzstd *)base;
    void *room = to; /* clang-tidy takes `to` for one that is only read */
    ZSTD_outBuffer out = {.dst = room, .size = n};
    while (out.pos == 0) {
        if (!s->holds_more && !refill(s))
            return s->at_frame && s->packed->failure[0] == '\0'
                       ? 0
                       : stream_fail_with(base, s->packed, "ends too early (zstd)");
        size_t left = unpack_some(s, &out);
        if (ZSTD_isError(left))
            return stream_fail(&s->stream, sentence_of(left));
    }
    return expansion_count(s->expansion, base, (ssize_t)out.pos);
}

struct stream *unzstd_open(struct stream *packed, struct expansion *expansion)
{
    struct unzstd *s = malloc(sizeof *s);
    if (!s)
        return NULL;
    stream_init(&s->stream, pull, NULL);
    s->packed = packed;
    s->expansion = expansion;
    s->at_frame = true;
    s->holds_more = false;
    s->wanted = 1;
    s->at = s->n = 0;
    s->context = new_context();
    if (s->context)
        return &s->stream;
    free(s);
    return NULL;
}

void unzstd_close(struct stream *base)
{
    struct unzstd *s = (struct unzstd *)base;
    ZSTD_freeDCtx(s->context);
    free(s);
}

struct unzstd_context {
    ZSTD_DCtx *context;
};

struct unzstd_context *unzstd_context_new(void)
{
    struct unzstd_context *c = malloc(sizeof *c);
    ZSTD_DCtx *context = c ? new_context() : NULL;
    if (!context) {
        free(c);
        return NULL;
    }
    c->context = context;
    return c;
}

void unzstd_context_free(struct unzstd_context *c)
{
    if (c)
        ZSTD_freeDCtx(c->context);
    free(c);
}

/* The room for the next piece: what the frame says, if that can be true. */
static size_t next_room(struct slice packed, const struct buffer *to, uint64_t most)
{
    enum { LEAST = 16 * 1024, MOST_AT_ONCE = 1 << 20 };
    unsigned long long stated = ZSTD_getFrameContentSize(packed.at, packed.n);
    size_t room = stated < MOST_AT_ONCE && stated >= LEAST ? (size_t)stated : LEAST;
    if (to->n > room)
        room = to->n; /* twice as much each time */
    return room > most - to->n ? (size_t)(most - to->n) + 1 : room;
}

enum unzstd_result unzstd_whole(struct unzstd_context *c, struct slice packed, uint64_t most,
                                struct buffer *to)
{
    ZSTD_inBuffer in = {.src = packed.at, .size = packed.n};
    ZSTD_DCtx_reset(c->context, ZSTD_reset_session_only);
    for (;;) {
        size_t room = next_room(packed, to, most);
        char *at = buffer_reserve(to, room);
        ZSTD_outBuffer out = {.dst = at, .size = room};
        if (!at)
            return UNZSTD_NO_MEMORY;
        size_t left = ZSTD_decompressStream(c->context, &out, &in);
        to->n += out.pos;
        if (ZSTD_isError(left))
            return UNZSTD_DAMAGED;
        if (to->n > most)
            return UNZSTD_TOO_LARGE;
        if (out.pos < out.size && in.pos == in.size)
            return left == 0 ? UNZSTD_DONE : UNZSTD_DAMAGED;
    }
}
