#include "lib/audit/who.h"

#include "lib/base/order.h"

static int by_who_and_result(const struct reporter_result_row *x,
                             const struct reporter_result_row *y)
{
    int order = slice_compare(x->policy_domain, y->policy_domain);
    if (order == 0)
        order = slice_compare(x->organization_name, y->organization_name);
    return order != 0 ? order : slice_compare(x->result_type, y->result_type);
}

static int by_result_and_day(const void *a, const void *b)
{
    const struct reporter_result_row *x = a, *y = b;
    int order = by_who_and_result(x, y);
    return order != 0 ? order : ORDER_OF(x->span.first, y->span.first);
}

/* The row of an event, which is of one day. */
static struct reporter_result_row row_of(const struct figures *f, const struct event *event)
{
    const struct failure_row *failure = rows_at(&f->failures, event->key.failure);
    int64_t couple = pairs_find(&f->domain_reporters, failure->domain, event->key.reporter);
    struct reporter_result_row row = {
        .policy_domain = failure->policy_domain,
        .organization_name = names_text(&f->reporter_names, event->key.reporter),
        .result_type = failure->result_type,
        .failed_sessions = event->failed_sessions,
        .days = 1};
    span_take(&row.span, event->key.day, !event->is_sound);
    if (couple >= 0)
        row.sessions = sessions_all(
            ((const struct couple_row *)rows_at(&f->couples, (size_t)couple))->sessions);
    return row;
}

struct reporter_result_row *who_met_what(const struct figures *f, struct arena *arena, size_t *n)
{
    size_t events = 0;
    day_number day = 0; /* the last one of the row at hand */
    struct reporter_result_row *rows = arena_take_array(arena, f->events.rows.n + 1, sizeof *rows);
    *n = 0;
    if (!rows)
        return NULL;
    for (size_t i = 0; i < f->events.rows.n; i++) {
        const struct event *event = events_at(&f->events, i);
        if (event->is_counted)
            rows[events++] = row_of(f, event);
    }
    order_sort(rows, events, sizeof *rows, by_result_and_day);
    for (size_t i = 0; i < events; i++) {
        struct reporter_result_row *last = *n > 0 ? &rows[*n - 1] : NULL;
        if (!last || by_who_and_result(last, &rows[i]) != 0) {
            day = rows[i].span.first;
            rows[(*n)++] = rows[i];
            continue;
        }
        sum_add(&last->failed_sessions, rows[i].failed_sessions);
        last->days += rows[i].span.first > day;
        day = rows[i].span.first;
        span_take(&last->span, day, !rows[i].span.sound);
    }
    return rows;
}

static int by_who_and_type(const void *a, const void *b)
{
    const struct reporter_policy_row *x = a, *y = b;
    int order = slice_compare(x->policy_domain, y->policy_domain);
    if (order == 0)
        order = slice_compare(x->organization_name, y->organization_name);
    return order != 0 ? order : slice_compare(x->policy_type, y->policy_type);
}

struct reporter_policy_row *who_found_what(const struct figures *f, struct arena *arena, size_t *n)
{
    *n = f->couple_types.rows.n;
    struct reporter_policy_row *rows = arena_take_array(arena, *n + 1, sizeof *rows);
    if (!rows)
        return NULL;
    for (size_t i = 0; i < *n; i++) {
        struct pair of_type = pairs_at(&f->couple_types, (uint32_t)i);
        struct pair couple = pairs_at(&f->domain_reporters, of_type.a);
        rows[i] = *(const struct reporter_policy_row *)rows_at(&f->couple_type_rows, i);
        rows[i].policy_domain = names_text(&f->domain_names, couple.a);
        rows[i].organization_name = names_text(&f->reporter_names, couple.b);
        rows[i].policy_type = names_text(&f->policy_type_names, of_type.b);
    }
    order_sort(rows, *n, sizeof *rows, by_who_and_type);
    return rows;
}
