/*
 * gunzip: a gzip stream (RFC 1952), any number of members, as a stream of what is in it.
 */
#ifndef IN_GUNZIP_H
#define IN_GUNZIP_H

#include "formats/read/expansion.h"
#include "formats/read/stream.h"

/* NULL: out of memory. Borrows both. What can be unpacked of a damaged or cut file comes out
 * before the stream fails. */
struct stream *gunzip_open(struct stream *packed, struct expansion *expansion);
void gunzip_close(struct stream *s); /* NULL: nothing */

#endif
