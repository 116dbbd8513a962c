#include "lib/findings/witnesses.h"

#include "lib/base/order.h"

enum { OTHER_DAYS = 3 };

bool witnesses_saw(const struct witnesses *w, const struct event *e)
{
    return finder_has_result(w->finder, e,
                             1u << RESULT_CERTIFICATE_HOST_MISMATCH |
                                 1u << RESULT_CERTIFICATE_NOT_TRUSTED);
}

static int by_day(const void *day, const void *tally)
{
    day_number x = *(const day_number *)day, y = ((const struct tally *)tally)->day;
    return ORDER_OF(x, y);
}

struct tally *witnesses_days_of(const struct witnesses *w, const struct view_reporter *block,
                                size_t *n)
{
    day_number end = block->first + COVERAGE_DAYS;
    size_t from = order_first(&block->first, w->days, w->days_n, sizeof *w->days, by_day),
           to = from;
    while (to < w->days_n && w->days[to].day < end)
        to++;
    *n = to - from;
    return w->days + from;
}

int witnesses_by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return ORDER_OF(x, y);
}

bool witnesses_know(const struct witnesses *w, uint32_t reporter)
{
    const bool *is_authentic = rows_at(&w->finder->figures->authentic, reporter);
    return *is_authentic ||
           order_find(&reporter, w->known, w->known_n, sizeof *w->known, witnesses_by_number);
}

static void mark_copies(struct witnesses *w)
{
    for (size_t i = 0; i < w->view->reporters_n; i++) {
        const struct view_reporter *block = &w->view->reporters[i];
        size_t n;
        if (block->copied == 0)
            continue;
        struct tally *days = witnesses_days_of(w, block, &n);
        for (struct tally *t = days; t < days + n; t++)
            t->has_copies |= block->copied >> (t->day - block->first) & 1;
    }
}

void witnesses_list_days(struct witnesses *w)
{
    const struct event *const *events = w->view->events;
    for (size_t from = 0, to; from < w->view->events_n; from = to) {
        struct tally t = {.day = events[from]->key.day, .from = from};
        bool seen = false;
        for (to = from; to < w->view->events_n && events[to]->key.day == t.day; to++) {
            seen |= witnesses_saw(w, events[to]);
            t.has_copies |= events[to]->is_copied;
        }
        t.to = to;
        if (seen)
            w->days[w->days_n++] = t;
    }
    mark_copies(w);
}

uint64_t witnesses_reported_days(const struct witnesses *w, const struct view_reporter *block)
{
    bool counted_alone = w->failures == COUNTED && w->successes == COUNTED;
    return counted_alone ? block->reported : block->reported | block->copied;
}

/* Lists reporters in order: blocks come by reporter. */
void witnesses_list_known(struct witnesses *w)
{
    const struct view *v = w->view;
    w->known_n = 0;
    for (size_t from = 0, to; from < v->reporters_n; from = to) {
        int days = 0;
        to = view_reporter_end(v, from);
        for (size_t i = from; i < to; i++)
            days += __builtin_popcountll(witnesses_reported_days(w, &v->reporters[i]));
        if (days > OTHER_DAYS)
            w->known[w->known_n++] = v->reporters[from].reporter;
    }
}

/* A block is equal to a reporter and a day that it holds. */
static int by_reporter_and_day(const void *day, const void *block)
{
    const struct view_reporter *x = day, *y = block;
    int order = witnesses_by_number(&x->reporter, &y->reporter);
    if (order != 0)
        return order;
    return x->first < y->first ? -1 : x->first >= y->first + COVERAGE_DAYS;
}

const struct view_reporter *witnesses_block(const struct witnesses *w, uint32_t reporter,
                                            day_number day)
{
    const struct view_reporter wanted = {.reporter = reporter, .first = day};
    return order_find(&wanted, w->view->reporters, w->view->reporters_n, sizeof wanted,
                      by_reporter_and_day);
}

bool witnesses_believe(const struct witnesses *w, const struct event *e)
{
    if (w->failures != COPIES)
        return e->is_counted || w->failures == COUNTED_AND_COPIES;
    const struct view_reporter *block = witnesses_block(w, e->key.reporter, e->key.day);
    return e->is_copied || !block || !(block->copied >> (e->key.day - block->first) & 1);
}

uint64_t witnesses_secured_days(const struct witnesses *w, const struct view_reporter *block)
{
    if (w->successes == COUNTED)
        return block->secured;
    uint64_t counted = w->successes == COPIES ? block->secured & ~block->copied : block->secured;
    return counted | block->copies_secured;
}
