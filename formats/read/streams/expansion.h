/*
 * expansion: how much larger an input becomes when all compressions and archives in it are
 * unpacked, however they are nested.
 *
 * One input, one expansion: whoever reads the file counts `packed`, every stream that unpacks
 * counts `unpacked`.
 */
#ifndef READ_EXPANSION_H
#define READ_EXPANSION_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/read/streams/stream.h"

enum {
    EXPANSION_FREE = 16 << 20,     /* bytes that may come out of an input whatever the ratio */
    EXPANSION_FREE_PART = 1 << 20, /* and out of a mail */
    /* that an archive in another one counts for beside its bytes: opening a small one takes as long
     * as unpacking so many */
    EXPANSION_NESTED = 8 << 10,
};

#define EXPANSION_EXCEEDED "unpacks to far more than its size; the rest was not read (--max-ratio)"

struct expansion {
    uint64_t packed, unpacked; /* bytes */
    uint64_t most_ratio;       /* limits.ratio; 0: nothing was read yet */
    uint64_t free;             /* bytes that may come out whatever the ratio */
    uint64_t most;             /* and never more than this */
    const _Atomic bool *stop;  /* limits.stop; NULL: nobody sets it */
    uint64_t decoding_us;      /* processor time that decoders apart took (confined.h) */
};

static inline struct expansion expansion_of_input(uint64_t most_ratio, const _Atomic bool *stop)
{
    return (struct expansion){
        .most_ratio = most_ratio, .free = EXPANSION_FREE, .most = UINT64_MAX, .stop = stop};
}

/* Of a mail or a small file, with all that is packed in it. */
static inline struct expansion expansion_of_mail(uint64_t packed, uint64_t most_ratio,
                                                 uint64_t most, const _Atomic bool *stop)
{
    return (struct expansion){.packed = packed,
                              .most_ratio = most_ratio,
                              .free = EXPANSION_FREE_PART,
                              .most = most,
                              .stop = stop};
}

/* Also true once the run was told to stop: nobody reads why then. */
static inline bool expansion_is_exceeded(const struct expansion *e)
{
    return (e->stop && *e->stop) || e->unpacked > e->most ||
           (e->unpacked > e->free && e->unpacked / e->most_ratio > e->packed);
}

/* Counts what a stream that unpacks gives, for its puller: it fails if that is too much. */
static inline ssize_t expansion_count(struct expansion *e, struct stream *s, ssize_t got)
{
    e->unpacked += got > 0 ? (uint64_t)got : 0;
    return expansion_is_exceeded(e) ? stream_fail(s, EXPANSION_EXCEEDED) : got;
}

/* How many bytes more may come out. */
static inline uint64_t expansion_left(const struct expansion *e)
{
    uint64_t by_ratio = e->packed > UINT64_MAX / e->most_ratio ? UINT64_MAX
                                                               : e->packed * e->most_ratio;
    uint64_t most = by_ratio > e->free ? by_ratio : e->free;
    most = most < e->most ? most : e->most;
    return most > e->unpacked ? most - e->unpacked : 0;
}

#endif
