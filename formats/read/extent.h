/*
 * extent: how much of a file is an archive whose table of contents is at its end, by its own word.
 * Readers look for the end and follow it, so that of several archives which cat joined one alone is
 * read, and nobody misses the others.
 */
#ifndef READ_EXTENT_H
#define READ_EXTENT_H

#include "formats/read/recognise.h"
#include "formats/read/streams/stream.h"

/* What is wrong with a whole zip or 7z, of a stream that can seek: something stands before it or
 * behind it that is no padding, and is not read. NULL: nothing. */
const char *extent_failure(struct stream *s, enum content_kind kind);

/* How many zeros a tar ends with, before white space: a block of it came, and `before` of them end
 * what came before. It ends with two blocks of them (POSIX, pax), and libarchive takes one that was
 * cut between two members for whole. */
size_t extent_zeros(struct slice block, size_t before);

#endif
