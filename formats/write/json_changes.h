/*
 * json_changes: what the summary's object `changes` holds, piece by piece, since there may be
 * hundreds of thousands of changes. Private to formats/write.
 */
#ifndef WRITE_JSON_CHANGES_H
#define WRITE_JSON_CHANGES_H

#include "lib/findings/earlier.h"

struct json_t;

/* Each gives a new reference. NULL: out of memory. */
struct json_t *json_compared_with(const struct earlier *e);
struct json_t *json_change(const struct change_row *row);

#endif
