/*
 * jsons: makes items of JSON. A small file is one item; of a large one each value is, whether they
 * stand one behind the other, a line each, or in an array, so that a collection of any size streams
 * (SPEC 2).
 */
#ifndef READ_JSONS_H
#define READ_JSONS_H

#include "formats/read/place.h"
#include "formats/read/streams/stream.h"

/* What the summary calls an INPUT of JSON: "records" if the head has a key that only they have, in
 * any order, in an array, or in parsedmarc's object; else "report". */
const char *jsons_input_kind(struct slice head);

bool jsons_walk(struct walk *w, struct stream *s, const struct place *p); /* false: stop reading */

#endif
