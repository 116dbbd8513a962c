/*
 * seekable: a stream that can seek: the given one if it can, else a copy of it, which is in memory
 * if it is small, or in a nameless file of the folder for temporary files.
 */
#ifndef READ_SEEKABLE_H
#define READ_SEEKABLE_H

#include "formats/read/streams/stream.h"

enum { SEEKABLE_PAGE = 4096, SEEKABLE_SMALL = 64 * 1024 };

struct seekable {
    struct stream *stream; /* at its first byte */
    struct memory_stream small;
    char *small_bytes; /* NULL: none */
    struct file_stream copy;
    int copy_file;            /* -1: none */
    char page[SEEKABLE_PAGE]; /* read last, from page_at on, for who reads little */
    uint64_t page_at;
    size_t page_n;
};

#define SEEKABLE_NO_ROOM                                                                           \
    "cannot be copied to a temporary file; set TMPDIR to a folder that has room for it"
#define SEEKABLE_NO_FILES                                                                          \
    "cannot be copied to a temporary file; let more files be open at once (ulimit -n)"

/* Which of the two is right. Call it right after seekable_open or seekable_file failed: errno
 * tells. */
const char *seekable_failure(void);

/* Needed only if seekable_close may be called without seekable_open or seekable_file before. */
void seekable_init(struct seekable *s);

/* Borrows the stream. False: it cannot be copied (seekable_failure). */
bool seekable_open(struct seekable *s, struct stream *given);

/* Reads the bytes from `at` on, at most n of them; gives how many there are, fewer than n only at
 * the end or after a failure. */
size_t seekable_read(struct seekable *s, uint64_t at, char *to, size_t n);
uint64_t seekable_size(struct seekable *s); /* bytes */

/* Instead of seekable_open, for somebody else to read: gives the descriptor of the file that the
 * stream comes from, or of the copy; seekable keeps it. -1: it cannot be copied
 * (seekable_failure). */
int seekable_file(struct seekable *s, struct stream *given);
void seekable_close(struct seekable *s);

#endif
