#include "lib/audit/figures_parts.h"

/* Gives a copy's policy a domain, of which no report need have been counted. */
static bool find_domain(struct figures_context *c, const struct policy *p)
{
    struct figures *f = c->f;
    bool is_new;
    int64_t number = names_number(&f->domain_names, p->attributed);
    struct domain_row *row = rows_of_number(&f->domains, number, &is_new);
    c->domain = (uint32_t)number;
    if (row && is_new)
        row->policy_domain = names_text(&f->domain_names, c->domain);
    return row != NULL;
}

static bool note_secured(const struct figures_context *c, uint32_t couple, int64_t sessions)
{
    struct figures *f = c->f;
    struct domain_day_row *row = rows_of_number(
        &f->domain_day_rows, pairs_number(&f->domain_days, c->domain, (uint32_t)c->day, NULL),
        NULL);
    if (!row)
        return false;
    sum_add(&row->secured, sessions);
    row->copies_secured |= !coverage_is_secured(&f->coverage, couple, c->day);
    return true;
}

static bool note_policy(const struct figures_context *c, const struct policy *p)
{
    struct figures *f = c->f;
    bool is_secured = policy_kind_secures(policy_kind_of(p->type)) && p->successful_sessions > 0;
    int64_t couple = pairs_number(&f->domain_reporters, c->domain, c->reporter, NULL);
    return couple >= 0 &&
           (!is_secured || note_secured(c, (uint32_t)couple, p->successful_sessions)) &&
           (c->is_stale || coverage_note_copy(&f->coverage, (uint32_t)couple, c->day, is_secured));
}

bool figures_note_copy(struct figures *f, const struct report *copy, const char *key)
{
    int64_t reporter = names_number(&f->reporter_names, copy->organization_name);
    if (!figures_note_authentic(f, reporter, copy))
        return false;
    struct figures_context c = figures_context_of(f, (uint32_t)reporter, copy, key);
    for (const struct policy *p = NULL; (p = report_next_counted(copy, p));)
        if (!find_domain(&c, p) || !note_policy(&c, p) || !figures_add_failures(&c, p))
            return false;
    return true;
}
