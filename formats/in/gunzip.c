/*
 * gunzip: a gzip stream (RFC 1952), any number of members, through zlib.
 *
 * Not through libarchive, because its filter keeps back up to 64 KB of what it has unpacked when the file ends too early, and exports
 * that were cut short are what people have. Here all that can be unpacked comes out, and then the failure.
 */
#include <stdlib.h>
#include <zlib.h>

#include "formats/in/walk.h"

enum { BLOCK = 64 * 1024, ANY_GZIP_WINDOW = 15 + 16 };

struct gunzip_stream {
    struct stream stream;
    struct stream *packed;
    struct walk *walk;
    z_stream z;
    char *block;
    bool between; /* members: what follows may be another one, or nothing, or rubbish as tapes have it */
    bool first;   /* no member was finished yet */
};

static ssize_t fail(struct gunzip_stream *s, const char *sentence)
{
    stream_fail(&s->stream, sentence);
    return -1;
}

/* Is there another byte to inflate? */
static bool refill(struct gunzip_stream *s)
{
    if (s->z.avail_in > 0)
        return true;
    size_t n = stream_read(s->packed, s->block, BLOCK);
    s->z.next_in = (Bytef *)s->block;
    s->z.avail_in = (uInt)n;
    return n > 0;
}

/* Inflates until there is some output: how much, 0 at the end, -1: failure. */
static ssize_t inflate_some(struct gunzip_stream *s, char *to, size_t n)
{
    s->z.next_out = (Bytef *)to;
    s->z.avail_out = (uInt)(n < UINT32_MAX ? n : UINT32_MAX);
    const Bytef *begin = s->z.next_out;
    while (s->z.next_out == begin) {
        if (!refill(s))
            return s->between ? 0 : fail(s, s->packed->failure[0] ? s->packed->failure : "ends too early (gzip)");
        bool fresh = s->between;
        s->between = false;
        int status = inflate(&s->z, Z_NO_FLUSH);
        if (status == Z_STREAM_END) {
            s->between = true;
            s->first = false;
            inflateReset(&s->z);
        } else if (status != Z_OK && status != Z_BUF_ERROR && s->z.next_out == begin) {
            return fresh && !s->first ? 0 : fail(s, "is damaged (gzip)");
        }
    }
    return (ssize_t)(s->z.next_out - begin);
}

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct gunzip_stream *s = (struct gunzip_stream *)base;
    ssize_t got = inflate_some(s, to, n);
    s->walk->unpacked += got > 0 ? (uint64_t)got : 0;
    return walk_is_bomb(s->walk) ? fail(s, WALK_BOMB) : got;
}

bool gunzip_walk(struct walk *w, struct stream *packed, const struct place *p)
{
    struct gunzip_stream s = {.stream.pull = pull, .packed = packed, .walk = w, .block = malloc(BLOCK), .between = true, .first = true};
    struct place inside = *p;
    bool ok = s.block && inflateInit2(&s.z, ANY_GZIP_WINDOW) == Z_OK;
    inside.depth++;
    if (ok) {
        ok = walk_stream(w, &s.stream, &inside);
        inflateEnd(&s.z);
    }
    free(s.block);
    return ok;
}
