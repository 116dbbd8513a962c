/*
 * seekable: a stream that can seek: the one that is given, or else a copy of it in memory, when it
 * is small, or in a nameless file of the folder for temporary files.
 */
#ifndef READ_SEEKABLE_H
#define READ_SEEKABLE_H

#include "formats/read/stream.h"

enum { SEEKABLE_PAGE = 4096, SEEKABLE_SMALL = 64 * 1024 };

struct seekable {
    struct stream *stream; /* at its first byte */
    struct memory_stream small;
    char *small_bytes; /* NULL: none */
    struct file_stream copy;
    int copy_file;            /* -1: none */
    char page[SEEKABLE_PAGE]; /* what was read last, from page_at on, for those who read little */
    uint64_t page_at;
    size_t page_n;
};

#define SEEKABLE_NO_ROOM                                                                           \
    "cannot be copied to a temporary file; set TMPDIR to a folder that has room for it"
#define SEEKABLE_NO_FILES                                                                          \
    "cannot be copied to a temporary file; let more files be open at once (ulimit -n)"

/* Which of them is right, where one of those that open has just failed: errno tells. */
const char *seekable_failure(void);

/* Where seekable_close may come without one of those that open. */
void seekable_init(struct seekable *s);

/* Borrows the stream. False: it cannot be copied. */
bool seekable_open(struct seekable *s, struct stream *given);

/* The bytes from `at` on, at most n of them and fewer only at the end; and how many there are. */
size_t seekable_read(struct seekable *s, uint64_t at, char *to, size_t n);
uint64_t seekable_size(struct seekable *s);

/* Instead of seekable_open, for somebody else to read: the file that the stream comes from, or the
 * copy. -1: it cannot be copied. */
int seekable_file(struct seekable *s, struct stream *given);
void seekable_close(struct seekable *s);

#endif
