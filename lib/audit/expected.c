#include "lib/audit/expected.h"

#include <stdlib.h>

static struct span expected_of(const struct domain_row *row, const struct period *period,
                               const struct scope *scope)
{
    const struct span none = {0, -1};
    struct span days = period->span;
    const struct scope_entry *entry = scope ? scope_find(scope, row->policy_domain) : NULL;
    if (!period->any || (!entry && row->reports == 0))
        return none;
    if (!entry)
        days.first = row->span.first;
    else if (entry->has_since && entry->since > days.first)
        days.first = entry->since;
    if (entry && entry->has_until && entry->until < days.last)
        days.last = entry->until;
    return span_days(days) > 0 ? days : none;
}

/* blocks: the n of this domain. */
static bool find_missing(struct domain_row *row, const struct covered_days *blocks, size_t n,
                         struct arena *arena)
{
    row->gaps = NULL;
    row->gaps_n = row->days_covered = row->days_missing = 0;
    uint64_t days = span_days(row->expected);
    if (days == 0)
        return true;
    if (!coverage_gaps(blocks, n, row->expected, arena, &row->gaps, &row->gaps_n,
                       &row->days_covered))
        return false;
    row->days_missing = days - row->days_covered;
    return true;
}

static bool count_period(const struct figures *f, struct period *period, struct arena *arena)
{
    struct span *gaps = NULL;
    size_t n, gaps_n = 0;
    struct covered_days *blocks = coverage_of_domains(&f->coverage, NULL, &n);
    bool ok = blocks && (!period->any || coverage_gaps(blocks, n, period->span, arena, &gaps,
                                                       &gaps_n, &period->days_with_reports));
    free(blocks);
    return ok;
}

bool expected_days(struct figures *f, struct period *period, const struct scope *scope,
                   struct arena *arena)
{
    size_t n, at = 0;
    struct covered_days *blocks = coverage_of_domains(&f->coverage, &f->domain_reporters, &n);
    bool ok = blocks && count_period(f, period, arena);
    for (size_t i = 0; ok && i < f->domains.n; i++) {
        struct domain_row *row = rows_at(&f->domains, i);
        size_t first = at;
        while (at < n && blocks[at].domain == i)
            at++;
        row->expected = expected_of(row, period, scope);
        ok = find_missing(row, blocks + first, at - first, arena);
    }
    free(blocks);
    return ok;
}

static bool add_silent(struct figures *f, const struct scope_entry *entry)
{
    int64_t number = names_number(&f->domain_names, entry->domain);
    struct domain_row *row = number < 0 ? NULL : rows_add(&f->domains);
    if (row) {
        row->policy_domain = names_text(&f->domain_names, (uint32_t)number);
        row->number = (uint32_t)number;
    }
    return row != NULL;
}

bool expected_domains(struct figures *f, struct scope *scope, const struct selection *selection)
{
    for (size_t i = 0; i < f->domains.n; i++) {
        const struct domain_row *row = rows_at(&f->domains, i);
        struct scope_entry *entry = scope_find(scope, row->policy_domain);
        if (entry)
            entry->reported = true;
    }
    for (size_t i = 0; i < scope_n(scope); i++) {
        const struct scope_entry *entry = scope_at(scope, i);
        bool wanted = !entry->is_wildcard && names_find(&f->domain_names, entry->domain) < 0 &&
                      selection_admits_domain(selection, entry->domain);
        if (wanted && !add_silent(f, entry))
            return false;
    }
    return true;
}
