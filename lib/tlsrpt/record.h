/*
 * record: a report as one line of JSON, the canonical record (SPEC 6.2). Reading it back:
 * record_decode, in decode.h.
 */
#ifndef TLSRPT_RECORD_H
#define TLSRPT_RECORD_H

#include "lib/base/buffer.h"
#include "lib/tlsrpt/report.h"

/* Appends the record and a line feed; policies that a filter left out are not in it. Out of
 * memory: to->failed. */
void record_write(struct buffer *to, const struct report *report, const char *key);

/* Appends the object that tells where a report was found, as in a record. */
void record_write_source(struct buffer *to, const struct source *source);

/* The keys of a record and of the objects in it, in order, for the manual page. */
enum record_object { RECORD_ITSELF, RECORD_POLICY, RECORD_DETAIL, RECORD_SOURCE, RECORD_OBJECTS };

/* The i-th key and what it means; NULL: there are no more. */
const char *record_key(enum record_object object, size_t i, const char **meaning);

#endif
