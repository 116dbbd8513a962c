/*
 * gunzip: a gzip stream (RFC 1952), any number of members.
 *
 * Not through libarchive, because its filter keeps back up to 64 KB of what it has unpacked when the file ends too early, and exports
 * that were cut short are what people have. Here all that can be unpacked comes out, and then the failure.
 */
#include <stdlib.h>

#include "formats/in/inflater.h"
#include "formats/in/walk.h"

enum { BLOCK = 64 * 1024 };

struct gunzip_stream {
    struct stream stream;
    struct stream *packed;
    struct walk *walk;
    struct inflater *inflater;
    char *block;
    size_t at, n; /* of the block: what is to be inflated next, and its end */
    bool between; /* members: what follows may be another one, or nothing, or rubbish as tapes have it */
    bool first;   /* no member was finished yet */
    bool damaged; /* to be told when what came before is taken */
};

static ssize_t fail(struct gunzip_stream *s, const char *sentence)
{
    stream_fail(&s->stream, sentence);
    return -1;
}

/* Is there another byte to inflate? */
static bool refill(struct gunzip_stream *s)
{
    if (s->at < s->n)
        return true;
    s->at = 0;
    s->n = stream_read(s->packed, s->block, BLOCK);
    return s->n > 0;
}

/* Inflates until there is some output: how much, 0 at the end, -1: failure. */
static ssize_t inflate_some(struct gunzip_stream *s, char *to, size_t n)
{
    size_t got = 0;
    while (got == 0) {
        if (s->damaged)
            return fail(s, "is damaged (gzip)");
        bool more = refill(s);
        if (!more && s->between)
            return 0;
        bool fresh = s->between;
        size_t taken = s->n - s->at;
        got = n;
        enum inflater_status status = inflater_run(s->inflater, s->block + s->at, &taken, to, &got);
        s->at += taken;
        s->between = status == INFLATER_MEMBER_ENDED;
        s->first &= !s->between;
        s->damaged = status == INFLATER_DAMAGED;
        if (s->damaged && fresh && !s->first && got == 0)
            return 0;
        if (!more && got == 0 && status == INFLATER_MORE)
            return fail(s, s->packed->failure[0] ? s->packed->failure : "ends too early (gzip)");
    }
    return (ssize_t)got;
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
    struct gunzip_stream s = {.stream.pull = pull,
                              .packed = packed,
                              .walk = w,
                              .block = malloc(BLOCK),
                              .inflater = inflater_new(),
                              .between = true,
                              .first = true};
    struct place inside = *p;
    inside.depth++;
    bool ok = s.block && s.inflater && walk_stream(w, &s.stream, &inside);
    inflater_free(s.inflater);
    free(s.block);
    return ok;
}
