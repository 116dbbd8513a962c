/*
 * parts: reads a part of a shared run (SPEC 11). Each of its lines is an item (partlines), so that
 * its outcomes come to the audit as those of mail did; its sums are checked on the way.
 */
#ifndef READ_PARTS_H
#define READ_PARTS_H

#include "formats/read/place.h"
#include "formats/read/streams/stream.h"

#define PARTS_ENDLESS_LINE "is a damaged part: a line of it never ends"

/* What is wrong with the part becomes an OUTCOME_REFUSED. False: stop reading. */
bool parts_walk(struct walk *w, struct stream *s, const struct place *p);

/* The bytes that no line of a part exceeds. */
size_t parts_most_of_a_line(const struct limits *limits);

#endif
