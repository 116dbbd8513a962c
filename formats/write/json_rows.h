/*
 * json_rows: a table's row as an object of the summary, written as it goes, since there may be
 * hundreds of thousands. Private to formats/write: json.c.
 */
#ifndef WRITE_JSON_ROWS_H
#define WRITE_JSON_ROWS_H

#include "formats/write/tables.h"

/* Appends the row; a domain's with its windows, which the summary names. Out of memory:
 * to->failed. */
void json_row(struct buffer *to, const struct table *t, const void *row, const struct summary *s);

#endif
