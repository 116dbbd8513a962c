/*
 * unzstd: a Zstandard stream (RFC 8878), any number of frames, as a stream of what is in it.
 */
#ifndef IN_UNZSTD_H
#define IN_UNZSTD_H

#include "formats/read/expansion.h"
#include "formats/read/stream.h"

struct stream *unzstd_open(struct stream *packed,
                           struct expansion *expansion); /* NULL: out of memory. Borrows both. */
void unzstd_close(struct stream *s);

#endif
