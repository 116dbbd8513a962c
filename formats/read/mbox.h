/*
 * mbox: the messages of an mbox stream, as items (RFC 4155, mboxrd quoting).
 */
#ifndef READ_MBOX_H
#define READ_MBOX_H

#include "formats/read/place.h"
#include "formats/read/streams/stream.h"

/* Undoes the mboxrd quoting of an item that is `quoted`, in place. Gives the new length. */
size_t mbox_unquote(char *bytes, size_t n);

/* is_mmdf: separators are lines of four ^A. False: stop reading. */
bool mbox_walk(struct walk *w, struct stream *s, const struct place *p, bool is_mmdf);

#endif
