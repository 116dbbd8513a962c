/*
 * xlsx_margin: what stands to the right of some tables: the rows that a chart shows, and the
 * calendar of days.
 */
#include "formats/write/xlsx/xlsx_margin.h"

#include <stdlib.h>

#include "formats/write/xlsx/xlsx_cells.h"
#include "lib/base/order.h"

enum { TOP_GAP = 1, TOP_COLUMNS = 2, CALENDAR_GAP = 1, PRINTED_DAYS = 62 };

/* When the sheet Reports is begun, while reading, all tops are still empty. */
static const struct xlsx_top *top_of(const struct xlsx *x, const struct xlsx_sheet *sheet)
{
    for (int i = 0; i < XLSX_TOPS; i++)
        if (x->tops[i].n > 0 && tables[x->tops[i].table] == sheet->table && sheet->part == 1)
            return &x->tops[i];
    return NULL;
}

static bool has_calendar(const struct xlsx *x, const struct xlsx_sheet *sheet)
{
    if (sheet->part > 1 || x->calendar.days == 0)
        return false;
    return (sheet->table == tables[TABLE_COVERAGE] && x->calendar.of_domains) ||
           (sheet->table == tables[TABLE_REPORTERS] && x->calendar.of_reporters);
}

static lxw_col_t calendar_column(const struct xlsx *x, const struct xlsx_sheet *sheet)
{
    size_t top = top_of(x, sheet) ? TOP_GAP + TOP_COLUMNS : 0;
    return (lxw_col_t)(sheet->table->sheet_columns_n + top + CALENDAR_GAP);
}

void xlsx_margin_header(struct xlsx *x, struct xlsx_sheet *sheet)
{
    const struct xlsx_top *top = top_of(x, sheet);
    lxw_col_t at = sheet->columns + TOP_GAP;
    if (top) {
        char title[64];
        snprintf(title, sizeof title, "Most: %s", sheet->table->columns[top->value].meaning);
        xlsx_text(x, xlsx_next(sheet, at), title, XLSX_HEADER);
        xlsx_text(x, xlsx_next(sheet, at + 1), sheet->table->columns[top->value].title,
                  XLSX_HEADER);
        sheet->columns = at + TOP_COLUMNS;
    }
    if (!has_calendar(x, sheet))
        return;
    worksheet_set_row(sheet->sheet, 0, 60, NULL);
    at = calendar_column(x, sheet);
    for (unsigned i = 0; i < x->calendar.days; i++)
        xlsx_day(x, xlsx_next(sheet, at + (lxw_col_t)i), x->calendar.first + (day_number)i,
                 XLSX_CALENDAR_DAY);
    sheet->columns = at + (lxw_col_t)x->calendar.days;
}

static void put_top(struct xlsx *x, struct xlsx_sheet *sheet, const struct xlsx_top *top)
{
    size_t i = sheet->row - 1;
    lxw_col_t at = (lxw_col_t)(sheet->table->sheet_columns_n + TOP_GAP);
    if (i >= top->n)
        return;
    cell_get(&sheet->table->columns[0], top->rows[i], &x->cell);
    struct slice name = x->cell.text.n > 0 ? x->cell.text : SLICE("(not told)");
    xlsx_string(x, xlsx_next(sheet, at), name, XLSX_TEXT);
    cell_get(&sheet->table->columns[top->value], top->rows[i], &x->cell);
    xlsx_cell(x, xlsx_next(sheet, at + 1), CELL_INTEGER);
}

/* A day that no report covers is a dash on red inside the span, where reports are expected, and
 * empty outside. */
static void put_days(struct xlsx *x, struct xlsx_sheet *sheet, const uint16_t *counts,
                     struct span span)
{
    lxw_col_t at = calendar_column(x, sheet);
    for (unsigned i = 0; i < x->calendar.days; i++) {
        day_number day = x->calendar.first + (day_number)i;
        if (counts[i] > 0)
            xlsx_number(x, xlsx_next(sheet, at + (lxw_col_t)i), counts[i], XLSX_CALENDAR_COUNT);
        else if (day >= span.first && day <= span.last)
            xlsx_text(x, xlsx_next(sheet, at + (lxw_col_t)i), "–", XLSX_CALENDAR_NONE);
    }
}

void xlsx_margin_row(struct xlsx *x, struct xlsx_sheet *sheet, const void *row)
{
    const struct xlsx_top *top = top_of(x, sheet);
    if (top)
        put_top(x, sheet, top);
    if (!has_calendar(x, sheet))
        return;
    if (sheet->table == tables[TABLE_COVERAGE]) {
        const struct domain_row *d = row;
        put_days(x, sheet, calendar_domain(&x->calendar, d->number), d->expected);
    } else {
        const struct reporter_row *r = row;
        put_days(x, sheet, calendar_reporter(&x->calendar, r->number),
                 (struct span){r->span.first, r->span.last});
    }
}

void xlsx_margin_end(struct xlsx *x, struct xlsx_sheet *sheet, lxw_col_t printed)
{
    lxw_col_t table = (lxw_col_t)(sheet->table->sheet_columns_n - 1),
              at = calendar_column(x, sheet);
    lxw_row_t last = sheet->row > 1 ? sheet->row - 1 : 1;
    if (top_of(x, sheet))
        worksheet_set_column(sheet->sheet, table + TOP_GAP + 1, table + TOP_GAP + 1, 32, NULL);
    if (has_calendar(x, sheet)) {
        lxw_conditional_format scale = {
            .type = LXW_CONDITIONAL_2_COLOR_SCALE, .min_color = 0xE2F0D9, .max_color = 0x63BE7B};
        worksheet_set_column(sheet->sheet, at, sheet->columns - 1, 2.6, NULL);
        worksheet_conditional_format_range(sheet->sheet, 1, at, last, sheet->columns - 1, &scale);
        if (x->calendar.days <= PRINTED_DAYS && !top_of(x, sheet))
            printed = sheet->columns - 1; /* a longer one would make the page unreadable */
    }
    if (printed > table)
        worksheet_print_area(sheet->sheet, 0, 0, last, printed);
}

/* The tops. */

struct ranked {
    const void *row;
    int64_t value;
    size_t at;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? 1 : -1;
    return ORDER_OF(x->at, y->at);
}

static void find_top(struct xlsx *x, struct xlsx_top *top, const struct account *a)
{
    const struct table *t = tables[top->table];
    size_t n = t->count(a);
    struct ranked *all = calloc(n + 1, sizeof *all);
    top->n = top->of = 0;
    for (size_t i = 0; all && i < n; i++) {
        const void *row = t->row(a, i);
        cell_get(&t->columns[top->value], row, &x->cell);
        all[i] = (struct ranked){.row = row, .value = x->cell.integer, .at = i};
    }
    if (all)
        qsort(all, n, sizeof *all, by_value);
    else
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    for (; all && top->of < n && all[top->of].value > 0; top->of++)
        if (top->n < XLSX_TOP)
            top->rows[top->n++] = all[top->of].row;
    free(all);
}

void xlsx_find_tops(struct xlsx *x, const struct account *a)
{
    static const struct {
        enum table_id table;
        const char *value;
    } ordered[XLSX_TOPS] = {[XLSX_TOP_DOMAINS] = {TABLE_DOMAINS, "failed_sessions"},
                            [XLSX_TOP_RESULT_TYPES] = {TABLE_RESULT_TYPES, "failed_sessions"},
                            [XLSX_TOP_REPORTERS] = {TABLE_REPORTERS, "reports"}};
    for (int i = 0; i < XLSX_TOPS; i++) {
        x->tops[i].table = ordered[i].table;
        x->tops[i].value = table_column(tables[ordered[i].table], ordered[i].value);
        find_top(x, &x->tops[i], a);
    }
}
