#include "formats/read/streams/range.h"

#include <unistd.h>

static ssize_t pull_range(struct stream *s, char *to, size_t n)
{
    struct range *r = (struct range *)s;
    uint64_t left = r->n - r->at;
    if (left == 0 || n == 0)
        return 0;
    size_t got = seekable_read(r->of, r->from + r->at, to, n < left ? n : (size_t)left);
    r->at += got;
    return got > 0 ? (ssize_t)got : stream_fail(s, "is cut short");
}

static int64_t seek_range(struct stream *s, int64_t offset, int whence)
{
    struct range *r = (struct range *)s;
    int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)r->at : (int64_t)r->n;
    if (offset < -base || offset > (int64_t)r->n - base)
        return -1;
    r->at = (uint64_t)(base + offset);
    return (int64_t)r->at;
}

void range_init(struct range *r, struct seekable *of, uint64_t from, uint64_t n)
{
    stream_init(&r->stream, pull_range, seek_range);
    r->of = of;
    r->from = from;
    r->n = n;
    r->at = 0;
}
