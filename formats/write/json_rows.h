/*
 * json_rows: rows of tables as objects of the summary. There can be hundreds of thousands, so they
 * are written without a tree for each. Private to formats/write.
 */
#ifndef WRITE_JSON_ROWS_H
#define WRITE_JSON_ROWS_H

#include "formats/write/tables/tables.h"

/* Appends the row; a domain's with its readiness and windows. Out of memory: to->failed. */
void json_row(struct buffer *to, const struct table *t, const void *row, const struct summary *s);

#endif
