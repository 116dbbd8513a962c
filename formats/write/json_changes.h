/*
 * json_changes: what the object `changes` of the summary holds, piece by piece, since there may be
 * hundreds of thousands. Private to formats/write: json.c.
 */
#ifndef WRITE_JSON_CHANGES_H
#define WRITE_JSON_CHANGES_H

#include "lib/findings/earlier.h"

struct json_t;

/* A new reference; NULL: out of memory. */
struct json_t *json_compared_with(const struct earlier *e);
struct json_t *json_change(const struct change_row *row);

#endif
