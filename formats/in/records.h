/*
 * records: the program's own NDJSON, a line an item (SPEC 6.2).
 */
#ifndef IN_RECORDS_H
#define IN_RECORDS_H

#include "formats/in/place.h"
#include "formats/in/stream.h"

bool records_walk(struct walk *w, struct stream *s, const struct place *p); /* false: stop reading */

#endif
