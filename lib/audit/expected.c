#include "lib/audit/expected.h"

#include <stdlib.h>

/* The days of a listed domain if no period is known: its own, as far as they were asked for. */
static struct span own_days(const struct scope_entry *entry, const struct period *period)
{
    struct span days = {entry->since, entry->until};
    if (period->has_since && period->since > days.first)
        days.first = period->since;
    if (period->has_until && period->until < days.last)
        days.last = period->until;
    return days;
}

static struct span expected_of(const struct domain_row *row, const struct period *period,
                               const struct scope *scope)
{
    const struct span none = {0, -1};
    struct span days = period->span;
    const struct scope_entry *entry = scope ? scope_find(scope, row->policy_domain) : NULL;
    bool has_own = entry && entry->has_since && entry->has_until;
    bool is_listed = entry && !entry->is_wildcard; /* by its own name, whoever reports on it */
    if ((!period->any && !has_own) ||
        (!is_listed && !row->span.sound)) /* stale reports make no day expected (SPEC 4) */
        return none;
    if (!period->any)
        days = own_days(entry, period);
    else if (!entry)
        days.first = row->span.first;
    else if (entry->has_since && entry->since > days.first)
        days.first = entry->since;
    if (entry && entry->has_until && entry->until < days.last)
        days.last = entry->until;
    return span_days(days) > 0 ? days : none;
}

/* `blocks` are the n blocks of this domain. */
static bool find_missing(struct domain_row *row, const struct covered_days *blocks, size_t n,
                         struct arena *arena)
{
    struct coverage_found days = {.covered = 0};
    uint64_t all = span_days(row->expected);
    if (all > 0 && !coverage_of_expected(blocks, n, row->expected, arena, &days))
        return false;
    row->gaps = days.gaps;
    row->gaps_n = days.gaps_n;
    row->days_covered = days.covered;
    row->days_missing = all - days.covered;
    return true;
}

static bool count_period(const struct figures *f, struct period *period, struct arena *arena)
{
    struct coverage_found days = {.covered = 0};
    size_t n;
    struct covered_days *blocks = coverage_of_domains(&f->coverage, NULL, &n);
    bool ok = blocks &&
              (!period->any || coverage_of_expected(blocks, n, period->span, arena, &days));
    period->days_with_reports = days.covered;
    free(blocks);
    return ok;
}

bool expected_days(const struct figures *f, const struct scope *scope, struct summary *s)
{
    size_t n, at = 0;
    struct covered_days *blocks = coverage_of_domains(&f->coverage, &f->domain_reporters, &n);
    bool ok = blocks && count_period(f, &s->period, &s->arena);
    for (size_t i = 0; ok && i < s->domains_n; i++) {
        size_t first = at;
        while (at < n && blocks[at].domain == i)
            at++;
        s->domains[i].expected = expected_of(&s->domains[i], &s->period, scope);
        ok = find_missing(&s->domains[i], blocks + first, at - first, &s->arena);
    }
    free(blocks);
    return ok;
}

/* Of a name below a wildcard nobody knows whether --domain matches it. */
static bool is_chosen(const struct scope_entry *entry, const struct selection *selection)
{
    return entry->is_wildcard ? selection_count(selection->domains) == 0
                              : selection_admits_domain(selection, entry->domain);
}

static void mark_entries(const struct figures *f, struct scope *scope,
                         const struct selection *selection)
{
    for (size_t i = 0; i < f->domains_n; i++) {
        const struct domain_row *row = rows_at(&f->domains, i);
        scope_mark_reported(scope, row->policy_domain);
    }
    for (size_t i = 0; i < scope_n(scope); i++) {
        const struct scope_entry *entry = scope_at(scope, i);
        scope_mark_silent(scope, i, !entry->reported && is_chosen(entry, selection));
    }
}

static bool is_silent_domain(const struct scope_entry *entry)
{
    return entry->silent && !entry->is_wildcard;
}

struct domain_row *expected_domains(const struct figures *f, struct scope *scope,
                                    const struct selection *selection, struct arena *arena,
                                    size_t *n)
{
    size_t listed = scope ? scope_n(scope) : 0, silent = 0;
    if (scope)
        mark_entries(f, scope, selection);
    for (size_t i = 0; i < listed; i++)
        silent += is_silent_domain(scope_at(scope, i));
    struct domain_row *rows = arena_take_array(arena, f->domains_n + silent, sizeof *rows);

    for (*n = 0; rows && *n < f->domains_n; ++*n)
        rows[*n] = *(const struct domain_row *)rows_at(&f->domains, *n);
    for (size_t i = 0; rows && i < listed; i++) {
        const struct scope_entry *entry = scope_at(scope, i);
        if (is_silent_domain(entry))
            rows[(*n)++] = (struct domain_row){.policy_domain = entry->domain,
                                               .number = (uint32_t)f->domains_n};
    }
    return rows;
}
