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

/* Appends a text as a JSON string, quotes included. The text is UTF-8. */
void record_write_string(struct buffer *to, struct slice text);

#endif
