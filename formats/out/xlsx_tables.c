/* xlsx_tables: the sheets that hold tables, rendered from the one description of the tables. */
#include "formats/out/xlsx.h"

/* What XML 1.0 cannot hold, and the lone underscore code of Excel's own escapes, stays out of cells. */
static bool is_allowed(unsigned char c)
{
    return c >= ' ' || c == '\t' || c == '\n' || c == '\r';
}

void xlsx_string(struct xlsx *x, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, struct slice text, enum xlsx_format format)
{
    struct buffer *b = &x->text;
    size_t characters = 0; /* Excel counts UTF-16 units */
    b->n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool starts = (c & 0xC0) != 0x80;
        characters += starts ? 1 + (c >= 0xF0) : 0;
        if (starts && characters > XLSX_MOST_TEXT - 40) {
            char note[40];
            snprintf(note, sizeof note, "… (%zu bytes more)", text.n - i);
            buffer_append_text(b, note);
            x->cut++;
            break;
        }
        if (is_allowed(c))
            buffer_append_char(b, (char)c);
        else
            buffer_append(b, SLICE("\xEF\xBF\xBD"));
    }
    buffer_append_char(b, '\0');
    lxw_error e = b->failed ? LXW_ERROR_MEMORY_MALLOC_FAILED : worksheet_write_string(s, row, col, b->at, x->formats[format]);
    if (e != LXW_NO_ERROR)
        x->failure = e;
}

static double serial_day(day_number day) /* Excel's day 25569 is 1970-01-01 */
{
    return (double)day + 25569;
}

static void put_date(struct xlsx *x, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, double serial, const char *text,
                     enum xlsx_format format)
{
    if (serial >= 61) /* before March 1900 Excel's calendar is wrong, and before 1900 it has none */
        worksheet_write_number(s, row, col, serial, x->formats[format]);
    else
        xlsx_string(x, s, row, col, slice_of(text), XLSX_TEXT);
}

static struct slice joined_texts(struct buffer *b, struct texts texts)
{
    for (size_t i = 0; i < texts.n; i++) {
        if (i > 0)
            buffer_append(b, SLICE(" | "));
        buffer_append(b, texts.at[i]);
    }
    return buffer_slice(b);
}

static struct slice joined_spans(struct buffer *b, const struct cell *c)
{
    char first[WHEN_DAY_TEXT + 1], last[WHEN_DAY_TEXT + 1];
    for (size_t i = 0; i < c->spans_n; i++) {
        day_format(c->spans[i].first, first);
        day_format(c->spans[i].last, last);
        if (i > 0)
            buffer_append(b, SLICE(", "));
        buffer_append_text(b, first);
        if (strcmp(first, last) != 0) {
            buffer_append(b, SLICE(" to "));
            buffer_append_text(b, last);
        }
    }
    return buffer_slice(b);
}

static void put_cell(struct xlsx *x, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, enum cell_kind kind)
{
    const struct cell *c = &x->cell;
    struct buffer joined = {0};
    char text[WHEN_TIME_TEXT + 1];
    if (c->absent)
        return;
    switch (kind) {
    case CELL_TEXT:
        xlsx_string(x, s, row, col, c->text, XLSX_TEXT);
        break;
    case CELL_INTEGER:
        worksheet_write_number(s, row, col, (double)c->integer, x->formats[XLSX_INTEGER]);
        break;
    case CELL_RATIO:
        worksheet_write_number(s, row, col, c->ratio, x->formats[XLSX_PERCENT]);
        break;
    case CELL_DAY:
        day_format(c->day, text);
        put_date(x, s, row, col, serial_day(c->day), text, XLSX_DAY);
        break;
    case CELL_TIME: {
        day_number day = day_of_time(c->time);
        time_format(c->time, text);
        put_date(x, s, row, col, serial_day(day) + (double)(c->time - (time_seconds)day * SECONDS_A_DAY) / SECONDS_A_DAY, text, XLSX_TIME);
        break;
    }
    case CELL_TEXTS:
        xlsx_string(x, s, row, col, joined_texts(&joined, c->texts), XLSX_TEXT);
        break;
    case CELL_SPANS:
        xlsx_string(x, s, row, col, joined_spans(&joined, c), XLSX_TEXT);
        break;
    }
    buffer_free(&joined);
}

static bool begin_part(struct xlsx *x, struct xlsx_sheet *sheet)
{
    char name[32];
    if (sheet->part == 1)
        snprintf(name, sizeof name, "%s", sheet->table->title);
    else
        snprintf(name, sizeof name, "%.20s (%u)", sheet->table->title, sheet->part);
    sheet->sheet = workbook_add_worksheet(x->book, name);
    if (!sheet->sheet)
        return false;
    for (size_t i = 0; i < sheet->table->sheet_columns_n; i++) {
        const struct column *c = &sheet->table->columns[i];
        worksheet_set_column(sheet->sheet, (lxw_col_t)i, (lxw_col_t)i, c->width, NULL);
        worksheet_write_string(sheet->sheet, 0, (lxw_col_t)i, c->title, x->formats[XLSX_HEADER]);
    }
    worksheet_freeze_panes(sheet->sheet, 1, 0);
    worksheet_set_tab_color(sheet->sheet, sheet->table->row ? 0x4472C4 : 0x7F7F7F); /* figures; evidence */
    worksheet_set_landscape(sheet->sheet);
    worksheet_set_paper(sheet->sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet->sheet, 1, 0);
    worksheet_repeat_rows(sheet->sheet, 0, 0);
    worksheet_set_footer(sheet->sheet, "&L&F&C&A&RPage &P of &N");
    sheet->row = 1;
    return true;
}

bool xlsx_begin_table(struct xlsx *x, const struct table *t)
{
    struct xlsx_sheet *sheet = &x->sheets[t - tables];
    *sheet = (struct xlsx_sheet){.table = t, .part = 1};
    return begin_part(x, sheet);
}

/* Secured share as a scale from red to green, failures as bars: the eye finds the worst rows, the numbers stay. */
static void highlight(const struct xlsx_sheet *sheet, lxw_col_t col, lxw_row_t last)
{
    const struct column *c = &sheet->table->columns[col];
    lxw_conditional_format scale = {.type = LXW_CONDITIONAL_3_COLOR_SCALE,
                                    .min_color = 0xF8696B,
                                    .mid_color = 0xFFEB84,
                                    .max_color = 0x63BE7B,
                                    .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                    .mid_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                    .max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
                                    .min_value = 0.9,
                                    .mid_value = 0.99,
                                    .max_value = 1};
    lxw_conditional_format bars = {.type = LXW_CONDITIONAL_DATA_BAR, .bar_color = 0xF4B183, .bar_solid = LXW_TRUE};
    if (c->kind == CELL_RATIO)
        worksheet_conditional_format_range(sheet->sheet, 1, col, last, col, &scale);
    else if (strcmp(c->name, "failed_sessions") == 0)
        worksheet_conditional_format_range(sheet->sheet, 1, col, last, col, &bars);
}

static void end_part(struct xlsx_sheet *sheet)
{
    lxw_row_t last = sheet->row > 1 ? sheet->row - 1 : 1;
    for (size_t i = 0; i < sheet->table->columns_n && sheet->row > 1; i++)
        highlight(sheet, (lxw_col_t)i, last);
    worksheet_autofilter(sheet->sheet, 0, 0, last, (lxw_col_t)(sheet->table->sheet_columns_n - 1));
}

bool xlsx_row(void *self, const struct table *t, const void *row)
{
    struct xlsx *x = self;
    struct xlsx_sheet *sheet = &x->sheets[t - tables];
    if (sheet->row == XLSX_MOST_ROWS) {
        end_part(sheet);
        sheet->part++;
        if (!begin_part(x, sheet))
            return false;
    }
    for (size_t i = 0; i < t->sheet_columns_n; i++) {
        cell_get(&t->columns[i], row, &x->cell);
        put_cell(x, sheet->sheet, sheet->row, (lxw_col_t)i, t->columns[i].kind);
    }
    sheet->row++;
    return x->failure == LXW_NO_ERROR;
}

void xlsx_end_tables(struct xlsx *x)
{
    for (int i = 0; i < TABLES; i++)
        if (x->sheets[i].sheet)
            end_part(&x->sheets[i]);
}
