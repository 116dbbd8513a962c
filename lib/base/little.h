/*
 * little: numbers as Intel's machines and Microsoft's formats write them, the least byte first.
 */
#ifndef BASE_LITTLE_H
#define BASE_LITTLE_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/buffer.h"

static inline uint16_t little_16(const void *at)
{
    const unsigned char *b = at;
    return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t little_32(const void *at)
{
    const unsigned char *b = at;
    return little_16(b) | (uint32_t)little_16(b + 2) << 16;
}

static inline uint64_t little_64(const void *at)
{
    const unsigned char *b = at;
    return little_32(b) | (uint64_t)little_32(b + 4) << 32;
}

/* Writes 8 bytes. */
static inline void little_put_64(uint64_t number, char *to)
{
    number = htole64(number);
    memcpy(to, &number, sizeof number);
}

/* Likewise, appended. Out of memory: to->failed. */
static inline void little_append_64(struct buffer *to, uint64_t number)
{
    char bytes[sizeof number];
    little_put_64(number, bytes);
    buffer_append(to, (struct slice){.at = bytes, .n = sizeof bytes});
}

#endif
