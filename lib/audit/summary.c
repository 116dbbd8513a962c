#include "lib/audit/summary.h"

#include <stdlib.h>

#include "lib/audit/expected.h"
#include "lib/audit/who.h"
#include "lib/audit/windows.h"
#include "lib/base/order.h"

ORDER_BEGINS_WITH(struct domain_row, policy_domain);
ORDER_BEGINS_WITH(struct reporter_row, organization_name);
ORDER_BEGINS_WITH(struct policy_type_row, policy_type);
ORDER_BEGINS_WITH(struct result_type_row, result_type);
ORDER_BEGINS_WITH(struct policy_seen_row, policy_domain);
ORDER_BEGINS_WITH(struct domain_day_line, policy_domain);

static int by_day(const void *a, const void *b)
{
    return ORDER_OF(((const struct day_row *)a)->day, ((const struct day_row *)b)->day);
}

static int by_failed_sessions(const void *a, const void *b)
{
    const struct failure_row *x = a, *y = b;
    int order = ORDER_OF(y->failed_sessions, x->failed_sessions);
    if (order == 0)
        order = slice_compare(x->policy_domain, y->policy_domain);
    if (order == 0)
        order = slice_compare(x->result_type, y->result_type);
    return order != 0 ? order : slice_compare(x->receiving_mx_hostname, y->receiving_mx_hostname);
}

static int by_policy(const void *a, const void *b)
{
    const struct policy_seen_row *x = a, *y = b;
    int order = slice_compare(x->policy_domain, y->policy_domain);
    if (order == 0)
        order = slice_compare(x->policy_type, y->policy_type);
    if (order == 0)
        order = ORDER_OF(x->span.first, y->span.first);
    return order != 0 ? order : slice_compare(x->policy_text, y->policy_text);
}

static void *sorted(struct summary *s, const struct rows *rows, size_t *n,
                    int (*order)(const void *, const void *))
{
    *n = rows->n;
    char *copy = arena_take_array(&s->arena, rows->n, rows->size);
    if (!copy)
        return NULL;
    for (size_t i = 0; i < rows->n; i++)
        memcpy(copy + i * rows->size, rows_at(rows, i), rows->size);
    order_sort(copy, rows->n, rows->size, order);
    return copy;
}

/* Without the rows that only copies which were not counted have made. */
static void leave_out_copies(struct summary *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->result_types_n; i++)
        if (s->result_types[i].failure_details > 0)
            s->result_types[n++] = s->result_types[i];
    s->result_types_n = n;
    n = 0;
    for (size_t i = 0; i < s->failures_n; i++)
        if (s->failures[i].reporters > 0)
            s->failures[n++] = s->failures[i];
    s->failures_n = n;
}

static bool build_months(struct summary *s)
{
    s->months = arena_take_array(&s->arena, s->days_n, sizeof *s->months);
    if (!s->months)
        return false;
    for (size_t i = 0; i < s->days_n; i++) {
        const struct day_row *day = &s->days[i];
        struct civil c = civil_of_day(day->day);
        struct month_row *month = s->months_n > 0 ? &s->months[s->months_n - 1] : NULL;
        if (!month || month->year != c.year || month->month != c.month) {
            month = &s->months[s->months_n++];
            *month = (struct month_row){.year = c.year, .month = c.month};
        }
        month->reports += day->reports;
        sessions_add(&month->sessions, day->sessions);
    }
    return true;
}

static struct domain_row *domain_at(struct figures *f, size_t i)
{
    return rows_at_mutable(&f->domains, i);
}

/* Of two weaker modes the newer one tells: neither protects, and one of them was left. */
static bool protects_more(const struct policy_seen_row *p, const struct domain_row *d)
{
    if (d->protects && policy_seen_is_weak(d->protects) && policy_seen_is_weak(p))
        return policy_seen_is_newer(p, d->protects);
    return policy_protection(p->policy_type, p->policy_text) > d->protection;
}

/*
 * Finds for each domain the best of the policies seen in its last week: a reporter that knows no
 * MTA-STS reports no-policy-found day by day, beside others that see the policy.
 */
static void find_protection(struct figures *f)
{
    for (size_t i = 0; i < f->domains.n; i++) {
        domain_at(f, i)->protection = PROTECTION_UNKNOWN;
        domain_at(f, i)->protects = NULL;
    }
    for (size_t i = 0; i < f->policies_seen.n; i++) {
        const struct policy_seen_row *p = rows_at(&f->policies_seen, i);
        struct domain_row *d = domain_at(f, p->domain);
        bool is_recent = p->span.sound && p->span.last > d->span.last - DAYS_A_WEEK;
        if (!is_recent || !protects_more(p, d))
            continue;
        d->protection = policy_protection(p->policy_type, p->policy_text);
        d->protects = p;
    }
}

static int by_signer(const void *a, const void *b)
{
    const struct signer_row *x = a, *y = b;
    int order = slice_compare(x->organization_name, y->organization_name);
    if (order == 0)
        order = slice_compare(x->domain, y->domain);
    if (order == 0)
        order = slice_compare(x->selector, y->selector);
    if (order == 0)
        order = ORDER_OF(x->result, y->result);
    if (order == 0)
        order = ORDER_OF(x->reason, y->reason);
    return order != 0 ? order : ORDER_OF(x->aligned, y->aligned);
}

static bool build_addresses(struct summary *s, const struct figures *f)
{
    struct address_words words = {.result_types = &f->result_type_names,
                                  .domains = &f->domain_names,
                                  .reporters = &f->reporter_names};
    s->addresses = addresses_sorted(&f->addresses, words, &s->arena, &s->addresses_n);
    return s->addresses != NULL;
}

static void sum_missing(struct summary *s)
{
    for (size_t i = 0; i < s->domains_n; i++) {
        const struct domain_row *d = &s->domains[i];
        s->days_missing += d->days_missing;
        if (d->days_missing > (s->worst ? s->worst->days_missing : 0))
            s->worst = d;
    }
}

static bool build_domains(struct summary *s, const struct figures *f,
                          const struct selection *selection, struct scope *scope)
{
    s->domains = expected_domains(f, scope, selection, &s->arena, &s->domains_n);
    if (!s->domains || !expected_days(f, scope, s))
        return false;
    order_sort(s->domains, s->domains_n, sizeof *s->domains, order_by_text);
    return true;
}

bool summary_build(struct summary *s, struct figures *f, const struct selection *selection,
                   struct scope *scope)
{
    *s = (struct summary){.period = period_of(selection, &f->span)};
    find_protection(f);
    bool ok = build_domains(s, f, selection, scope) &&
              (s->days = sorted(s, &f->days, &s->days_n, by_day)) && build_months(s) &&
              (s->reporters = sorted(s, &f->reporters, &s->reporters_n, order_by_text)) &&
              (s->policy_types = sorted(s, &f->policy_types, &s->policy_types_n, order_by_text)) &&
              (s->result_types = sorted(s, &f->result_types, &s->result_types_n, order_by_text)) &&
              (s->failures = sorted(s, &f->failures, &s->failures_n, by_failed_sessions)) &&
              (s->policies_seen = sorted(s, &f->policies_seen, &s->policies_seen_n, by_policy)) &&
              (s->signatures = sorted(s, &f->signers.rows, &s->signatures_n, by_signer)) &&
              build_addresses(s, f) &&
              (s->domain_days = windows_domain_days(f, &s->arena, &s->domain_days_n)) &&
              windows_build(s) &&
              (s->reporter_results = who_met_what(f, &s->arena, &s->reporter_results_n)) &&
              (s->reporter_policies = who_found_what(f, &s->arena, &s->reporter_policies_n));
    if (ok) {
        leave_out_copies(s);
        sum_missing(s);
    }
    return ok;
}

struct domain_row *summary_domain(const struct summary *s, struct slice domain)
{
    return order_find(&domain, s->domains, s->domains_n, sizeof *s->domains, order_by_text);
}

/* Finds the rows of a domain, *found of all n, which are sorted by it. NULL: it has none. */
static const void *rows_of(const void *rows, size_t n, size_t size, struct slice domain,
                           size_t *found)
{
    const char *first = rows;
    size_t at = order_first(&domain, rows, n, size, order_by_text), end = at;
    while (end < n && order_by_text(&domain, first + end * size) == 0)
        end++;
    *found = end - at;
    return *found > 0 ? first + at * size : NULL;
}

const struct policy_seen_row *summary_policies_of(const struct summary *s, struct slice domain,
                                                  size_t *n)
{
    return rows_of(s->policies_seen, s->policies_seen_n, sizeof *s->policies_seen, domain, n);
}

const struct domain_day_line *summary_days_of(const struct summary *s, struct slice domain,
                                              size_t *n)
{
    return rows_of(s->domain_days, s->domain_days_n, sizeof *s->domain_days, domain, n);
}

void summary_free(struct summary *s)
{
    arena_free(&s->arena);
    *s = (struct summary){0};
}

static int by_share(const void *a, const void *b)
{
    const struct domain_row *x = *(const struct domain_row *const *)a,
                            *y = *(const struct domain_row *const *)b;
    double p, q;
    bool has_p = sessions_rate(x->sessions, &p), has_q = sessions_rate(y->sessions, &q);
    if (has_p != has_q)
        return has_q - has_p;
    return p != q ? ORDER_OF(p, q) : slice_compare(x->policy_domain, y->policy_domain);
}

const struct domain_row **summary_worst_first(const struct summary *s)
{
    const struct domain_row **order = malloc((s->domains_n + 1) * sizeof *order);
    for (size_t i = 0; order && i < s->domains_n; i++)
        order[i] = &s->domains[i];
    if (order)
        order_sort(order, s->domains_n, sizeof *order, by_share);
    return order;
}

const struct policy_type_row *summary_policy_type(const struct summary *s, size_t i)
{
    for (int is_made_up = 0; is_made_up <= 1; is_made_up++)
        for (size_t k = 0; k < s->policy_types_n; k++) {
            const struct policy_type_row *row = &s->policy_types[k];
            if ((policy_kind_of(row->policy_type) == POLICY_OTHER) == is_made_up && i-- == 0)
                return row;
        }
    return NULL;
}
