#include "lib/findings/views.h"

#include <stdlib.h>

#include "lib/base/order.h"

static const struct domain_row no_domain;
const struct view view_of_none = {.domain = &no_domain};

static int by_domain_and_day(const void *a, const void *b)
{
    const struct view_day *x = a, *y = b;
    int order = ORDER_OF(x->domain, y->domain);
    return order != 0 ? order : ORDER_OF(x->day, y->day);
}

static int by_domain_and_reporter(const void *a, const void *b)
{
    const struct view_reporter *x = a, *y = b;
    int order = ORDER_OF(x->domain, y->domain);
    if (order == 0)
        order = ORDER_OF(x->reporter, y->reporter);
    return order != 0 ? order : ORDER_OF(x->first, y->first);
}

static int by_domain_and_first_day(const void *a, const void *b)
{
    const struct policy_seen_row *x = *(const struct policy_seen_row *const *)a,
                                 *y = *(const struct policy_seen_row *const *)b;
    int order = ORDER_OF(x->domain, y->domain);
    if (order == 0)
        order = ORDER_OF(x->span.first, y->span.first);
    if (order == 0)
        order = slice_compare(x->policy_type, y->policy_type);
    return order != 0 ? order : slice_compare(x->policy_text, y->policy_text);
}

static int by_domain_and_sighting(const void *a, const void *b)
{
    const struct view_sighting *x = a, *y = b;
    int order = ORDER_OF(x->domain, y->domain);
    return order != 0 ? order : ORDER_OF(x->reporter, y->reporter);
}

/* Events know their domain only by their failure, so while they are sorted the domain stands before
 * each. */
struct keyed_event {
    uint32_t domain;
    const struct event *event;
};

static int by_domain_and_event_day(const void *a, const void *b)
{
    const struct keyed_event *x = a, *y = b;
    int order = ORDER_OF(x->domain, y->domain);
    if (order == 0)
        order = ORDER_OF(x->event->key.day, y->event->key.day);
    return order != 0 ? order : ORDER_OF(x->event->key.reporter, y->event->key.reporter);
}

static bool collect_events(struct views *v, const struct figures *f, uint32_t **domains)
{
    size_t n = f->events.rows.n;
    struct keyed_event *keyed = calloc(n + 1, sizeof *keyed);
    v->events = calloc(n + 1, sizeof *v->events);
    *domains = calloc(n + 1, sizeof **domains);
    bool ok = keyed && v->events && *domains;
    for (size_t i = 0; ok && i < n; i++) {
        const struct event *e = events_at(&f->events, i);
        keyed[i] = (struct keyed_event){
            ((const struct failure_row *)rows_at(&f->failures, e->key.failure))->domain, e};
    }
    if (ok)
        order_sort(keyed, n, sizeof *keyed, by_domain_and_event_day);
    for (size_t i = 0; ok && i < n; i++) {
        v->events[i] = keyed[i].event;
        (*domains)[i] = keyed[i].domain;
    }
    free(keyed);
    return ok;
}

static bool collect_days(struct views *v, const struct figures *f)
{
    size_t n = f->domain_days.rows.n;
    v->days = calloc(n + 1, sizeof *v->days);
    if (!v->days)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct pair pair = pairs_at(&f->domain_days, (uint32_t)i);
        v->days[i] = (struct view_day){pair.a, (day_number)pair.b, rows_at(&f->domain_day_rows, i)};
    }
    order_sort(v->days, n, sizeof *v->days, by_domain_and_day);
    return true;
}

/* Those that are not stale: a stale report says nothing about the state (SPEC 4). */
static bool collect_policies(struct views *v, const struct figures *f)
{
    v->policies = calloc(f->policies_seen.n + 1, sizeof *v->policies);
    if (!v->policies)
        return false;
    for (size_t i = 0; i < f->policies_seen.n; i++) {
        const struct policy_seen_row *policy = rows_at(&f->policies_seen, i);
        if (policy->span.sound)
            v->policies[v->policies_n++] = policy;
    }
    order_sort(v->policies, v->policies_n, sizeof *v->policies, by_domain_and_first_day);
    return true;
}

static bool collect_reporters(struct views *v, const struct figures *f)
{
    size_t n = f->coverage.blocks.n;
    v->reporters = calloc(n + 1, sizeof *v->reporters);
    if (!v->reporters)
        return false;
    for (size_t i = 0; i < n; i++) {
        uint32_t couple;
        day_number first;
        const struct coverage_block *b = coverage_block(&f->coverage, i, &couple, &first);
        struct pair pair = pairs_at(&f->domain_reporters, couple);
        v->reporters[i] = (struct view_reporter){.domain = pair.a,
                                                 .reporter = pair.b,
                                                 .first = first,
                                                 .reported = b->reported,
                                                 .lone = b->lone,
                                                 .secured = b->secured,
                                                 .copied = b->copied,
                                                 .copies_secured = b->copies_secured};
    }
    order_sort(v->reporters, n, sizeof *v->reporters, by_domain_and_reporter);
    return true;
}

/* The days on which a reporter saw policies of the type of this one. */
static struct grown_span days_of_type(const struct figures *f, const struct policy_seen_row *policy,
                                      uint32_t reporter)
{
    int64_t couple = pairs_find(&f->domain_reporters, policy->domain, reporter);
    int64_t number = couple < 0 ? -1 : pairs_find(&f->couple_types, (uint32_t)couple, policy->type);
    if (number < 0)
        return (struct grown_span){.any = false};
    const struct reporter_policy_row *row = rows_at(&f->couple_type_rows, (size_t)number);
    return row->span;
}

static bool collect_sightings(struct views *v, const struct figures *f)
{
    size_t n = f->policy_reporters.rows.n;
    v->sightings = calloc(n + 1, sizeof *v->sightings);
    if (!v->sightings)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct pair pair = pairs_at(&f->policy_reporters, (uint32_t)i);
        const struct policy_seen_row *policy = rows_at(&f->policies_seen, pair.a);
        if (policy->span.sound)
            v->sightings[v->sightings_n++] = (struct view_sighting){
                policy->domain, pair.b, policy, days_of_type(f, policy, pair.b)};
    }
    order_sort(v->sightings, v->sightings_n, sizeof *v->sightings, by_domain_and_sighting);
    return true;
}

/* Gives each domain its own stretch of a sorted array. It goes backwards, so that the stretch
 * begins at the element met last. */
static void hand_out(const struct views *v, const struct figures *f, const uint32_t *event_domains,
                     struct view *by_domain)
{
    for (size_t i = f->domain_days.rows.n; i-- > 0;) {
        struct view *of = &by_domain[v->days[i].domain];
        of->days = &v->days[i];
        of->days_n++;
    }
    for (size_t i = f->events.rows.n; i-- > 0;) {
        struct view *of = &by_domain[event_domains[i]];
        of->events = &v->events[i];
        of->events_n++;
    }
    for (size_t i = v->policies_n; i-- > 0;) {
        struct view *of = &by_domain[v->policies[i]->domain];
        of->policies = &v->policies[i];
        of->policies_n++;
    }
    for (size_t i = f->coverage.blocks.n; i-- > 0;) {
        struct view *of = &by_domain[v->reporters[i].domain];
        of->reporters = &v->reporters[i];
        of->reporters_n++;
    }
    for (size_t i = v->sightings_n; i-- > 0;) {
        struct view *of = &by_domain[v->sightings[i].domain];
        of->sightings = &v->sightings[i];
        of->sightings_n++;
    }
}

static bool cut(struct views *v, const struct figures *f, const struct summary *s,
                const uint32_t *event_domains)
{
    struct view *by_domain = calloc(f->domains.n + 1, sizeof *by_domain);
    v->at = calloc(f->domains.n + 1, sizeof *v->at);
    if (!by_domain || !v->at) {
        free(by_domain);
        return false;
    }

    hand_out(v, f, event_domains, by_domain);
    for (size_t i = 0; i < s->domains_n; i++) {
        if (s->domains[i].reports == 0)
            continue;
        v->at[v->n] = by_domain[s->domains[i].number];
        v->at[v->n++].domain = &s->domains[i];
    }
    v->of_copies_n = f->domains.n - f->domains_n;
    for (size_t i = f->domains_n; i < f->domains.n; i++) {
        by_domain[i].domain = rows_at(&f->domains, i);
        v->at[i] = by_domain[i];
    }
    free(by_domain);
    return true;
}

bool views_build(struct views *v, const struct figures *f, const struct summary *s)
{
    uint32_t *event_domains = NULL;
    *v = (struct views){0};
    bool ok = collect_days(v, f) && collect_events(v, f, &event_domains) &&
              collect_policies(v, f) && collect_reporters(v, f) && collect_sightings(v, f) &&
              cut(v, f, s, event_domains);
    free(event_domains);
    return ok;
}

void views_free(struct views *v)
{
    free(v->at);
    free(v->days);
    free(v->events);
    free(v->policies);
    free(v->reporters);
    free(v->sightings);
    *v = (struct views){0};
}

static int by_day(const void *day, const void *of)
{
    return ORDER_OF(*(const day_number *)day, ((const struct view_day *)of)->day);
}

size_t view_first_day_at(const struct view *v, day_number day)
{
    return order_first(&day, v->days, v->days_n, sizeof *v->days, by_day);
}

static int by_last_day(const void *day, const void *gap)
{
    return ORDER_OF(*(const day_number *)day, ((const struct span *)gap)->last);
}

const struct domain_day_row *view_day_row(const struct view *v, day_number day)
{
    size_t at = view_first_day_at(v, day);
    return at < v->days_n && v->days[at].day == day ? v->days[at].row : NULL;
}

bool view_covers(const struct view *v, day_number day)
{
    const struct domain_row *d = v->domain;
    size_t gap = order_first(&day, d->gaps, d->gaps_n, sizeof *d->gaps, by_last_day);
    return gap == d->gaps_n || day < d->gaps[gap].first;
}

size_t view_reporter_end(const struct view *v, size_t from)
{
    size_t to = from + 1;
    while (to < v->reporters_n && v->reporters[to].reporter == v->reporters[from].reporter)
        to++;
    return to;
}

const struct policy_seen_row *view_newest_sts(const struct view *v)
{
    const struct policy_seen_row *newest = NULL;
    for (size_t i = 0; i < v->policies_n; i++)
        if (v->policies[i]->mode != STS_MODE_UNKNOWN &&
            policy_seen_is_newer(v->policies[i], newest))
            newest = v->policies[i];
    return newest;
}
