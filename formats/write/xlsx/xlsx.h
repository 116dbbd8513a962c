/*
 * xlsx: the workbook itself, which its files share. Private to formats/write/xlsx.
 *
 * The workbook is written in libxlsxwriter's constant memory mode: the rows of a sheet have to come
 * in order, but sheets may take turns. So Reports and Exceptions grow while reading, and the other
 * sheets are written at the end.
 */
#ifndef WRITE_XLSX_H
#define WRITE_XLSX_H

#include <xlsxwriter.h>

#include "formats/write/output.h"
#include "formats/write/xlsx/xlsx_place.h"
#include "lib/audit/calendar.h"

enum {
    XLSX_MOST_ROWS = 1048576,
    XLSX_MOST_TEXT = 32767,
    XLSX_MOST_COLUMNS = 32, /* of a table */
    XLSX_MOST_LINKS = 5000, /* in a sheet: Excel takes 65,530, and they cost memory */
    XLSX_TOP = 15,          /* rows of a table that a chart shows, if they are not days */
    XLSX_PAPER_A4 = 9,
    XLSX_ROW_PIXELS = 20, /* of a row whose height nobody set */
};

enum {
    XLSX_NAVY = 0x1F3864,
    XLSX_GREY = 0x595959,
    XLSX_TAB_FIGURES = 0x4472C4, /* the tabs of sheets */
    XLSX_TAB_EVIDENCE = 0x7F7F7F,
};

#define XLSX_FOOTER "&L&F&C&A&RPage &P of &N"

enum xlsx_format {
    XLSX_TITLE,
    XLSX_SUBTITLE,
    XLSX_SECTION,
    XLSX_HEADER,
    XLSX_LABEL, /* of the lines beside it */
    XLSX_HEADER_NUMBER,
    XLSX_TEXT,
    XLSX_PROSE,
    XLSX_INTEGER,
    XLSX_PERCENT,
    XLSX_PERCENT_LEAST, /* for a share that two decimals would show as 0 % */
    XLSX_DAY,
    XLSX_TIME,
    XLSX_LINK,
    XLSX_NOTE,
    XLSX_LINE, /* to be written on */
    XLSX_CARD,
    XLSX_CARD_TEXT,
    XLSX_CARD_NUMBER,
    XLSX_CARD_PERCENT,
    XLSX_GOOD,
    XLSX_WARN,
    XLSX_BAD,
    XLSX_NEUTRAL,
    XLSX_CALENDAR_DAY,
    XLSX_CALENDAR_COUNT,
    XLSX_CALENDAR_NONE,
    XLSX_FORMATS
};

enum { XLSX_TABLES = 20 };

/* The sheets that hold tables, between Summary and Method, in order. */
extern const enum table_id xlsx_order[XLSX_TABLES];

struct xlsx_sheet { /* a table's sheet, and those that go on with it when it is full */
    const struct table *table;
    lxw_worksheet *sheet;
    lxw_row_t row;                    /* the next one; 0: the header is not written yet */
    unsigned part;                    /* 1, 2, … */
    unsigned wide[XLSX_MOST_COLUMNS]; /* characters in each column's widest cell so far */
    lxw_col_t columns;                /* of the header row, with those of calendar and chart data */
};

/* The rows of a table with the highest values of a column. They stand in two columns beside the
 * table, to which a chart refers. */
struct xlsx_top {
    enum table_id table;
    size_t value; /* that column; column 0 names them */
    const void *rows[XLSX_TOP];
    size_t n, of; /* how many they are, and how many rows have a value above 0 */
};

enum xlsx_top_id { XLSX_TOP_DOMAINS, XLSX_TOP_RESULT_TYPES, XLSX_TOP_REPORTERS, XLSX_TOPS };

struct xlsx {
    struct output output;
    char *path;
    struct xlsx_place place;
    char error[TARGET_ERROR];
    lxw_workbook *book;
    lxw_format *formats[XLSX_FORMATS];
    lxw_worksheet *summary, *method, *signoff;
    struct xlsx_sheet sheets[TABLES];
    struct xlsx_top tops[XLSX_TOPS];
    struct calendar calendar;
    const struct account *account; /* borrowed; while reading, only for table_is_there */
    lxw_row_t most_rows;           /* of a sheet; fewer than Excel's in tests */
    struct cell cell;
    struct buffer text, joined;
    uint64_t cut; /* how many texts were cut to Excel's limit */
    size_t findings_left_out;
    lxw_error failure;
};

/* Puts a sentence with the workbook's path into x->error; gives false. */
bool xlsx_fail(struct xlsx *x, const char *why);

bool xlsx_make_formats(struct xlsx *x); /* xlsx_formats */

/* The sheets that are no tables. */
bool xlsx_write_summary(struct xlsx *x, const struct account *a); /* false: memory, or x->failure */

/* Puts one or two lines of charts into the Summary, each line `high` pixels high and `wide` pixels
 * wide. Gives how many rows of the sheet they take. */
unsigned xlsx_insert_charts(struct xlsx *x, const struct account *a, lxw_row_t row, unsigned wide,
                            unsigned high);
void xlsx_write_method(struct xlsx *x);
void xlsx_write_signoff(struct xlsx *x);

/* Says in a sentence how many findings the sheet Findings leaves out. False: none. */
enum { XLSX_FINDINGS_NOTE = 160 };
bool xlsx_findings_left_out(const struct xlsx *x, char text[static XLSX_FINDINGS_NOTE]);

#endif
