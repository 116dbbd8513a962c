/*
 * buffer: bytes that grow at the end.
 *
 * Running out of memory is sticky: `failed` is set, and the bytes that found no room are dropped.
 * So the caller checks once, at the end; what a failed buffer holds has gaps and is of no use.
 * Zero-initialise it; buffer_free gives the memory back and leaves it empty.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdint.h>

#include "lib/base/slice.h"

struct buffer {
    char *at;
    size_t n, room;
    bool failed;
};

/* Room for n more bytes, or NULL; does not change b->n. */
char *buffer_reserve(struct buffer *b, size_t n);
void buffer_append_text(struct buffer *b, const char *text);
void buffer_append_number(struct buffer *b, int64_t number); /* decimal */

/* As printf(3): for what people read, where speed does not count. */
void buffer_append_format(struct buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_free(struct buffer *b);

static inline void buffer_append(struct buffer *b, struct slice s)
{
    if (s.n == 0)
        return;
    char *to = s.n <= b->room - b->n ? b->at + b->n : buffer_reserve(b, s.n);
    if (!to)
        return;
    memcpy(to, s.at, s.n);
    b->n += s.n;
}

static inline void buffer_append_char(struct buffer *b, char c)
{
    char *to = b->n < b->room ? b->at + b->n : buffer_reserve(b, 1);
    if (!to)
        return;
    *to = c;
    b->n++;
}

static inline struct slice buffer_slice(const struct buffer *b)
{
    return b->at ? (struct slice){.at = b->at, .n = b->n} : (struct slice){0};
}

/* What was appended between two lengths; empty where memory ran out. */
static inline struct slice buffer_part(const struct buffer *b, size_t from, size_t to)
{
    if (b->failed || !b->at)
        return (struct slice){.n = 0};
    return (struct slice){.at = b->at + from, .n = to - from};
}

#endif
