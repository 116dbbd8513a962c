#include "lib/audit/expected.h"

#include <stdlib.h>

static struct span expected_of(const struct domain_row *row, const struct period *period)
{
    if (!period->any || row->reports == 0)
        return (struct span){0, -1};
    return (struct span){row->span.first, period->span.last};
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

bool expected_days(struct figures *f, struct period *period, struct arena *arena)
{
    size_t n, at = 0;
    struct covered_days *blocks = coverage_of_domains(&f->coverage, &f->domain_reporters, &n);
    bool ok = blocks && count_period(f, period, arena);
    for (size_t i = 0; ok && i < f->domains.n; i++) {
        struct domain_row *row = rows_at(&f->domains, i);
        size_t first = at;
        while (at < n && blocks[at].domain == i)
            at++;
        row->expected = expected_of(row, period);
        ok = find_missing(row, blocks + first, at - first, arena);
    }
    free(blocks);
    return ok;
}
