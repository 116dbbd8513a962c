/*
 * stream: bytes that come one after the other, and may be looked at before they are read.
 *
 * Whoever has the bytes (a file, memory, a member of an archive) makes a stream of them, and frees
 * it.
 */
#ifndef READ_STREAM_H
#define READ_STREAM_H

#include <stdint.h>
#include <sys/types.h>

#include "lib/base/slice.h"

enum { STREAM_HEAD = 4096, STREAM_FAILURE = 256 };

struct stream;

/* As read(2) and lseek(2). -1: `failure` says why. */
typedef ssize_t stream_puller(struct stream *s, char *to, size_t n);
typedef int64_t stream_seeker(struct stream *s, int64_t offset, int whence);

struct stream {
    stream_puller *pull;
    stream_seeker *seek;          /* NULL: it cannot */
    char failure[STREAM_FAILURE]; /* an English sentence; empty: none */

    char head[STREAM_HEAD]; /* bytes that were looked at and not read */
    size_t head_at, head_n;
    bool ended;
    bool is_followed; /* it failed because something stands behind its end */
    bool is_told;     /* whoever walks it has told what is wrong in it */
};

void stream_init(struct stream *s, stream_puller *pull, stream_seeker *seek); /* seek may be NULL */

/* Gives the next bytes, at most n <= STREAM_HEAD of them, and fewer only if no more come. They stay
 * to be read; the slice lives until the next call. */
struct slice stream_peek(struct stream *s, size_t n);

/* Reads up to n bytes; gives how many, 0 at the end or after a failure. */
size_t stream_read(struct stream *s, char *to, size_t n);

/* Reads n bytes; gives how many, fewer only at the end or after a failure. */
size_t stream_read_fully(struct stream *s, char *to, size_t n);
uint64_t stream_pass(struct stream *s, uint64_t n); /* likewise; keeps none */

/* As lseek(2), for a stream that can. What was looked at is forgotten. */
int64_t stream_seek(struct stream *s, int64_t offset, int whence);

/* Goes back to the first byte of a stream that can seek. False: it cannot, or `failure` says
 * why. */
bool stream_rewind(struct stream *s);

/* Fails; gives -1, as a puller does then. */
ssize_t stream_fail(struct stream *s, const char *sentence);

/* Fails as the stream that it is made of did; if that did not fail, because of `sentence`. */
ssize_t stream_fail_with(struct stream *s, const struct stream *from, const char *sentence);

/* What is left of a stream that consists of the next bytes of another one. */
struct stream_rest {
    struct stream *from; /* borrowed */
    uint64_t left;
    const char *cut_short; /* the failure if the other one ends before */
};

/* For the puller of such a stream. */
ssize_t stream_pull_rest(struct stream *s, struct stream_rest *rest, char *to, size_t n);

/* Are they zeros and white space alone, as they pad tapes? */
bool stream_is_padding(struct slice bytes);

/* Is there more than padding in `rest` and then in the stream, which is read up to there? */
bool stream_is_followed(struct stream *s, struct slice rest);

/* Fails because of that; all that came is whole. */
#define STREAM_FOLLOWED "has something else behind its end, which is not read"
ssize_t stream_fail_followed(struct stream *s);

struct file_stream {
    struct stream stream;
    int file;                /* borrowed */
    _Atomic uint64_t *bytes; /* borrowed: counts what is read; NULL: nobody counts */
    uint64_t *packed;        /* likewise, for one input */
};

struct memory_stream {
    struct stream stream;
    struct slice bytes; /* borrowed */
    size_t at;          /* how many were read */
};

void memory_stream_init(struct memory_stream *s, struct slice bytes);

/* Of an open file that can seek, and of a pipe. Both count nothing until they are told where. */
void file_stream_init(struct file_stream *s, int file);
void pipe_stream_init(struct file_stream *s, int file);

/* Gives the descriptor of the file behind a stream that can seek, for somebody else to read: it
 * counts as read to its end. The stream's owner keeps it. -1: there is none. */
int stream_hand_over(struct stream *s);

#endif
