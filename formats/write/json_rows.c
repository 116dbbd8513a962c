#include "formats/write/json_rows.h"

#include "formats/write/json_values.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/jsonwrite.h"

static void put_integer(struct buffer *to, const char *key, int64_t n)
{
    jsonwrite_number(to, key, &n);
}

static void put_day(struct buffer *to, day_number day)
{
    jsonwrite_string(to, slice_of(when_day(day).text));
}

static void put_texts(struct buffer *to, struct texts texts)
{
    bool first = true;
    buffer_append_char(to, '[');
    for (size_t i = 0; i < texts.n; i++) {
        if (!utf8_is_valid(texts.at[i]))
            continue;
        buffer_append_text(to, first ? "" : ",");
        jsonwrite_string(to, texts.at[i]);
        first = false;
    }
    buffer_append_char(to, ']');
}

static void put_days(struct buffer *to, struct span span)
{
    jsonwrite_key(to, "first_day");
    put_day(to, span.first);
    jsonwrite_key(to, "last_day");
    put_day(to, span.last);
}

static void put_spans(struct buffer *to, const struct span *spans, size_t n)
{
    buffer_append_char(to, '[');
    for (size_t i = 0; i < n; i++) {
        buffer_append_text(to, i == 0 ? "{" : ",{");
        put_days(to, spans[i]);
        buffer_append_char(to, '}');
    }
    buffer_append_char(to, ']');
}

static void put_answer(struct buffer *to, bool yes)
{
    buffer_append_text(to, yes ? "true" : "false");
}

static void put_cell(struct buffer *to, enum cell_kind kind, const struct cell *c)
{
    switch (kind) {
    case CELL_TEXT:
    case CELL_PROSE:
        if (c->is_answer)
            put_answer(to, slice_equal(c->text, SLICE("yes")));
        else
            jsonwrite_string(to, c->text);
        return;
    case CELL_INTEGER:
        buffer_append_number(to, c->integer);
        return;
    case CELL_RATIO:
        json_put(to, json_real(c->ratio));
        return;
    case CELL_DAY:
        put_day(to, c->day);
        return;
    case CELL_TIME:
        jsonwrite_string(to, slice_of(when_time(c->time).text));
        return;
    case CELL_TEXTS:
        put_texts(to, c->texts);
        return;
    case CELL_SPANS:
        put_spans(to, c->spans, c->spans_n);
        return;
    }
}

/* Leaves out an absent cell, unless it is a key (an empty domain is a domain) or a share (null
 * without sessions), and a text that is no UTF-8, as address databases may hold. */
static void put_member(struct buffer *to, const struct column *c, const struct cell *cell,
                       bool is_key)
{
    bool is_share = c->kind == CELL_RATIO, is_text = c->kind == CELL_TEXT || c->kind == CELL_PROSE;
    bool is_null = cell->absent && (cell->is_null || is_share);
    if ((cell->absent && !is_key && !is_null) || (is_text && !utf8_is_valid(cell->text)))
        return;
    jsonwrite_key(to, c->name);
    if (is_null)
        buffer_append_text(to, "null");
    else
        put_cell(to, c->kind, cell);
}

static void put_rate(struct buffer *to, struct sessions sessions)
{
    double rate;
    jsonwrite_key(to, "success_rate");
    if (sessions_rate(sessions, &rate))
        json_put(to, json_real(rate));
    else
        buffer_append_text(to, "null");
}

static void put_last_days(struct buffer *to, const struct last_days *w, bool any)
{
    struct sessions none = {0}, sessions = any ? w->sessions : none;
    buffer_append_char(to, '{');
    put_integer(to, "days", (int64_t)w->days);
    put_days(to, w->span);
    put_integer(to, "reports", any ? (int64_t)w->reports : 0);
    put_integer(to, "successful_sessions", sessions.successful);
    put_integer(to, "failed_sessions", sessions.failed);
    put_rate(to, sessions);
    buffer_append_char(to, '}');
}

static void put_basis(struct buffer *to, const struct readiness_basis *b)
{
    buffer_append_char(to, '{');
    put_integer(to, "days_clean", (int64_t)b->days_clean);
    put_integer(to, "days_covered", (int64_t)b->days_covered);
    put_integer(to, "sessions", (int64_t)b->sessions);
    put_integer(to, "reporters", (int64_t)b->reporters);
    jsonwrite_key(to, "mx_covered");
    if (b->has_mx)
        put_answer(to, b->mx_covered);
    else
        buffer_append_text(to, "null");
    buffer_append_char(to, '}');
}

/* Puts the objects that a domain's row has besides its columns. */
static void put_now(struct buffer *to, const struct domain_row *d, const struct summary *s)
{
    static const char *const names[] = {"last_7_days", "last_30_days", "last_90_days"};
    static const struct readiness_basis none = {0};
    jsonwrite_key(to, "readiness_basis");
    put_basis(to, d->now ? &d->now->basis : &none);
    for (size_t i = 0; i < s->windows_n && i < COUNT_OF(names); i++) {
        jsonwrite_key(to, names[i]);
        put_last_days(to, d->now ? &d->now->windows[i] : &s->windows[i], d->now != NULL);
    }
}

void json_row(struct buffer *to, const struct table *t, const void *row, const struct summary *s)
{
    struct cell cell;
    buffer_append_char(to, '{');
    for (size_t i = 0; i < t->columns_n; i++) {
        const struct column *c = &t->columns[i];
        cell_get(c, row, &cell);
        put_member(to, c, &cell, i < t->keys || (t->keys == 0 && i < 2));
    }
    if (t->id == TABLE_DOMAINS)
        put_now(to, row, s);
    buffer_append_char(to, '}');
}
