/* xlsx_page: a sheet that is no table, written from the top down: Summary, Method, Sign-off. */
#ifndef WRITE_XLSX_PAGE_H
#define WRITE_XLSX_PAGE_H

#include "formats/write/method.h"
#include "formats/write/xlsx/xlsx_cells.h"

struct xlsx_page {
    struct xlsx *x;
    lxw_worksheet *sheet;
    lxw_col_t last;   /* its last column; labels stand in the first one */
    size_t fact_line; /* characters of a line beside a label */
    lxw_row_t row;    /* the next one */
};

/* Puts the title into the first row. */
void xlsx_page_begin(struct xlsx_page *p, const char *title);

/* Cells of the next row. */
struct xlsx_cells xlsx_page_across(const struct xlsx_page *p, lxw_col_t first, lxw_col_t last);

/* Puts a text into one cell of the next row. */
void xlsx_page_put(const struct xlsx_page *p, lxw_col_t col, const char *text,
                   enum xlsx_format format);

/* These put a row, and go on to the one below it. */
void xlsx_page_section(struct xlsx_page *p, const char *title);
void xlsx_page_note(struct xlsx_page *p, const char *text);
void xlsx_page_total(struct xlsx_page *p, const struct total_row *total); /* with its label */

/* Puts a text beside its label, on as many lines as it takes, so that a long one does not shrink
 * the print. */
void xlsx_page_fact(struct xlsx_page *p, const char *label, struct slice text);

/* The same of each of them that has something to say. */
void xlsx_page_facts(struct xlsx_page *p, const struct method_fact *facts, size_t n);

#endif
