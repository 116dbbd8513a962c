/*
 * eml: a stream that is one message, as an item.
 */
#ifndef READ_EML_H
#define READ_EML_H

#include "formats/read/place.h"
#include "formats/read/streams/stream.h"

/* Reads all of it, even if it is over limits->message: it may be a pipe. False: stop reading. */
bool eml_walk(struct walk *w, struct stream *s, const struct place *p);

#endif
