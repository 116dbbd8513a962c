/* xlsx_cells: what goes into a cell: a text, a number or a date, never a formula. */
#include "formats/write/shown.h"
#include "formats/write/xlsx/xlsx_cells.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

enum { NOTE_ROOM = 48 };

void xlsx_keep(struct xlsx *x, lxw_error e)
{
    if (e != LXW_NO_ERROR && x->failure == LXW_NO_ERROR)
        x->failure = e;
}

bool xlsx_fail(struct xlsx *x, const char *why)
{
    const char *name = strcmp(x->path, "-") == 0 ? TARGET_STANDARD_OUTPUT : x->path;
    snprintf(x->error, sizeof x->error, "%s: %s", name, why);
    return false;
}

/* The bytes of the character at the start of a text, if XML 1.0 cannot hold it (2.2: U+FFFE and
 * U+FFFF, too) or people shall not get it; else 0. */
static size_t forbidden(struct slice s)
{
    if (s.at[0] == '\t' || s.at[0] == '\n' || s.at[0] == '\r')
        return 0;
    bool is_none = slice_starts(s, SLICE("\xEF\xBF")) && s.n > 2 && (unsigned char)s.at[2] >= 0xBE;
    return is_none ? 3 : utf8_control(s);
}

/* Excel reads "_x0041_" in a text as "A" (ECMA-376, 22.9.2.19, ST_Xstring), so the underscore has
 * to be escaped in the same way. */
static bool is_escape(struct slice s)
{
    return slice_starts(s, SLICE("_x")) && slice_run(slice_from(s, 2), ascii_is_hex) == 4 &&
           s.n > 6 && s.at[6] == '_';
}

static size_t length_of(unsigned char c) /* of the UTF-8 sequence that begins with it */
{
    return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

double xlsx_ratio(double ratio, bool has_excess)
{
    return has_excess ? shown_ratio(ratio, true) : ratio;
}

/* Gives the text, in x->text, without what a cell cannot hold, and how many characters Excel counts
 * in it. */
static const char *clean(struct xlsx *x, struct slice text, size_t *characters)
{
    const struct slice escape = SLICE("_x005F_");
    struct buffer *b = &x->text;
    struct slice rest = text;
    *characters = 0; /* Excel counts UTF-16 units, the library those of escapes, too */
    b->n = 0;
    while (rest.n > 0) {
        unsigned char c = (unsigned char)rest.at[0];
        size_t n = length_of(c) < rest.n ? length_of(c) : rest.n;
        *characters += is_escape(rest) ? escape.n : 1u + (c >= 0xF0);
        if (*characters > XLSX_MOST_TEXT - NOTE_ROOM) {
            buffer_append_format(b, "\u2026 (%s more)",
                                 counted((int64_t)rest.n, "byte", "bytes").text);
            x->cut++;
            break;
        }
        if (forbidden(rest) > 0)
            buffer_append(b, SLICE("\xEF\xBF\xBD"));
        else if (is_escape(rest))
            buffer_append(b, escape);
        else
            buffer_append(b, slice_first(rest, n));
        rest = slice_from(rest, n);
    }
    buffer_append_char(b, '\0');
    if (b->failed)
        xlsx_keep(x, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return b->failed ? "" : b->at;
}

static void merge(struct xlsx *x, struct xlsx_cells at, enum xlsx_format format)
{
    if (at.first < at.last)
        xlsx_keep(x, worksheet_merge_range(at.sheet, at.row, at.first, at.row, at.last, "",
                                           x->formats[format]));
}

/* Gives how many characters it has. */
static unsigned write_string(struct xlsx *x, struct xlsx_cells at, struct slice text,
                             enum xlsx_format format)
{
    size_t characters;
    const char *cleaned = clean(x, text, &characters);
    merge(x, at, format);
    xlsx_keep(x, worksheet_write_string(at.sheet, at.row, at.first, cleaned, x->formats[format]));
    return (unsigned)characters;
}

void xlsx_string(struct xlsx *x, struct xlsx_cells at, struct slice text, enum xlsx_format format)
{
    write_string(x, at, text, format);
}

void xlsx_text(struct xlsx *x, struct xlsx_cells at, const char *text, enum xlsx_format format)
{
    xlsx_string(x, at, slice_of(text), format);
}

void xlsx_number(struct xlsx *x, struct xlsx_cells at, double n, enum xlsx_format format)
{
    merge(x, at, format);
    xlsx_keep(x, worksheet_write_number(at.sheet, at.row, at.first, n, x->formats[format]));
}

static double serial_day(day_number day) /* Excel's day 25569 is 1970-01-01 */
{
    return (double)day + 25569;
}

/* Before March 1900 Excel's calendar is wrong, before 1900 it has none: such a day is a text. */
static void put_date(struct xlsx *x, struct xlsx_cells at, double serial, const char *text,
                     enum xlsx_format format)
{
    if (serial >= 61)
        xlsx_number(x, at, serial, format);
    else
        xlsx_text(x, at, text, XLSX_TEXT);
}

void xlsx_share(struct xlsx *x, struct xlsx_cells at, double ratio, bool has_excess)
{
    bool is_least = ratio > 0 && ratio < shown_ratio(ratio, has_excess);
    xlsx_number(x, at, xlsx_ratio(ratio, has_excess), is_least ? XLSX_PERCENT_LEAST : XLSX_PERCENT);
}

void xlsx_day(struct xlsx *x, struct xlsx_cells at, day_number day, enum xlsx_format format)
{
    put_date(x, at, serial_day(day), when_day(day).text, format);
}

static void put_time(struct xlsx *x, struct xlsx_cells at, time_seconds t)
{
    day_number day = day_of_time(t);
    put_date(x, at,
             serial_day(day) + (double)(t - (time_seconds)day * SECONDS_A_DAY) / SECONDS_A_DAY,
             when_time(t).text, XLSX_TIME);
}

void xlsx_link(struct xlsx *x, struct xlsx_cells at, const char *to, struct slice text)
{
    size_t characters;
    merge(x, at, XLSX_LINK);
    xlsx_keep(x, worksheet_write_url_opt(at.sheet, at.row, at.first, to, x->formats[XLSX_LINK],
                                         clean(x, text, &characters), NULL));
}

static unsigned put_string(struct xlsx *x, struct xlsx_cells at, struct slice text,
                           enum xlsx_format format)
{
    if (text.n == 0)
        return 0; /* the library would write an empty cell with a format */
    return write_string(x, at, text, format);
}

static unsigned put_joined(struct xlsx *x, struct xlsx_cells at, struct slice text)
{
    if (x->joined.failed)
        xlsx_keep(x, LXW_ERROR_MEMORY_MALLOC_FAILED);
    return put_string(x, at, text, XLSX_TEXT);
}

static unsigned width_of_integer(int64_t n) /* thousands separators included */
{
    unsigned digits = 1;
    while ((n /= 10) != 0)
        digits++;
    return digits + (digits - 1) / 3;
}

unsigned xlsx_cell(struct xlsx *x, struct xlsx_cells at, enum cell_kind kind)
{
    const struct cell *c = &x->cell;
    if (c->absent)
        return 0;
    switch (kind) {
    case CELL_TEXT:
        return put_string(x, at, c->text, XLSX_TEXT);
    case CELL_PROSE:
        return put_string(x, at, c->text, XLSX_PROSE);
    case CELL_INTEGER:
        xlsx_number(x, at, (double)c->integer, XLSX_INTEGER);
        return width_of_integer(c->integer);
    case CELL_RATIO:
        xlsx_share(x, at, c->ratio, c->has_excess);
        return sizeof "100.00%";
    case CELL_DAY:
        xlsx_day(x, at, c->day, XLSX_DAY);
        return WHEN_DAY_TEXT;
    case CELL_TIME:
        put_time(x, at, c->time);
        return WHEN_TIME_TEXT;
    case CELL_TEXTS:
        return put_joined(x, at, cell_joined(c, kind, &x->joined));
    case CELL_SPANS:
        return put_joined(x, at, cell_spans(c, ", ", " to ", &x->joined));
    }
    return 0;
}

void xlsx_set_lines(lxw_worksheet *sheet, lxw_row_t row, size_t lines)
{
    enum { POINTS_A_LINE = 15, MOST_LINES = 27, MOST_POINTS = 409 /* Excel takes no more */ };
    worksheet_set_row(sheet, row, lines < MOST_LINES ? (double)lines * POINTS_A_LINE : MOST_POINTS,
                      NULL);
}
