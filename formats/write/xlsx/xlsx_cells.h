/* xlsx_cells: cells of a sheet, and what goes into them. */
#ifndef WRITE_XLSX_CELLS_H
#define WRITE_XLSX_CELLS_H

#include "formats/write/xlsx/xlsx.h"

/* Neighbouring cells of a row; several are merged into one. */
struct xlsx_cells {
    lxw_worksheet *sheet;
    lxw_row_t row;
    lxw_col_t first, last;
};

static inline struct xlsx_cells xlsx_across(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t first,
                                            lxw_col_t last)
{
    return (struct xlsx_cells){.sheet = sheet, .row = row, .first = first, .last = last};
}

static inline struct xlsx_cells xlsx_at(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col)
{
    return xlsx_across(sheet, row, col, col);
}

/* A cell of the row that is written next. */
static inline struct xlsx_cells xlsx_next(const struct xlsx_sheet *sheet, lxw_col_t col)
{
    return xlsx_at(sheet->sheet, sheet->row, col);
}

/* What goes into them. All keep the first failure in x->failure, by xlsx_keep. */
void xlsx_keep(struct xlsx *x, lxw_error e); /* LXW_NO_ERROR: nothing failed */
void xlsx_string(struct xlsx *x, struct xlsx_cells at, struct slice text, enum xlsx_format format);
void xlsx_text(struct xlsx *x, struct xlsx_cells at, const char *text, enum xlsx_format format);
void xlsx_number(struct xlsx *x, struct xlsx_cells at, double n, enum xlsx_format format);
void xlsx_day(struct xlsx *x, struct xlsx_cells at, day_number day, enum xlsx_format format);
void xlsx_link(struct xlsx *x, struct xlsx_cells at, const char *to, struct slice text);

/* The number of a share: the exact one or, if failure details tell of more failures, the shown one
 * (shown_ratio), which is never 1. */
double xlsx_ratio(double ratio, bool has_excess);
void xlsx_share(struct xlsx *x, struct xlsx_cells at, double ratio, bool has_excess);

/* Writes x->cell, and gives its width in characters. */
unsigned xlsx_cell(struct xlsx *x, struct xlsx_cells at, enum cell_kind kind);

/* Makes a row as high as so many lines of text: merged cells do not grow with their text, nor does
 * LibreOffice fit the height of rows when it opens a file. */
void xlsx_set_lines(lxw_worksheet *sheet, lxw_row_t row, size_t lines);

#endif
