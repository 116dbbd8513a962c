#include "lib/audit/windows.h"

#include "lib/base/order.h"

static const int window_days[LAST_DAYS] = {
    [LAST_7_DAYS] = 7, [LAST_30_DAYS] = 30, [LAST_90_DAYS] = 90};

static int by_domain_and_day(const void *a, const void *b)
{
    const struct domain_day_line *x = a, *y = b;
    int order = slice_compare(x->policy_domain, y->policy_domain);
    return order != 0 ? order : ORDER_OF(x->day, y->day);
}

/* Counts the reporters that reported on each day of a domain. */
static void count_reporters(const struct figures *f, struct domain_day_line *lines)
{
    for (size_t i = 0; i < f->coverage.blocks.n; i++) {
        uint32_t couple;
        day_number first;
        const struct coverage_block *b = coverage_block(&f->coverage, i, &couple, &first);
        uint32_t domain = pairs_at(&f->domain_reporters, couple).a;
        for (uint64_t left = b->reported; left != 0; left &= left - 1) {
            day_number day = first + __builtin_ctzll(left);
            int64_t at = pairs_find(&f->domain_days, domain, (uint32_t)day);
            if (at >= 0)
                lines[at].reporters++;
        }
    }
}

/* Counts those of stale reports, which are not in the coverage. */
static void count_stale_reporters(const struct figures *f, struct domain_day_line *lines)
{
    for (size_t i = 0; i < f->stale_reporters.rows.n; i++) {
        struct pair stale = pairs_at(&f->stale_reporters, (uint32_t)i);
        struct domain_day_line *line = &lines[stale.a];
        int64_t couple = pairs_find(&f->domain_reporters, line->domain, stale.b);
        if (couple < 0 || !coverage_has_report(&f->coverage, (uint32_t)couple, line->day))
            line->reporters++;
    }
}

struct domain_day_line *windows_domain_days(const struct figures *f, struct arena *arena, size_t *n)
{
    *n = f->domain_days_n;
    struct domain_day_line *lines = arena_take_array(arena, *n + 1, sizeof *lines);
    if (!lines)
        return NULL;
    for (size_t i = 0; i < *n; i++) {
        struct pair pair = pairs_at(&f->domain_days, (uint32_t)i);
        const struct domain_day_row *row = rows_at(&f->domain_day_rows, i);
        lines[i] = (struct domain_day_line){.policy_domain = names_text(&f->domain_names, pair.a),
                                            .domain = pair.a,
                                            .day = (day_number)pair.b,
                                            .reports = row->reports,
                                            .sessions = row->sessions,
                                            .sts_enforced = row->sts_enforced,
                                            .sts_weaker = row->sts_weaker,
                                            .dane = row->dane};
    }
    count_reporters(f, lines);
    count_stale_reporters(f, lines);
    order_sort(lines, *n, sizeof *lines, by_domain_and_day);
    return lines;
}

static void start(struct last_days windows[static LAST_DAYS], day_number last)
{
    for (int i = 0; i < LAST_DAYS; i++)
        windows[i] = (struct last_days){.days = (uint64_t)window_days[i],
                                        .span = {last - window_days[i] + 1, last}};
}

static void add(struct last_days windows[static LAST_DAYS], day_number day, uint64_t reports,
                struct sessions sessions)
{
    for (int i = 0; i < LAST_DAYS; i++) {
        if (day < windows[i].span.first || day > windows[i].span.last)
            continue;
        windows[i].reports += reports;
        sessions_add(&windows[i].sessions, sessions);
    }
}

bool windows_build(struct summary *s)
{
    size_t at = 0;
    if (!s->period.any)
        return true;
    s->windows_n = LAST_DAYS;
    start(s->windows, s->period.span.last);
    for (size_t i = 0; i < s->days_n; i++)
        add(s->windows, s->days[i].day, s->days[i].reports, s->days[i].sessions);

    for (size_t i = 0; i < s->domains_n; i++) {
        struct domain_row *d = &s->domains[i];
        if (d->reports == 0)
            continue;
        d->now = arena_take(&s->arena, sizeof *d->now);
        if (!d->now)
            return false;
        *d->now = (struct domain_now){0};
        start(d->now->windows, s->period.span.last);
        for (; at < s->domain_days_n && s->domain_days[at].domain == d->number; at++) {
            const struct domain_day_line *line = &s->domain_days[at];
            add(d->now->windows, line->day, line->reports, line->sessions);
        }
    }
    return true;
}
