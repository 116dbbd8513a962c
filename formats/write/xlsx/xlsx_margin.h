/* xlsx_margin: what stands beside some tables: data of charts, the calendar of days. */
#ifndef WRITE_XLSX_MARGIN_H
#define WRITE_XLSX_MARGIN_H

#include "formats/write/xlsx/xlsx.h"

void xlsx_margin_header(struct xlsx *x, struct xlsx_sheet *sheet);
void xlsx_margin_row(struct xlsx *x, struct xlsx_sheet *sheet, const void *row);

/* `printed`: the last column of the table that is printed. */
void xlsx_margin_end(struct xlsx *x, struct xlsx_sheet *sheet, lxw_col_t printed);

/* Finds what the charts show. Notes in x->failure if memory ran out. */
void xlsx_find_tops(struct xlsx *x, const struct account *a);

#endif
