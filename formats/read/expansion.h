/*
 * expansion: how much larger an input becomes when all compressions and archives in it are
 * unpacked, however they are nested.
 *
 * One input, one expansion: whoever reads the file counts `packed`, every stream that unpacks
 * counts `unpacked`.
 */
#ifndef IN_EXPANSION_H
#define IN_EXPANSION_H

#include <stdbool.h>
#include <stdint.h>

enum { EXPANSION_FREE = 64 << 20 }; /* bytes that may come out whatever the ratio */

#define EXPANSION_EXCEEDED "unpacks to far more than its size; the rest was not read (--max-ratio)"

struct expansion {
    uint64_t packed, unpacked; /* bytes */
    uint64_t most_ratio;       /* limits.ratio */
    uint64_t decoding_us;      /* processor time that decoders apart took (confined.h) */
};

static inline bool expansion_is_exceeded(const struct expansion *e)
{
    return e->unpacked > EXPANSION_FREE && e->unpacked / e->most_ratio > e->packed;
}

#endif
