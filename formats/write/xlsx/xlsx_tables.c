/* xlsx_tables: the sheets that hold tables, rendered from tables.h. */
#include "formats/write/xlsx/xlsx_tables.h"

#include "formats/write/xlsx/xlsx_cells.h"
#include "formats/write/xlsx/xlsx_margin.h"

const enum table_id xlsx_order[XLSX_TABLES] = {TABLE_FINDINGS,         TABLE_CHANGES,
                                               TABLE_DOMAINS,          TABLE_DAYS,
                                               TABLE_FAILURE_GROUPS,   TABLE_RESULT_TYPES,
                                               TABLE_ADDRESSES,        TABLE_REPORTERS,
                                               TABLE_REPORTER_RESULTS, TABLE_REPORTER_POLICIES,
                                               TABLE_COVERAGE,         TABLE_FOREIGN,
                                               TABLE_POLICIES_SEEN,    TABLE_SETUP,
                                               TABLE_SIGNATURES,       TABLE_CONTROLS,
                                               TABLE_REPORTS,          TABLE_EXCEPTIONS,
                                               TABLE_SAMPLE,           TABLE_REVIEWS};

bool xlsx_has_sheet(const struct xlsx *x, enum table_id id)
{
    bool is_empty = id == TABLE_SIGNATURES && !x->account->audit.options.verifies;
    return table_is_there(tables[id], x->account) && !is_empty;
}

enum { LEAST_WIDTH = 8, MOST_WIDTH = 60, PROSE_WIDTH = 40, PRINTED_WIDTH = 210, FILTER_ARROW = 3 };

static void set_up_page(lxw_worksheet *s)
{
    worksheet_set_landscape(s);
    worksheet_set_paper(s, XLSX_PAPER_A4);
    worksheet_fit_to_pages(s, 1, 0);
    worksheet_repeat_rows(s, 0, 0);
    worksheet_set_footer(s, XLSX_FOOTER);
}

static bool add_part(struct xlsx *x, struct xlsx_sheet *sheet)
{
    char name[LXW_SHEETNAME_MAX + 1];
    if (sheet->part == 1)
        snprintf(name, sizeof name, "%s", sheet->table->title);
    else
        snprintf(name, sizeof name, "%.20s (%u)", sheet->table->title, sheet->part);
    sheet->sheet = workbook_add_worksheet(x->book, name);
    sheet->row = 0;
    if (!sheet->sheet)
        return false;
    worksheet_freeze_panes(sheet->sheet, 1, 1);
    worksheet_set_tab_color(sheet->sheet, sheet->table->row ? XLSX_TAB_FIGURES : XLSX_TAB_EVIDENCE);
    set_up_page(sheet->sheet);
    return true;
}

bool xlsx_add_sheet(struct xlsx *x, const struct table *t)
{
    struct xlsx_sheet *sheet = &x->sheets[t->id];
    *sheet = (struct xlsx_sheet){.table = t, .part = 1};
    return add_part(x, sheet);
}

static void put_header(struct xlsx *x, struct xlsx_sheet *sheet)
{
    size_t n = sheet->table->sheet_columns_n;
    for (size_t i = 0; i < n; i++) {
        const char *title = sheet->table->columns[i].title;
        xlsx_text(x, xlsx_next(sheet, (lxw_col_t)i), title, XLSX_HEADER);
        if (strlen(title) + FILTER_ARROW > sheet->wide[i])
            sheet->wide[i] = (unsigned)strlen(title) + FILTER_ARROW;
    }
    sheet->columns = (lxw_col_t)n;
    xlsx_margin_header(x, sheet);
    sheet->row = 1;
}

/* Colours shares by a scale from the worst in red to the best in green. */
static void put_scale(const struct xlsx_sheet *sheet, lxw_col_t col, lxw_row_t last)
{
    enum { RED = 0xF8696B, YELLOW = 0xFFEB84, GREEN = 0x63BE7B };
    bool is_of_failed = sheet->table->is_of_failed;
    lxw_conditional_format scale = {.type = LXW_CONDITIONAL_3_COLOR_SCALE,
                                    .min_color = is_of_failed ? GREEN : RED,
                                    .mid_color = YELLOW,
                                    .max_color = is_of_failed ? RED : GREEN,
                                    .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                    .mid_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                    .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                    .min_value = is_of_failed ? 0 : 0.9,
                                    .mid_value = is_of_failed ? 0.01 : 0.99,
                                    .max_value = is_of_failed ? 0.1 : 1};
    worksheet_conditional_format_range(sheet->sheet, 1, col, last, col, &scale);
}

/* Gives shares a scale and failures bars, so that the eye finds the worst rows. */
static void highlight(const struct xlsx_sheet *sheet, lxw_col_t col, lxw_row_t last)
{
    const struct column *c = &sheet->table->columns[col];
    lxw_conditional_format bars = {
        .type = LXW_CONDITIONAL_DATA_BAR, .bar_color = 0xF4B183, .bar_solid = LXW_TRUE};
    if (c->kind == CELL_RATIO)
        put_scale(sheet, col, last);
    else if (strcmp(c->name, "failed_sessions") == 0)
        worksheet_conditional_format_range(sheet->sheet, 1, col, last, col, &bars);
}

static unsigned width_of(const struct xlsx_sheet *sheet, size_t column)
{
    unsigned wide = sheet->wide[column] + 1;
    if (sheet->table->columns[column].kind == CELL_PROSE)
        return PROSE_WIDTH;
    return wide > MOST_WIDTH ? MOST_WIDTH : wide < LEAST_WIDTH ? LEAST_WIDTH : wide;
}

/* Has as many of the first columns printed as can be read on paper. Gives the last of them. */
static lxw_col_t set_printed(const struct xlsx_sheet *sheet, lxw_row_t last)
{
    size_t n = 0, all = sheet->table->sheet_columns_n;
    for (unsigned wide = 0; n < all && (n == 0 || wide + width_of(sheet, n) <= PRINTED_WIDTH); n++)
        wide += width_of(sheet, n);
    worksheet_print_area(sheet->sheet, 0, 0, last, (lxw_col_t)(n - 1));
    if (n < all)
        worksheet_set_footer(sheet->sheet, "&L&F: more columns on the screen&C&A&RPage &P of &N");
    return (lxw_col_t)(n - 1);
}

static void end_part(struct xlsx *x, struct xlsx_sheet *sheet)
{
    const struct table *t = sheet->table;
    if (sheet->row == 0)
        put_header(x, sheet);
    lxw_row_t last = sheet->row > 1 ? sheet->row - 1 : 1;
    if (sheet->row == 1)
        xlsx_text(x, xlsx_next(sheet, 0), t->nothing, XLSX_NOTE);
    for (size_t i = 0; i < t->sheet_columns_n; i++) {
        worksheet_set_column(sheet->sheet, (lxw_col_t)i, (lxw_col_t)i, width_of(sheet, i), NULL);
        if (sheet->row > 1)
            highlight(sheet, (lxw_col_t)i, last);
    }
    worksheet_autofilter(sheet->sheet, 0, 0, last, (lxw_col_t)(t->sheet_columns_n - 1));
    xlsx_margin_end(x, sheet, set_printed(sheet, last));
}

/* How many lines a text takes in a column for sentences; some have line feeds of their own. */
static unsigned lines_of(const struct cell *c)
{
    unsigned lines = 1, at = 0;
    for (size_t i = 0; !c->absent && i < c->text.n; i++) {
        bool is_full = c->text.at[i] == '\n' || ++at > PROSE_WIDTH;
        lines += is_full;
        at = is_full ? 0 : at;
    }
    return lines;
}

bool xlsx_row(void *self, const struct table *t, const void *row)
{
    struct xlsx *x = self;
    struct xlsx_sheet *sheet = &x->sheets[t->id];
    if (sheet->row == x->most_rows) {
        end_part(x, sheet);
        sheet->part++;
        if (!add_part(x, sheet))
            return false;
    }
    if (sheet->row == 0)
        put_header(x, sheet);
    unsigned lines = 1;
    for (size_t i = 0; i < t->sheet_columns_n; i++) {
        cell_get(&t->columns[i], row, &x->cell);
        unsigned wide = xlsx_cell(x, xlsx_next(sheet, (lxw_col_t)i), t->columns[i].kind);
        if (wide > sheet->wide[i])
            sheet->wide[i] = wide;
        unsigned own = t->columns[i].kind == CELL_PROSE ? lines_of(&x->cell) : 1;
        lines = own > lines ? own : lines;
    }
    if (lines > 1)
        xlsx_set_lines(sheet->sheet, sheet->row, lines);
    xlsx_margin_row(x, sheet, row);
    sheet->row++;
    return x->failure == LXW_NO_ERROR;
}

void xlsx_end_sheet(struct xlsx *x, const struct table *t)
{
    end_part(x, &x->sheets[t->id]);
}
