/*
 * walk: finds the items in a stream (SPEC 2). The first bytes tell what it is: what is compressed
 * or an archive is unpacked and walked again, an mbox gives its messages, a message or a report is
 * an item. What cannot be read becomes a trouble; the walk goes on behind it.
 */
#ifndef READ_WALK_H
#define READ_WALK_H

#include "formats/read/place.h"
#include "formats/read/streams/stream.h"

/* Each gives false when reading has to stop: the sink said so, or out of memory. */
bool walk_stream(struct walk *w, struct stream *s, const struct place *p);

/* Walks an open regular file, or a pipe; does not close it. */
bool walk_file(struct walk *w, const struct place *p, int file);

#endif
