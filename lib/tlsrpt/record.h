/*
 * record: a report as one line of JSON, the canonical record (SPEC 6.2), written and read back.
 */
#ifndef TLSRPT_RECORD_H
#define TLSRPT_RECORD_H

#include "lib/base/buffer.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/report.h"

/* Appends the record and a line feed, without the policies that a filter left out. Out of memory:
 * to->failed. */
void record_write(struct buffer *to, const struct report *report, const char *key);

/* Reads one record of the program's own NDJSON (SPEC 6.2), source included. Fills *report and gives
 * a reason as report_decode does. */
enum reason record_decode(struct slice line, const struct limits *limits, struct arena *arena,
                          struct report *report, bool *out_of_memory);

/* Appends a member as in a record: the object that tells where a report was found (a struct
 * source). */
void record_source_write(struct buffer *to, const char *key, const void *source);

/* The keys of a record and of the objects in it, in order, for the manual page. */
enum record_object {
    RECORD_ITSELF,
    RECORD_POLICY,
    RECORD_DETAIL,
    RECORD_SOURCE,
    RECORD_SIGNATURE,
    RECORD_OBJECTS
};

/* The i-th key and what it means; NULL: there are no more. */
const char *record_key(enum record_object object, size_t i, const char **meaning);

#endif
