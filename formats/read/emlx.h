/*
 * emlx: the message in a file of Apple Mail: a line with its length in bytes, the message, and a
 * property list, which is left. Where the length is too short, all of the file is the message.
 */
#ifndef READ_EMLX_H
#define READ_EMLX_H

#include "formats/read/expansion.h"
#include "formats/read/stream.h"

/* How long the first line is, with its line feed; 0: it is none of an emlx. *length: the
 * message's. */
size_t emlx_first_line(struct slice head, uint64_t *length);

/* NULL: out of memory. Borrows both. */
struct stream *emlx_open(struct stream *file, struct expansion *expansion);
void emlx_close(struct stream *s);

#endif
