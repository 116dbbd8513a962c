#include "lib/findings/protected.h"

#include <stdlib.h>

static int by_last_day(const void *a, const void *b) /* the newest first */
{
    const struct policy_seen_row *x = *(const struct policy_seen_row *const *)a,
                                 *y = *(const struct policy_seen_row *const *)b;
    return (x->span.last < y->span.last) - (x->span.last > y->span.last);
}

static void take(struct protected_since *to, const struct policy_seen_row *p, day_number last)
{
    if (p->span.last > last - DAYS_A_WEEK) {
        to->is_protected = true;
        to->dane |= policy_kind_of(p->policy_type) == POLICY_TLSA;
        to->sts |= policy_kind_of(p->policy_type) == POLICY_STS;
    }
    if (p->span.first < to->since)
        to->since = p->span.first;
}

bool protected_since(const struct summary *s, const struct domain_row *d, struct arena *scratch,
                     struct protected_since *to)
{
    size_t all, n = 0;
    const struct policy_seen_row *seen = summary_policies_of(s, d->policy_domain, &all);
    *to = (struct protected_since){.since = d->span.last};
    struct arena_mark mark = arena_mark(scratch);
    const struct policy_seen_row **rows = arena_take_array(scratch, all, sizeof *rows);
    if (!rows)
        return false;

    for (size_t i = 0; i < all; i++)
        if (seen[i].sound &&
            policy_protection(seen[i].policy_type, seen[i].policy_text) == PROTECTION_ENFORCED)
            rows[n++] = &seen[i];
    if (n > 1)
        qsort(rows, n, sizeof *rows, by_last_day);
    for (size_t i = 0; i < n && rows[i]->span.last >= to->since - DAYS_A_WEEK; i++)
        take(to, rows[i], d->span.last);
    to->from_first_day = to->since <= d->span.first;
    arena_rewind(scratch, mark);
    return true;
}
