/* xlsx_tables: the sheets that hold tables. */
#ifndef WRITE_XLSX_TABLES_H
#define WRITE_XLSX_TABLES_H

#include "formats/write/xlsx/xlsx.h"

bool xlsx_has_sheet(const struct xlsx *x, enum table_id id); /* in this run */

/* Adds a table's sheet; its header comes with the first row. */
bool xlsx_add_sheet(struct xlsx *x, const struct table *t);

/* Appends a row, on a new sheet if the old one is full. */
bool xlsx_row(void *x, const struct table *t, const void *row);

/* Sets widths, filters and highlights, and says so if there are no rows. */
void xlsx_end_sheet(struct xlsx *x, const struct table *t);

#endif
