/*
 * gunzip: a gzip stream (RFC 1952), any number of members, or a zlib stream (RFC 1950), as a stream
 * of what is in it.
 */
#ifndef READ_GUNZIP_H
#define READ_GUNZIP_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"

/* Borrows both. What can be unpacked of a damaged or cut file comes out before the stream fails.
 * NULL: out of memory. */
struct stream *gunzip_open(struct stream *packed, struct expansion *expansion);

/* The same for a zlib stream. */
struct stream *gunzip_open_zlib(struct stream *packed, struct expansion *expansion);
void gunzip_close(struct stream *s); /* NULL: nothing */

#endif
