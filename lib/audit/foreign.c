#include "lib/audit/foreign.h"

#include "lib/base/order.h"

struct couple {
    uint64_t organization; /* its hash */
    uint64_t domain;       /* its number; FOREIGN_MOST_DOMAINS: one of the others */
};

void foreign_init(struct foreign *f, const struct hash_key *key)
{
    *f = (struct foreign){.key = key,
                          .rows.size = sizeof(struct foreign_row),
                          .reporters.size = sizeof(struct couple),
                          .others.policy_domain = NAMES_OTHERS};
    names_init(&f->names, key);
}

/* Counts the organization once at the domain's row, until there are too many couples. False: out of
 * memory. */
static bool count_reporter(struct foreign *f, struct couple couple, struct foreign_row *row)
{
    uint64_t hash = hash_mix(couple.organization ^ hash_mix(couple.domain));
    size_t at = 0;
    for (int64_t i; (i = index_next(&f->reporter_index, hash, &at)) >= 0;) {
        const struct couple *known = rows_at(&f->reporters, (size_t)i);
        if (known->organization == couple.organization && known->domain == couple.domain)
            return true;
    }
    if (f->reporters.n == FOREIGN_MOST_REPORTERS)
        return true;
    struct couple *new = rows_add(&f->reporters);
    if (!new || !index_add(&f->reporter_index, hash, f->reporters.n - 1))
        return false;
    *new = couple;
    row->reporters++;
    return true;
}

/* The domain's row, or that of the others; *number says which. NULL: out of memory. */
static struct foreign_row *row_of(struct foreign *f, struct slice domain, uint64_t *number)
{
    bool is_other = slice_equal(domain, NAMES_OTHERS);
    int64_t known = is_other ? -1 : names_find(&f->names, domain);
    bool full = f->rows.n == FOREIGN_MOST_DOMAINS || is_other;
    *number = known >= 0 ? (uint64_t)known : full ? FOREIGN_MOST_DOMAINS : f->rows.n;
    if (known >= 0)
        return rows_at_mutable(&f->rows, (size_t)known);
    if (full)
        return &f->others;
    struct foreign_row *new = rows_of_number(&f->rows, names_number(&f->names, domain), NULL);
    if (new)
        new->policy_domain = names_text(&f->names, (uint32_t)*number);
    return new;
}

static bool add_policy(struct foreign *f, const struct report *report, const struct policy *p,
                       uint64_t organization)
{
    struct couple couple = {.organization = organization};
    struct foreign_row *row = row_of(f, p->attributed, &couple.domain);
    if (!row)
        return false;
    f->policies++;
    span_take(&row->span, report_day(report), report_is_stale(report));
    row->reports += row->last_report != f->reports;
    row->last_report = f->reports;
    sessions_add(&row->sessions, policy_counts(p));
    return count_reporter(f, couple, row);
}

static bool has_foreign(const struct report *report)
{
    for (size_t i = 0; i < report->policies_n; i++)
        if (report->policies[i].foreign)
            return true;
    return false;
}

bool foreign_add(struct foreign *f, const struct report *report)
{
    if (!has_foreign(report))
        return true;
    uint64_t organization = hash64(f->key, report->organization_name);
    f->reports++;
    for (size_t i = 0; i < report->policies_n; i++)
        if (report->policies[i].foreign &&
            !add_policy(f, report, &report->policies[i], organization))
            return false;
    return true;
}

ORDER_BEGINS_WITH(struct foreign_row, policy_domain);

struct foreign_row *foreign_sorted(const struct foreign *f, struct arena *arena, size_t *n)
{
    struct foreign_row *list = arena_take_array(arena, f->rows.n + 1, sizeof *list);
    if (!list)
        return NULL;
    for (*n = 0; *n < f->rows.n; ++*n)
        list[*n] = *(const struct foreign_row *)rows_at(&f->rows, *n);
    order_sort(list, *n, sizeof *list, order_by_text);
    if (f->others.reports > 0)
        list[(*n)++] = f->others;
    return list;
}

void foreign_free(struct foreign *f)
{
    names_free(&f->names);
    rows_free(&f->rows);
    rows_free(&f->reporters);
    index_free(&f->reporter_index);
}
