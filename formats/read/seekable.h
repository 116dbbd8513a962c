/*
 * seekable: a stream that can seek: the one that is given, or else a copy of it in a nameless file
 * of the folder for temporary files.
 */
#ifndef IN_SEEKABLE_H
#define IN_SEEKABLE_H

#include "formats/read/stream.h"

struct seekable {
    struct stream *stream; /* at its first byte */
    struct file_stream copy;
    int copy_file; /* -1: none */
};

#define SEEKABLE_FAILED "cannot be copied to a temporary file"

/* Borrows the stream. False: it cannot be copied. */
bool seekable_open(struct seekable *s, struct stream *given);
int seekable_file(struct seekable *s); /* the file behind it, read whole from now on; -1: none */
void seekable_close(struct seekable *s);

#endif
