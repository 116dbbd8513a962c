/* dribble: a stream that gives at most `piece` bytes at a time, to cut what is read anywhere. */
#ifndef TESTS_DRIBBLE_H
#define TESTS_DRIBBLE_H

#include "formats/read/streams/stream.h"

struct dribble {
    struct stream stream;
    struct slice rest;
    size_t piece;
};

static inline ssize_t dribble_pull(struct stream *s, char *to, size_t n)
{
    struct dribble *d = (struct dribble *)s;
    n = n < d->piece ? n : d->piece;
    n = n < d->rest.n ? n : d->rest.n;
    if (n > 0)
        memcpy(to, d->rest.at, n);
    d->rest = slice_from(d->rest, n);
    return (ssize_t)n;
}

#endif
