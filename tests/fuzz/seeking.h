/* seeking: bytes in memory as a stream that can seek, as a file can. */
#ifndef FUZZ_SEEKING_H
#define FUZZ_SEEKING_H

#include <unistd.h>

#include "formats/read/stream.h"

struct seeking {
    struct stream stream;
    struct slice bytes;
    size_t at;
};

static inline ssize_t seeking_pull(struct stream *s, char *to, size_t n)
{
    struct seeking *m = (struct seeking *)s;
    n = n < m->bytes.n - m->at ? n : m->bytes.n - m->at;
    if (n > 0)
        memcpy(to, m->bytes.at + m->at, n);
    m->at += n;
    return (ssize_t)n;
}

static inline int64_t seeking_seek(struct stream *s, int64_t offset, int whence)
{
    struct seeking *m = (struct seeking *)s;
    int64_t base = whence == SEEK_SET ? 0 : (int64_t)(whence == SEEK_CUR ? m->at : m->bytes.n);
    int64_t to = base + offset;
    if (to < 0)
        return -1;
    m->at = to < (int64_t)m->bytes.n ? (size_t)to : m->bytes.n;
    return to;
}

static inline struct seeking seeking_of(struct slice bytes)
{
    return (struct seeking){.stream = {.pull = seeking_pull, .seek = seeking_seek}, .bytes = bytes};
}

#endif
