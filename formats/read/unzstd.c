/*
 * Not through libarchive: to set up its filter takes several times as long as to unpack a mail, and
 * Maildirs hold a hundred thousand mails that Dovecot compressed one by one.
 */
#include "formats/read/unzstd.h"

#include <stdlib.h>
#include <zstd.h>

enum { BLOCK = 16 * 1024, MOST_WINDOW_LOG = 27 /* as the zstd program has it */ };

struct unzstd {
    struct stream stream; /* first: the stream is this */
    struct stream *packed;
    struct expansion *expansion;
    ZSTD_DCtx *context;
    bool at_frame; /* a frame may begin here, or the end come */
    size_t at, n;  /* of the block: what is not yet unpacked */
    char block[BLOCK];
};

static ssize_t fail(struct unzstd *s, const char *sentence)
{
    stream_fail(&s->stream, sentence);
    return -1;
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

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct unzstd *s = (struct unzstd *)base;
    ZSTD_outBuffer out = {.dst = to, .size = n};
    while (out.pos == 0) {
        if (!refill(s)) {
            if (s->packed->failure[0] != '\0')
                return fail(s, s->packed->failure);
            return s->at_frame ? 0 : fail(s, "ends too early (zstd)");
        }
        ZSTD_inBuffer in = {.src = s->block, .size = s->n, .pos = s->at};
        size_t left = ZSTD_decompressStream(s->context, &out, &in);
        s->at = in.pos;
        if (ZSTD_isError(left))
            return fail(s, "is damaged (zstd)");
        s->at_frame = left == 0;
    }
    s->expansion->unpacked += out.pos;
    return expansion_is_exceeded(s->expansion) ? fail(s, EXPANSION_EXCEEDED) : (ssize_t)out.pos;
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
    s->at = s->n = 0;
    s->context = ZSTD_createDCtx();
    if (s->context &&
        !ZSTD_isError(ZSTD_DCtx_setParameter(s->context, ZSTD_d_windowLogMax, MOST_WINDOW_LOG)))
        return &s->stream;
    ZSTD_freeDCtx(s->context);
    free(s);
    return NULL;
}

void unzstd_close(struct stream *base)
{
    struct unzstd *s = (struct unzstd *)base;
    ZSTD_freeDCtx(s->context);
    free(s);
}
