/*
 * mbox: the messages of an mbox stream, as items (RFC 4155). Those that are `quoted` are as they
 * stand there (fromline_unquote).
 */
#ifndef READ_MBOX_H
#define READ_MBOX_H

#include "formats/read/place.h"
#include "formats/read/streams/stream.h"

/* is_mmdf: separators are lines of four ^A. False: stop reading. */
bool mbox_walk(struct walk *w, struct stream *s, const struct place *p, bool is_mmdf);

#endif
