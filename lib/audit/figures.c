#include "lib/audit/figures.h"

#include "lib/base/buffer.h"

bool figures_init(struct figures *f, const struct hash_key *key, struct buffer *scratch)
{
    *f = (struct figures){.scratch = scratch};
    struct names *names[] = {&f->domain_names,      &f->reporter_names, &f->policy_type_names,
                             &f->result_type_names, &f->mx_names,       &f->policy_texts};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        names_init(names[i], key);
    struct pairs *pairs[] = {&f->day_index,      &f->domain_days,       &f->domain_reporters,
                             &f->result_domains, &f->result_reporters,  &f->domain_results,
                             &f->failure_index,  &f->failure_reporters, &f->domain_policies,
                             &f->policy_index,   &f->policy_reporters,  &f->couple_types};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        pairs_init(pairs[i], key);
    f->domains.size = sizeof(struct domain_row);
    f->couples.size = sizeof(struct couple_row);
    f->couple_type_rows.size = sizeof(struct reporter_policy_row);
    f->reporters.size = sizeof(struct reporter_row);
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
    return true;
}

static void add_sum(struct figures *f, int64_t *sum, int64_t n)
{
    f->saturated |= !sum_add(sum, n);
}

static struct sessions sessions_of(const struct policy *p)
{
    int64_t told = policy_details_sum(p);
    return (struct sessions){
        .successful = p->successful_sessions,
        .failed = p->failed_sessions,
        .excess = told > p->failed_sessions ? told - p->failed_sessions : 0,
    };
}

static void add_sessions(struct figures *f, struct sessions *to, struct sessions n)
{
    f->saturated |= !sessions_add(to, n);
}

/* Row `number` of `rows`, which grow with the numbers that names and pairs give out: it is new
 * when it is the next one. */
static void *row_of(struct rows *rows, int64_t number, bool *is_new)
{
    *is_new = number >= 0 && (size_t)number == rows->n;
    if (*is_new)
        return rows_add(rows);
    return number < 0 ? NULL : rows_at(rows, (size_t)number);
}

/* What all parts of one report share. */
struct context {
    struct figures *f;
    const char *key; /* of the report */
    day_number day;
    struct span covered; /* from its day on */
    time_seconds end;
    uint32_t reporter, domain, couple, policy; /* policy: row of policies_seen */
    const struct dkim_verdict *signature;
    bool is_known; /* from whom it is, by its signature or a server's word */
    bool is_stale; /* it says nothing about the present state (SPEC 4) */
};

static bool add_event(const struct context *c, uint32_t failure, const struct policy *p,
                      const struct failure_detail *d)
{
    struct event_key key = {
        .failure = failure, .reporter = c->reporter, .policy = c->policy, .day = c->day};
    enum mx_listing listing;
    if (!policy_mx_listing(p, d->text[DETAIL_RECEIVING_MX_HOSTNAME], &listing))
        return false;
    key.listing = listing;
    return events_add(&c->f->events, key, d, c->covered.last, c->is_known, c->key);
}

static bool add_failure(const struct context *c, uint32_t result, const struct policy *p,
                        const struct failure_detail *d)
{
    struct figures *f = c->f;
    int64_t mx = names_number(&f->mx_names, d->text[DETAIL_RECEIVING_MX_HOSTNAME]);
    int64_t pair = pairs_number(&f->domain_results, c->domain, result, NULL);
    bool is_new, new_reporter;
    if (mx < 0 || pair < 0)
        return false;
    int64_t number = pairs_number(&f->failure_index, (uint32_t)pair, (uint32_t)mx, NULL);
    struct failure_row *row = row_of(&f->failures, number, &is_new);
    if (!row ||
        pairs_number(&f->failure_reporters, (uint32_t)number, c->reporter, &new_reporter) < 0)
        return false;
    if (is_new) {
        row->domain = c->domain;
        row->policy_domain = names_text(&f->domain_names, c->domain);
        row->result_type = names_text(&f->result_type_names, result);
        row->receiving_mx_hostname = names_text(&f->mx_names, (uint32_t)mx);
    }
    row->reporters += new_reporter;
    add_sum(f, &row->failed_sessions, d->failed_sessions);
    span_take(&row->span, &row->sound, c->day, c->is_stale, is_new);
    return add_event(c, (uint32_t)number, p, d);
}

static bool add_detail(const struct context *c, const struct policy *p,
                       const struct failure_detail *d)
{
    struct figures *f = c->f;
    bool is_new, new_domain, new_reporter;
    int64_t result = names_number(&f->result_type_names, d->text[DETAIL_RESULT_TYPE]);
    struct result_type_row *row = row_of(&f->result_types, result, &is_new);
    if (!row || pairs_number(&f->result_domains, (uint32_t)result, c->domain, &new_domain) < 0 ||
        pairs_number(&f->result_reporters, (uint32_t)result, c->reporter, &new_reporter) < 0)
        return false;
    if (is_new)
        row->result_type = names_text(&f->result_type_names, (uint32_t)result);
    row->failure_details++;
    row->domains += new_domain;
    row->reporters += new_reporter;
    add_sum(f, &row->failed_sessions, d->failed_sessions);
    span_take(&row->span, &row->sound, c->day, c->is_stale, is_new);
    f->failure_details++;
    struct address_facts facts = {.result_type = (uint32_t)result,
                                  .domain = c->domain,
                                  .reporter = c->reporter,
                                  .day = c->day};
    return addresses_add(&f->addresses, d, facts) && add_failure(c, (uint32_t)result, p, d);
}

static bool add_domain_day(const struct context *c, const struct policy *p, bool first_of_report)
{
    struct figures *f = c->f;
    bool is_new;
    struct domain_day_row *row = row_of(
        &f->domain_day_rows, pairs_number(&f->domain_days, c->domain, (uint32_t)c->day, NULL),
        &is_new);
    if (!row)
        return false;
    enum policy_kind kind = policy_kind_of(p->type);
    add_sessions(f, &row->sessions, sessions_of(p));
    row->without_policy = (is_new || row->without_policy) && kind == POLICY_NONE_FOUND;
    if (is_new || c->covered.last > row->covered_to)
        row->covered_to = c->covered.last;
    if (kind == POLICY_STS || kind == POLICY_TLSA)
        add_sum(f, &row->secured, p->successful_sessions);
    if (kind == POLICY_STS)
        add_sessions(f, &row->sts, sessions_of(p));
    row->reports += first_of_report;
    return true;
}

/* Sessions of the reporter with the domain. */
static bool add_couple(struct context *c, struct sessions sessions, bool *new_reporter)
{
    struct figures *f = c->f;
    int64_t number = pairs_number(&f->domain_reporters, c->domain, c->reporter, NULL);
    struct couple_row *row = row_of(&f->couples, number, new_reporter);
    if (!row)
        return false;
    c->couple = (uint32_t)number;
    add_sessions(f, &row->sessions, sessions);
    return true;
}

static bool add_domain(struct context *c, const struct policy *p)
{
    struct figures *f = c->f;
    bool is_new, new_reporter;
    struct domain_row *row = row_of(&f->domains, c->domain, &is_new);
    struct sessions sessions = sessions_of(p);
    if (!row || !add_domain_day(c, p, row->last_report != f->reports) ||
        !add_couple(c, sessions, &new_reporter))
        return false;
    if (is_new) {
        row->policy_domain = names_text(&f->domain_names, c->domain);
        row->number = c->domain;
    }
    if (row->last_report != f->reports) {
        row->last_report = f->reports;
        row->report_sessions = row->report_secured = 0;
        row->reports++;
        auth_count(&row->auth, c->signature);
    }
    row->reporters += new_reporter;
    add_sessions(f, &row->sessions, sessions);
    add_sum(f, &row->report_sessions, sessions.successful);
    add_sum(f, &row->report_secured, sessions.successful);
    add_sum(f, &row->report_sessions, sessions.failed);
    span_take(&row->span, &row->sound, c->day, c->is_stale, is_new);
    if (new_reporter) {
        struct reporter_row *reporter = rows_at(&f->reporters, c->reporter);
        reporter->domains++;
    }
    return true;
}

static bool add_policy_type(struct figures *f, const struct policy *p, struct sessions sessions,
                            uint32_t *number)
{
    bool is_new;
    int64_t type = names_number(&f->policy_type_names, p->type);
    struct policy_type_row *row = row_of(&f->policy_types, type, &is_new);
    if (!row)
        return false;
    if (is_new)
        row->policy_type = names_text(&f->policy_type_names, (uint32_t)type);
    row->policies++;
    add_sessions(f, &row->sessions, sessions);
    *number = (uint32_t)type;
    return true;
}

static struct slice joined(struct buffer *scratch, struct texts strings)
{
    scratch->n = 0;
    for (size_t i = 0; i < strings.n; i++) {
        if (i > 0)
            buffer_append_char(scratch, '\n');
        buffer_append(scratch, strings.at[i]);
    }
    return buffer_slice(scratch);
}

static bool add_policy_seen(struct context *c, const struct policy *p, uint32_t type)
{
    struct figures *f = c->f;
    bool is_new, new_reporter;
    int64_t text = names_number(&f->policy_texts, joined(f->scratch, p->strings));
    int64_t domain_type = pairs_number(&f->domain_policies, c->domain, type, NULL);
    if (text < 0 || domain_type < 0 || f->scratch->failed)
        return false;
    int64_t number = pairs_number(&f->policy_index, (uint32_t)domain_type, (uint32_t)text, NULL);
    struct policy_seen_row *row = row_of(&f->policies_seen, number, &is_new);
    if (!row ||
        pairs_number(&f->policy_reporters, (uint32_t)number, c->reporter, &new_reporter) < 0)
        return false;
    if (is_new) {
        row->domain = c->domain;
        row->policy_domain = names_text(&f->domain_names, c->domain);
        row->policy_type = names_text(&f->policy_type_names, type);
        row->policy_text = names_text(&f->policy_texts, (uint32_t)text);
    }
    c->policy = (uint32_t)number;
    row->reports++;
    row->reporters += new_reporter;
    span_take(&row->span, &row->sound, c->day, c->is_stale, is_new);
    return true;
}

static bool find_domain(struct context *c, const struct policy *p)
{
    int64_t domain = names_number(&c->f->domain_names, p->attributed);
    c->domain = (uint32_t)domain;
    return domain >= 0;
}

/* Which kinds of policy the reporter found of the domain. */
static bool add_couple_type(const struct context *c, uint32_t type, struct sessions sessions)
{
    struct figures *f = c->f;
    bool is_new;
    struct reporter_policy_row *row = row_of(
        &f->couple_type_rows, pairs_number(&f->couple_types, c->couple, type, NULL), &is_new);
    if (!row)
        return false;
    row->policies++;
    add_sessions(f, &row->sessions, sessions);
    span_widen(&row->span, c->day, is_new);
    return true;
}

static bool add_policy(struct context *c, const struct policy *p)
{
    struct figures *f = c->f;
    uint32_t type;
    struct sessions sessions = sessions_of(p);
    if (!find_domain(c, p) || !add_domain(c, p) || !add_policy_type(f, p, sessions, &type) ||
        !recent_add(&f->recent, c->domain, policy_kind_of(p->type), c->day, sessions) ||
        !add_policy_seen(c, p, type) || !add_couple_type(c, type, sessions))
        return false;
    for (size_t i = 0; i < p->details_n; i++)
        if (!add_detail(c, p, &p->details[i]))
            return false;
    f->policies++;
    return true;
}

/* Once for each domain of the report, when all its policies are in. */
static bool add_coverage(struct context *c, const struct policy *p)
{
    struct figures *f = c->f;
    if (!find_domain(c, p))
        return false;
    struct domain_row *row = rows_at(&f->domains, c->domain);
    if (row->report_sessions < 0)
        return true; /* an earlier policy of the same domain was here */
    bool one_session = row->report_sessions == 1;
    row->report_sessions = -1;
    if (c->is_stale)
        return true;
    if (row->reports == 1 || c->end > row->last_end)
        row->last_end = c->end;
    if (!recent_add(&f->recent_reports, c->domain, 0, c->day, (struct sessions){.successful = 1}))
        return false;
    int64_t couple = pairs_number(&f->domain_reporters, c->domain, c->reporter, NULL);
    return couple >= 0 && coverage_add(&f->coverage, (uint32_t)couple, c->covered, one_session) &&
           (row->report_secured == 0 || coverage_secured(&f->coverage, (uint32_t)couple, c->day));
}

static bool add_day_and_reporter(const struct context *c, struct sessions sessions)
{
    struct figures *f = c->f;
    bool is_new;
    struct day_row *day = row_of(&f->days, pairs_number(&f->day_index, (uint32_t)c->day, 0, NULL),
                                 &is_new);
    if (!day)
        return false;
    day->day = c->day;
    day->reports++;
    add_sessions(f, &day->sessions, sessions);
    struct reporter_row *reporter = rows_at(&f->reporters, c->reporter);
    span_take(&reporter->span, &reporter->sound, c->day, c->is_stale, reporter->reports == 0);
    reporter->reports++;
    add_sessions(f, &reporter->sessions, sessions);
    add_sessions(f, &f->sessions, sessions);
    return true;
}

/* Whose signature the report bears, and for which domains. */
static bool add_authenticity(const struct context *c, const struct report *r)
{
    struct slice nothing = {0};
    struct figures *f = c->f;
    struct reporter_row *reporter = rows_at(&f->reporters, c->reporter);
    enum auth_class class = auth_class_of(&r->source.signature);
    auth_count(&reporter->auth, &r->source.signature);
    return signers_add(&f->signers, r, c->reporter, reporter->organization_name, c->key) &&
           (!report_is_unauthenticated(r) ||
            troubles_add(&f->unauthenticated, r, class, c->key, nothing, nothing));
}

bool figures_add(struct figures *f, const struct report *report, const char *key)
{
    bool is_new;
    int64_t reporter = names_number(&f->reporter_names, report->organization_name);
    struct reporter_row *row = row_of(&f->reporters, reporter, &is_new);
    if (!row)
        return false;
    if (is_new) {
        row->organization_name = names_text(&f->reporter_names, (uint32_t)reporter);
        row->number = (uint32_t)reporter;
    }
    struct context c = {.f = f,
                        .key = key,
                        .day = report_day(report),
                        .covered = coverage_span(report->begin, report->end),
                        .end = report->end,
                        .reporter = (uint32_t)reporter,
                        .signature = &report->source.signature,
                        .is_known = source_is_authentic(&report->source),
                        .is_stale = report->deviations >> DEVIATION_STALE_PERIOD & 1};
    struct sessions sum = {0};
    span_take(&f->span, &f->sound, c.day, c.is_stale, f->reports == 0);
    f->reports++;
    for (const struct policy *p = NULL; (p = report_next_counted(report, p));) {
        if (!add_policy(&c, p))
            return false;
        add_sessions(f, &sum, sessions_of(p));
    }
    for (const struct policy *p = NULL; (p = report_next_counted(report, p));)
        if (!add_coverage(&c, p))
            return false;
    return add_authenticity(&c, report) && add_day_and_reporter(&c, sum);
}

void figures_free(struct figures *f)
{
    struct names *names[] = {&f->domain_names,      &f->reporter_names, &f->policy_type_names,
                             &f->result_type_names, &f->mx_names,       &f->policy_texts};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        names_free(names[i]);
    struct pairs *pairs[] = {&f->day_index,      &f->domain_days,       &f->domain_reporters,
                             &f->result_domains, &f->result_reporters,  &f->domain_results,
                             &f->failure_index,  &f->failure_reporters, &f->domain_policies,
                             &f->policy_index,   &f->policy_reporters,  &f->couple_types};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        pairs_free(pairs[i]);
    struct rows *rows[] = {&f->domains, &f->reporters,       &f->policy_types,  &f->result_types,
                           &f->days,    &f->failures,        &f->policies_seen, &f->domain_day_rows,
                           &f->couples, &f->couple_type_rows};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        rows_free(rows[i]);
    coverage_free(&f->coverage);
    events_free(&f->events);
    addresses_free(&f->addresses);
    recent_free(&f->recent);
    recent_free(&f->recent_reports);
    troubles_free(&f->conflicts);
    troubles_free(&f->unauthenticated);
    troubles_free(&f->displaced);
    signers_free(&f->signers);
    troubles_free(&f->future_dated);
}
