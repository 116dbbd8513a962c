/*
 * json_rows: a table's row as an object of the summary. Private to formats/write: json.c.
 */
#ifndef OUT_JSON_ROWS_H
#define OUT_JSON_ROWS_H

#include <jansson.h>

#include "formats/write/tables.h"

/* What is absent is left out, but for a key (an empty domain is a domain) and a share without
 * sessions (null). NULL: out of memory. */
json_t *json_row(const struct table *t, const void *row);

/* Adds to a domain's row what it holds beside the columns: objects. */
void json_put_domain(json_t *object, const struct domain_row *d, const struct summary *s);

#endif
