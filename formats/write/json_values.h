/*
 * json_values: jansson's values for the summary, and how they are written. Each maker gives a new
 * reference; NULL: out of memory. Private to formats/write.
 */
#ifndef WRITE_JSON_VALUES_H
#define WRITE_JSON_VALUES_H

#include <jansson.h>

#include "lib/base/buffer.h"
#include "lib/findings/setup.h"

/* Appends a value, and releases it. Out of memory, or the value is NULL: to->failed. */
void json_put(struct buffer *to, json_t *value);

json_t *json_slice(struct slice s);
json_t *json_day(day_number day);
json_t *json_time(time_seconds t);
json_t *json_texts(struct texts texts);

json_t *json_setup_row(const struct setup_row *row); /* an element of `setup` (SPEC 8.3) */

#endif
