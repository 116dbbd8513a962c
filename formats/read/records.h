/*
 * records: the program's own NDJSON, one line per item (SPEC 6.2).
 */
#ifndef READ_RECORDS_H
#define READ_RECORDS_H

#include "formats/read/place.h"
#include "formats/read/streams/stream.h"

/* False: stop reading. */
bool records_walk(struct walk *w, struct stream *s, const struct place *p);

#endif
