/*
 * xlsx: what the files of the workbook share. Private to formats/write/xlsx.
 *
 * The workbook is written in libxlsxwriter's constant memory mode: the rows of a sheet have to come
 * in order, but sheets may take turns. So Reports and Exceptions grow while reading, and the other
 * sheets are written at the end.
 */
#ifndef WRITE_XLSX_H
#define WRITE_XLSX_H

#include <xlsxwriter.h>

#include "formats/write/output.h"
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

/* Where the workbook is packed: beside its target, or in a temporary file that is copied to a
 * stream. */
struct xlsx_place {
    struct building building;
    struct target stream;
    int file;      /* the temporary one */
    char name[32]; /* its name, for libxlsxwriter */
    bool is_stream;
};

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

/* These put a sentence into x->error, and give false. */
bool xlsx_fail(struct xlsx *x, const char *why); /* with the workbook's path */
bool xlsx_no_room(struct xlsx *x, int failure);  /* of a temporary file, as spool_tell */

/* xlsx_place: where it is packed. False: x->error says why. */
bool xlsx_place_begin(struct xlsx *x);
const char *xlsx_place_name(const struct xlsx *x); /* the file to pack it in */
bool xlsx_place_end(struct xlsx *x);               /* to be called when it is packed */
bool xlsx_place_commit(struct xlsx *x);
void xlsx_place_abandon(struct xlsx *x); /* harmless after the commit */

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

/* xlsx_cells: what goes into them. All keep the first failure in x->failure, by xlsx_keep. */
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

bool xlsx_make_formats(struct xlsx *x); /* xlsx_formats */

/* xlsx_tables: the sheets that hold tables. */

bool xlsx_has_sheet(const struct xlsx *x, enum table_id id); /* in this run */

/* Adds a table's sheet; its header comes with the first row. */
bool xlsx_add_sheet(struct xlsx *x, const struct table *t);

/* Appends a row, on a new sheet if the old one is full. */
bool xlsx_row(void *x, const struct table *t, const void *row);

/* Sets widths, filters and highlights, and says so if there are no rows. */
void xlsx_end_sheet(struct xlsx *x, const struct table *t);

/* xlsx_room: the library's temporary files. False: x->error says what to do. */
bool xlsx_has_room(struct xlsx *x);  /* can one be made now? */
bool xlsx_kept_rows(struct xlsx *x); /* before the workbook is closed: were all rows written? */

/* xlsx_margin: what stands beside some tables: data of charts, the calendar of days. */
void xlsx_margin_header(struct xlsx *x, struct xlsx_sheet *sheet);
void xlsx_margin_row(struct xlsx *x, struct xlsx_sheet *sheet, const void *row);
/* `printed`: the last column of the table that is printed. */
void xlsx_margin_end(struct xlsx *x, struct xlsx_sheet *sheet, lxw_col_t printed);
void xlsx_find_tops(struct xlsx *x, const struct account *a);

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
