/*
 * xlsx: what the files of the workbook share. Private to formats/out.
 *
 * The workbook is written in libxlsxwriter's constant memory mode: a sheet's rows have to come in order, but the sheets may take
 * turns. So Reports and Exceptions grow while reading, and the other sheets are written at the end.
 */
#ifndef OUT_XLSX_H
#define OUT_XLSX_H

#include <xlsxwriter.h>

#include "formats/out/output.h"

enum { XLSX_MOST_ROWS = 1048576, XLSX_MOST_TEXT = 32767 };

enum xlsx_format {
    XLSX_TITLE,
    XLSX_HEADER,
    XLSX_TEXT,
    XLSX_INTEGER,
    XLSX_PERCENT,
    XLSX_DAY,
    XLSX_TIME,
    XLSX_WRAP,
    XLSX_KEY,
    XLSX_KEY_NUMBER,
    XLSX_KEY_PERCENT,
    XLSX_NOTE,
    XLSX_FORMATS
};

struct xlsx_sheet { /* a table's sheet, and those that follow it when it is full */
    const struct table *table;
    lxw_worksheet *sheet;
    lxw_row_t row; /* the next one */
    unsigned part; /* 1, 2, … */
};

struct xlsx {
    struct output output;
    char *path, *temporary;
    char error[TARGET_ERROR];
    lxw_workbook *book;
    lxw_format *formats[XLSX_FORMATS];
    lxw_worksheet *summary, *method;
    struct xlsx_sheet sheets[TABLES];
    struct cell cell;
    struct buffer text;
    uint64_t cut; /* texts that were cut to Excel's limit */
    lxw_error failure;
};

bool xlsx_begin_table(struct xlsx *x, const struct table *t);   /* adds the sheet with its header */
bool xlsx_row(void *x, const struct table *t, const void *row); /* appends a row; a new sheet where the old one is full */
void xlsx_end_tables(struct xlsx *x);                           /* filters over what was written */
void xlsx_string(struct xlsx *x, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, struct slice text, enum xlsx_format format);
void xlsx_write_summary(struct xlsx *x, const struct audit *a);
void xlsx_write_method(struct xlsx *x, const struct audit *a);

#endif
