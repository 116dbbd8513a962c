#include "formats/write/json_rows.h"

#include "formats/write/json_values.h"

static json_t *json_cell(enum cell_kind kind, const struct cell *c)
{
    switch (kind) {
    case CELL_TEXT:
    case CELL_PROSE:
        return c->is_answer ? json_boolean(slice_equal(c->text, SLICE("yes")))
                            : json_slice(c->text);
    case CELL_INTEGER:
        return json_integer(c->integer);
    case CELL_RATIO:
        return c->absent ? json_null() : json_real(c->ratio);
    case CELL_DAY:
        return json_day(c->day);
    case CELL_TIME:
        return json_time(c->time);
    case CELL_TEXTS:
        return json_texts(c->texts);
    case CELL_SPANS:
        return json_spans(c->spans, c->spans_n);
    }
    return NULL;
}

json_t *json_row(const struct table *t, const void *row)
{
    json_t *object = json_object();
    struct cell cell;
    for (size_t i = 0; i < t->columns_n; i++) {
        const struct column *c = &t->columns[i];
        cell_get(c, row, &cell);
        bool key = i < t->keys || (t->keys == 0 && i < 2);
        if (cell.absent && c->kind != CELL_RATIO && !key && !cell.is_null)
            continue;
        json_object_set_new(object, c->name,
                            cell.absent && cell.is_null ? json_null() : json_cell(c->kind, &cell));
    }
    return object;
}

static json_t *json_last_days(const struct last_days *w)
{
    double rate;
    return json_pack("{s:I, s:o, s:o, s:I, s:I, s:I, s:o}", "days", (json_int_t)w->days,
                     "first_day", json_day(w->span.first), "last_day", json_day(w->span.last),
                     "reports", (json_int_t)w->reports, "successful_sessions",
                     (json_int_t)w->sessions.successful, "failed_sessions",
                     (json_int_t)w->sessions.failed, "success_rate",
                     sessions_rate(w->sessions, &rate) ? json_real(rate) : json_null());
}

void json_put_domain(json_t *object, const struct domain_row *d, const struct summary *s)
{
    static const char *const names[] = {"last_7_days", "last_30_days", "last_90_days"};
    const struct readiness_basis none = {0}, *b = d->now ? &d->now->basis : &none;
    json_object_set_new(object, "readiness_basis",
                        json_pack("{s:I, s:I, s:I, s:I, s:o}", "days_clean",
                                  (json_int_t)b->days_clean, "days_covered",
                                  (json_int_t)b->days_covered, "sessions", (json_int_t)b->sessions,
                                  "reporters", (json_int_t)b->reporters, "mx_covered",
                                  b->has_mx ? json_boolean(b->mx_covered) : json_null()));
    for (size_t i = 0; i < s->windows_n && i < COUNT_OF(names); i++) {
        struct last_days w = s->windows[i];
        w.reports = 0;
        w.sessions = (struct sessions){0};
        json_object_set_new(object, names[i], json_last_days(d->now ? &d->now->windows[i] : &w));
    }
}
