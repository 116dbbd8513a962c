#include "formats/read/streams/dovecot_lz4.h"

#include <lz4.h>
#include <stdlib.h>

enum { MAGIC = 15, MOST_BLOCK = 1 << 20 };

struct lz4_stream {
    struct stream stream; /* first: the stream is this */
    struct stream *packed;
    struct expansion *expansion;
    size_t most;  /* bytes that a block unpacks to */
    char *block;  /* packed, and behind that unpacked */
    size_t at, n; /* of the unpacked one */
};

static uint32_t number_of(const char *four)
{
    const unsigned char *b = (const unsigned char *)four;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static ssize_t fail(struct lz4_stream *s, const char *sentence)
{
    return stream_fail_with(&s->stream, s->packed, sentence);
}

static char *plain_of(const struct lz4_stream *s)
{
    return s->block + LZ4_COMPRESSBOUND(MOST_BLOCK);
}

/* 1: there is a block; 0: the end; -1: failure. */
static ssize_t next_block(struct lz4_stream *s)
{
    char length[4];
    size_t got = stream_read_fully(s->packed, length, sizeof length);
    if (got == 0 && s->packed->failure[0] == '\0')
        return 0;
    uint32_t n = number_of(length);
    if (got < sizeof length)
        return fail(s, "ends too early (lz4)");
    if (n == 0 || n > (uint32_t)LZ4_COMPRESSBOUND(MOST_BLOCK))
        return fail(s, "is damaged (lz4)");
    if (stream_read_fully(s->packed, s->block, n) < n)
        return fail(s, "ends too early (lz4)");
    int plain = LZ4_decompress_safe(s->block, plain_of(s), (int)n, (int)s->most);
    if (plain < 0)
        return fail(s, "is damaged (lz4)");
    s->at = 0;
    s->n = (size_t)plain;
    s->expansion->unpacked += s->n;
    return expansion_is_exceeded(s->expansion) ? fail(s, EXPANSION_EXCEEDED) : 1;
}

static ssize_t pull_lz4(struct stream *base, char *to, size_t n)
{
    struct lz4_stream *s = (struct lz4_stream *)base;
    for (ssize_t status; s->at == s->n;)
        if ((status = next_block(s)) <= 0)
            return status;
    n = n < s->n - s->at ? n : s->n - s->at;
    memcpy(to, plain_of(s) + s->at, n);
    s->at += n;
    return (ssize_t)n;
}

struct stream *dovecot_lz4_open(struct stream *packed, struct expansion *expansion)
{
    struct lz4_stream *s = malloc(sizeof *s);
    char head[MAGIC + 4];
    if (!s)
        return NULL;
    stream_init(&s->stream, pull_lz4, NULL);
    s->packed = packed;
    s->expansion = expansion;
    s->at = s->n = 0;
    s->block = malloc(LZ4_COMPRESSBOUND(MOST_BLOCK) + MOST_BLOCK);
    if (!s->block) {
        free(s);
        return NULL;
    }
    bool whole = stream_read_fully(packed, head, sizeof head) == sizeof head;
    s->most = whole ? number_of(head + MAGIC) : 0;
    if (s->most == 0 || s->most > MOST_BLOCK) {
        fail(s, "is damaged (lz4)");
        s->stream.ended = true;
    }
    return &s->stream;
}

void dovecot_lz4_close(struct stream *base)
{
    free(((struct lz4_stream *)base)->block);
    free(base);
}
