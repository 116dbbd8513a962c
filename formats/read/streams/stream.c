#include "formats/read/streams/stream.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void stream_init(struct stream *s, stream_puller *pull, stream_seeker *seek)
{
    s->pull = pull;
    s->seek = seek;
    s->failure[0] = '\0';
    s->head_at = s->head_n = 0;
    s->ended = s->is_followed = s->is_told = false;
}

struct slice stream_peek(struct stream *s, size_t n)
{
    if (s->head_at > 0) {
        memmove(s->head, s->head + s->head_at, s->head_n - s->head_at);
        s->head_n -= s->head_at;
        s->head_at = 0;
    }
    while (s->head_n < n && !s->ended) {
        ssize_t got = s->pull(s, s->head + s->head_n, STREAM_HEAD - s->head_n);
        if (got <= 0)
            s->ended = true;
        else
            s->head_n += (size_t)got;
    }
    return (struct slice){.at = s->head, .n = s->head_n < n ? s->head_n : n};
}

size_t stream_read(struct stream *s, char *to, size_t n)
{
    size_t looked_at = s->head_n - s->head_at;
    if (looked_at > 0) {
        if (n > looked_at)
            n = looked_at;
        memcpy(to, s->head + s->head_at, n);
        s->head_at += n;
        return n;
    }
    if (s->ended)
        return 0;
    ssize_t got = s->pull(s, to, n);
    if (got <= 0)
        s->ended = true;
    return got > 0 ? (size_t)got : 0;
}

size_t stream_read_fully(struct stream *s, char *to, size_t n)
{
    size_t all = 0;
    for (size_t got; all < n && (got = stream_read(s, to + all, n - all)) > 0;)
        all += got;
    return all;
}

uint64_t stream_pass(struct stream *s, uint64_t n)
{
    char sink[4096];
    uint64_t all = 0;
    for (size_t got; all < n; all += got) {
        got = stream_read(s, sink, n - all < sizeof sink ? (size_t)(n - all) : sizeof sink);
        if (got == 0)
            break;
    }
    return all;
}

int64_t stream_seek(struct stream *s, int64_t offset, int whence)
{
    s->head_at = s->head_n = 0;
    s->ended = false;
    return s->seek(s, offset, whence);
}

bool stream_rewind(struct stream *s)
{
    return s->seek && stream_seek(s, 0, SEEK_SET) == 0;
}

ssize_t stream_fail(struct stream *s, const char *sentence)
{
    snprintf(s->failure, sizeof s->failure, "%s", sentence);
    return -1;
}

ssize_t stream_fail_with(struct stream *s, const struct stream *from, const char *sentence)
{
    return stream_fail(s, from->failure[0] ? from->failure : sentence);
}

ssize_t stream_fail_followed(struct stream *s)
{
    s->is_followed = true;
    return stream_fail(s, STREAM_FOLLOWED);
}

ssize_t stream_pull_rest(struct stream *s, struct stream_rest *rest, char *to, size_t n)
{
    n = n < rest->left ? n : (size_t)rest->left;
    size_t got = n > 0 ? stream_read(rest->from, to, n) : 0;
    rest->left -= got;
    if (got > 0 || rest->left == 0)
        return (ssize_t)got;
    return stream_fail_with(s, rest->from, rest->cut_short);
}

bool stream_is_padding(struct slice bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        if (bytes.at[i] != '\0' && !ascii_is_space(bytes.at[i]))
            return false;
    return true;
}

bool stream_is_followed(struct stream *s, struct slice rest)
{
    char block[STREAM_HEAD];
    while (stream_is_padding(rest)) {
        rest = (struct slice){.at = block, .n = stream_read(s, block, sizeof block)};
        if (rest.n == 0)
            return false;
    }
    return true;
}

/* Tells those who count how much was read. */
static void count(struct file_stream *s, uint64_t n)
{
    if (s->bytes)
        atomic_fetch_add_explicit(s->bytes, n, memory_order_relaxed);
    if (s->packed)
        *s->packed += n;
}

static ssize_t pull_file(struct stream *base, char *to, size_t n)
{
    struct file_stream *s = (struct file_stream *)base;
    ssize_t got = read(s->file, to, n); /* a signal ends the run: it need not be tried again */
    if (got < 0)
        stream_fail(base, strerror(errno));
    if (got > 0)
        count(s, (uint64_t)got);
    return got;
}

static int64_t seek_file(struct stream *base, int64_t offset, int whence)
{
    struct file_stream *s = (struct file_stream *)base;
    int64_t at = lseek(s->file, offset, whence);
    if (at < 0)
        stream_fail(base, strerror(errno));
    return at;
}

void pipe_stream_init(struct file_stream *s, int file)
{
    stream_init(&s->stream, pull_file, NULL);
    s->file = file;
    s->bytes = NULL;
    s->packed = NULL;
}

void file_stream_init(struct file_stream *s, int file)
{
    pipe_stream_init(s, file);
    s->stream.seek = seek_file;
}

int stream_hand_over(struct stream *s)
{
    struct file_stream *f = (struct file_stream *)s;
    struct stat status;
    if (s->pull != pull_file || !s->seek || fstat(f->file, &status) != 0)
        return -1;
    if (status.st_size > (off_t)s->head_n)
        count(f, (uint64_t)status.st_size - s->head_n);
    return f->file;
}

static ssize_t pull_memory(struct stream *base, char *to, size_t n)
{
    struct memory_stream *s = (struct memory_stream *)base;
    size_t left = s->at < s->bytes.n ? s->bytes.n - s->at : 0;
    n = n < left ? n : left;
    if (n > 0)
        memcpy(to, s->bytes.at + s->at, n);
    s->at += n;
    return (ssize_t)n;
}

/* As lseek(2) does: behind the end there is a place, but nothing to be read. */
static int64_t seek_memory(struct stream *base, int64_t offset, int whence)
{
    struct memory_stream *s = (struct memory_stream *)base;
    int64_t from = whence == SEEK_SET ? 0 : (int64_t)(whence == SEEK_CUR ? s->at : s->bytes.n);
    if (offset < -from || offset > INT64_MAX - from)
        return stream_fail(base, "is damaged: it points outside of itself");
    s->at = (size_t)(from + offset);
    return from + offset;
}

void memory_stream_init(struct memory_stream *s, struct slice bytes)
{
    stream_init(&s->stream, pull_memory, seek_memory);
    s->bytes = bytes;
    s->at = 0;
}
