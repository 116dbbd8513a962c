#include "lib/audit/figures_parts.h"

#include <string.h>

enum { FIGURES_NAMES = 6, FIGURES_PAIRS = 13 };

static void list_names(struct figures *f, struct names *list[FIGURES_NAMES])
{
    struct names *names[FIGURES_NAMES] = {&f->domain_names,      &f->reporter_names,
                                          &f->policy_type_names, &f->result_type_names,
                                          &f->mx_names,          &f->policy_texts};
    memcpy(list, names, sizeof names);
}

static void list_pairs(struct figures *f, struct pairs *list[FIGURES_PAIRS])
{
    struct pairs *pairs[FIGURES_PAIRS] = {
        &f->day_index,        &f->domain_days,    &f->domain_reporters, &f->result_domains,
        &f->result_reporters, &f->domain_results, &f->failure_index,    &f->failure_reporters,
        &f->domain_policies,  &f->policy_index,   &f->policy_reporters, &f->couple_types,
        &f->stale_reporters};
    memcpy(list, pairs, sizeof pairs);
}

void figures_init(struct figures *f, const struct hash_key *key, struct buffer *scratch)
{
    *f = (struct figures){.scratch = scratch};
    struct names *names[FIGURES_NAMES];
    list_names(f, names);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        names_init(names[i], key);
    struct pairs *pairs[FIGURES_PAIRS];
    list_pairs(f, pairs);
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        pairs_init(pairs[i], key);

    f->domains.size = sizeof(struct domain_row);
    f->couples.size = sizeof(struct couple_row);
    f->couple_type_rows.size = sizeof(struct reporter_policy_row);
    f->reporters.size = sizeof(struct reporter_row);
    f->authentic.size = sizeof(bool);
    f->policy_types.size = sizeof(struct policy_type_row);
    f->result_types.size = sizeof(struct result_type_row);
    f->days.size = sizeof(struct day_row);
    f->failures.size = sizeof(struct failure_row);
    f->policies_seen.size = sizeof(struct policy_seen_row);
    f->domain_day_rows.size = sizeof(struct domain_day_row);

    coverage_init(&f->coverage, key);
    events_init(&f->events, key);
    addresses_init(&f->addresses, key);
    recent_init(&f->recent, key);
    recent_init(&f->recent_reports, key);
    troubles_init(&f->conflicts, key);
    troubles_init(&f->unauthenticated, key);
    troubles_init(&f->future_dated, key);
    troubles_init(&f->displaced, key);
    signers_init(&f->signers, key);
}

static bool add_day_and_reporter(const struct figures_context *c, struct sessions sessions)
{
    struct figures *f = c->f;
    struct day_row *day = rows_of_number(
        &f->days, pairs_number(&f->day_index, (uint32_t)c->day, 0, NULL), NULL);
    if (!day)
        return false;
    day->day = c->day;
    day->reports++;
    figures_sum_sessions(f, &day->sessions, sessions);
    struct reporter_row *reporter = rows_at_mutable(&f->reporters, c->reporter);
    span_take(&reporter->span, c->day, c->is_stale);
    reporter->reports++;
    figures_sum_sessions(f, &reporter->sessions, sessions);
    figures_sum_sessions(f, &f->sessions, sessions);
    return true;
}

_Static_assert((int)AUTH_CLASSES <= (int)TROUBLE_KINDS, "a class is a kind of trouble");

/* Adds whose signature the report bears, and for which domains. */
static bool add_authenticity(const struct figures_context *c, const struct report *r)
{
    struct figures *f = c->f;
    struct reporter_row *reporter = rows_at_mutable(&f->reporters, c->reporter);
    enum auth_class class = auth_class_of(&r->source.signature);
    auth_count(&reporter->auth, &r->source.signature);
    return signers_add(&f->signers, r, c->reporter, reporter->organization_name, c->key) &&
           (!report_is_unauthenticated(r) || troubles_add(&f->unauthenticated, r, class, c->key));
}

bool figures_note_authentic(struct figures *f, int64_t reporter, const struct report *r)
{
    bool *is_authentic = rows_of_number(&f->authentic, reporter, NULL);
    if (is_authentic)
        *is_authentic |= dkim_is_authentic(&r->source.signature);
    return is_authentic != NULL;
}

struct figures_context figures_context_of(struct figures *f, uint32_t reporter,
                                          const struct report *r, const char *key)
{
    return (struct figures_context){.f = f,
                                    .key = key,
                                    .day = report_day(r),
                                    .covered = coverage_span(r->begin, r->end, r->source.received),
                                    .end = r->end,
                                    .reporter = reporter,
                                    .signature = &r->source.signature,
                                    .is_known = source_is_authentic(&r->source),
                                    .is_stale = report_is_stale(r),
                                    .is_cut = report_is_cut(r)};
}

static void count_report(const struct figures_context *c, const struct report *r)
{
    struct figures *f = c->f;
    span_take(&f->span, c->day, c->is_stale);
    f->reports++;
    f->implausible += report_has(r, DEVIATION_IMPLAUSIBLE_COUNT);
    f->events.reports = f->reports;
}

/* *sum: the sessions of all policies. */
static bool add_policies(struct figures_context *c, const struct report *r, struct sessions *sum)
{
    struct figures *f = c->f;
    uint64_t before = f->policies;
    *sum = (struct sessions){0};
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));) {
        if (!figures_add_policy(c, p))
            return false;
        figures_sum_sessions(f, sum, policy_sessions(p));
    }
    f->domains_n = f->domains.n;
    f->domain_days_n = f->domain_day_rows.n;
    c->has_one_policy = f->policies == before + 1;
    return true;
}

static bool add_coverage(struct figures_context *c, const struct report *r)
{
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        if (!figures_add_coverage(c, p))
            return false;
    return true;
}

bool figures_add(struct figures *f, const struct report *report, const char *key)
{
    bool is_new;
    int64_t reporter = names_number(&f->reporter_names, report->organization_name);
    struct reporter_row *row = rows_of_number(&f->reporters, reporter, &is_new);
    if (!row || !figures_note_authentic(f, reporter, report))
        return false;
    if (is_new) {
        row->organization_name = names_text(&f->reporter_names, (uint32_t)reporter);
        row->number = (uint32_t)reporter;
    }

    struct figures_context c = figures_context_of(f, (uint32_t)reporter, report, key);
    struct sessions sum;
    c.is_counted = true;
    count_report(&c, report);
    return add_policies(&c, report, &sum) && add_coverage(&c, report) &&
           add_authenticity(&c, report) && add_day_and_reporter(&c, sum);
}

bool policy_seen_is_newer(const struct policy_seen_row *p, const struct policy_seen_row *than)
{
    if (!than || p->span.last != than->span.last)
        return !than || p->span.last > than->span.last;
    return p->mode > than->mode;
}

void figures_free(struct figures *f)
{
    struct names *names[FIGURES_NAMES];
    list_names(f, names);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        names_free(names[i]);
    struct pairs *pairs[FIGURES_PAIRS];
    list_pairs(f, pairs);
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        pairs_free(pairs[i]);
    struct rows *rows[] = {
        &f->domains, &f->reporters,        &f->policy_types,  &f->result_types,
        &f->days,    &f->failures,         &f->policies_seen, &f->domain_day_rows,
        &f->couples, &f->couple_type_rows, &f->authentic};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        rows_free(rows[i]);
    coverage_free(&f->coverage);
    events_free(&f->events);
    addresses_free(&f->addresses);
    recent_free(&f->recent);
    recent_free(&f->recent_reports);
    troubles_free(&f->conflicts);
    troubles_free(&f->unauthenticated);
    troubles_free(&f->future_dated);
    troubles_free(&f->displaced);
    signers_free(&f->signers);
}
