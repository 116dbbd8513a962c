/*
 * mbox: the messages of an mbox stream, as items (RFC 4155, mboxrd quoting).
 */
#ifndef IN_MBOX_H
#define IN_MBOX_H

#include "formats/in/place.h"
#include "formats/in/stream.h"

bool mbox_walk(struct walk *w, struct stream *s, const struct place *p); /* false: stop reading */

#endif
