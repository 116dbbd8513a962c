/*
 * unxz: an .xz file (any number of streams) or an .lzma file as a stream of what is in it.
 *
 * Not through libarchive, which gives the decoder as much memory as the file asks for: its
 * dictionary may be 4 GB.
 */
#ifndef READ_UNXZ_H
#define READ_UNXZ_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"

/* Each borrows both. A file that needs more memory than UNXZ_MEMORY fails. NULL: out of memory. */
enum { UNXZ_MEMORY = 192 << 20 }; /* xz -9 needs a third of it */
struct stream *unxz_open(struct stream *packed, struct expansion *expansion);
struct stream *unxz_open_lzma(struct stream *packed, struct expansion *expansion);
void unxz_close(struct stream *s);

#endif
