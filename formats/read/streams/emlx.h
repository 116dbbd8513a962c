/*
 * emlx: a message as a file of Apple Mail: a line with its length in bytes, the message, and a
 * property list, which is not read. If something else is there, the length was too short, and the
 * rest of the file belongs to the message.
 */
#ifndef READ_EMLX_H
#define READ_EMLX_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"

/* Gives the length of the first line, line feed included, and in *length that of the message. 0: no
 * emlx begins so. */
size_t emlx_first_line(struct slice head, uint64_t *length);

/* NULL: out of memory. Borrows both. */
struct stream *emlx_open(struct stream *file, struct expansion *expansion);
void emlx_close(struct stream *s);

#endif
