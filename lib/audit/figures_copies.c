#include "lib/audit/figures_parts.h"

/* Notes the policy where the counted reports have made rows. */
static bool note_policy(const struct figures_context *c, const struct policy *p)
{
    struct figures *f = c->f;
    bool is_secured = policy_kind_secures(policy_kind_of(p->type)) && p->successful_sessions > 0;
    int64_t day = pairs_find(&f->domain_days, c->domain, (uint32_t)c->day);
    int64_t couple = pairs_find(&f->domain_reporters, c->domain, c->reporter);
    if (day >= 0 && is_secured) {
        struct domain_day_row *row = rows_at_mutable(&f->domain_day_rows, (size_t)day);
        sum_add(&row->secured, p->successful_sessions);
        row->copies_secured |= couple < 0 ||
                               !coverage_is_secured(&f->coverage, (uint32_t)couple, c->day);
    }
    return couple < 0 || c->is_stale ||
           coverage_note_copy(&f->coverage, (uint32_t)couple, c->day, is_secured);
}

bool figures_note_copy(struct figures *f, const struct report *copy, const char *key)
{
    int64_t reporter = names_find(&f->reporter_names, copy->organization_name);
    if (reporter < 0)
        return true;
    struct figures_context c = {
        .f = f,
        .key = key,
        .day = report_day(copy),
        .covered = coverage_span(copy->begin, copy->end, copy->source.received),
        .reporter = (uint32_t)reporter,
        .is_known = source_is_authentic(&copy->source),
        .is_stale = report_is_stale(copy),
        .is_cut = report_is_cut(copy)};
    for (const struct policy *p = NULL; (p = report_next_counted(copy, p));) {
        int64_t domain = names_find(&f->domain_names, p->attributed);
        if (domain < 0)
            continue;
        c.domain = (uint32_t)domain;
        if (!note_policy(&c, p) || !figures_add_failures(&c, p))
            return false;
    }
    return true;
}
