/*
 * json_changes: the object `changes` of the summary. Private to formats/write: json.c.
 */
#ifndef WRITE_JSON_CHANGES_H
#define WRITE_JSON_CHANGES_H

#include "formats/write/output.h"

struct json_t;

/* A new reference; NULL: out of memory. */
struct json_t *json_changes(const struct account *a);

#endif
