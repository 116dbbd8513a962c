#include "lib/audit/figures_parts.h"
#include "lib/base/buffer.h"
#include "lib/tlsrpt/stspolicy.h"

/* Mail comes day by day, so the row is most often that of the domain's last report. */
static struct domain_day_row *row_of_day(const struct figures_context *c, struct domain_row *domain,
                                         bool *is_new)
{
    struct figures *f = c->f;
    *is_new = false;
    if (domain->reports > 0 && domain->last.day == c->day)
        return rows_at_mutable(&f->domain_day_rows, domain->last.day_row);
    int64_t number = pairs_number(&f->domain_days, c->domain, (uint32_t)c->day, NULL);
    domain->last.day = c->day;
    domain->last.day_row = (uint32_t)number;
    return rows_of_number(&f->domain_day_rows, number, is_new);
}

static void note_failures(const struct figures_context *c, struct domain_day_row *row,
                          struct sessions sts)
{
    if (sts.failed == 0 && sts.excess == 0)
        return;
    if (!row->sts_failed || c->covered.last > row->failed_to)
        row->failed_to = c->covered.last;
    row->sts_failed = true;
}

static bool add_domain_day(const struct figures_context *c, struct domain_row *domain,
                           const struct policy *p)
{
    struct figures *f = c->f;
    bool is_new, first_of_report = domain->last.report != f->reports;
    struct domain_day_row *row = row_of_day(c, domain, &is_new);
    if (!row)
        return false;
    enum policy_kind kind = policy_kind_of(p->type);
    struct sessions sessions = policy_sessions(p);
    figures_sum_sessions(f, &row->sessions, sessions);
    latest_take(&row->covered_to, &row->sound, c->covered.last, c->is_stale, is_new);
    row->none_found |= !c->is_stale && kind == POLICY_NONE_FOUND;
    row->some_found |= !c->is_stale && policy_kind_secures(kind);
    if (policy_kind_secures(kind))
        figures_sum(f, &row->secured, p->successful_sessions);
    if (kind == POLICY_STS && !c->is_stale) {
        figures_sum_sessions(f, &row->sts, sessions);
        note_failures(c, row, sessions);
    }
    row->reports += first_of_report;
    return !c->is_stale ||
           pairs_number(&f->stale_reporters, domain->last.day_row, c->reporter, NULL) >= 0;
}

/* Adds the sessions of the reporter with the domain. */
static bool add_couple(struct figures_context *c, struct sessions sessions, bool *new_reporter)
{
    struct figures *f = c->f;
    int64_t number = pairs_number(&f->domain_reporters, c->domain, c->reporter, NULL);
    struct couple_row *row = rows_of_number(&f->couples, number, new_reporter);
    if (!row)
        return false;
    c->couple = (uint32_t)number;
    figures_sum_sessions(f, &row->sessions, sessions);
    return true;
}

/* Counts a report, once, though several of its policies may be of the domain. */
static void count_report(const struct figures_context *c, struct domain_row *row)
{
    if (row->last.report == c->f->reports)
        return;
    row->last.report = c->f->reports;
    row->last.sessions = row->last.secured = 0;
    row->last.is_covered = false;
    row->reports++;
    auth_count(&row->auth, c->signature);
}

static bool add_domain(struct figures_context *c, const struct policy *p)
{
    struct figures *f = c->f;
    bool is_new, new_reporter;
    struct domain_row *row = rows_of_number(&f->domains, c->domain, &is_new);
    struct sessions sessions = policy_sessions(p);
    enum policy_kind kind = policy_kind_of(p->type);
    if (!row || !add_domain_day(c, row, p) || !add_couple(c, sessions, &new_reporter) ||
        !recent_add(&f->recent, &row->recent[kind], c->day, c->is_stale, sessions))
        return false;
    row->last.couple = c->couple;
    if (is_new) {
        row->policy_domain = names_text(&f->domain_names, c->domain);
        row->number = c->domain;
    }
    count_report(c, row);
    row->reporters += new_reporter;
    figures_sum_sessions(f, &row->sessions, sessions);
    figures_sum(f, &row->last.sessions, sessions.successful);
    figures_sum(f, &row->last.sessions, sessions.failed);
    if (policy_kind_secures(kind))
        figures_sum(f, &row->last.secured, sessions.successful);
    span_take(&row->span, c->day, c->is_stale);
    if (new_reporter) {
        struct reporter_row *reporter = rows_at_mutable(&f->reporters, c->reporter);
        reporter->domains++;
    }
    return true;
}

static bool add_policy_type(struct figures *f, const struct policy *p, struct sessions sessions,
                            uint32_t *number)
{
    bool is_new, is_of_rfc = policy_kind_of(p->type) != POLICY_OTHER;
    int64_t type = figures_word(&f->policy_type_names, p->type, is_of_rfc);
    struct policy_type_row *row = rows_of_number(&f->policy_types, type, &is_new);
    if (!row)
        return false;
    if (is_new)
        row->policy_type = names_text(&f->policy_type_names, (uint32_t)type);
    row->policies++;
    figures_sum_sessions(f, &row->sessions, sessions);
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

/* Is a policy the same as the last one of its domain? It is for months. */
static bool is_last_policy(const struct figures *f, const struct domain_row *domain, uint32_t type,
                           struct slice text)
{
    if (domain->last.policy == 0)
        return false;
    const struct policy_seen_row *row = rows_at(&f->policies_seen, domain->last.policy - 1);
    return row->type == type && slice_equal(row->policy_text, text);
}

/* The number of a distinct policy, -1: out of memory. *kept is the number of the text under which
 * it is kept. */
static int64_t policy_number(const struct figures_context *c, uint32_t type, struct slice text,
                             int64_t *kept)
{
    struct figures *f = c->f;
    struct domain_row *domain = rows_at_mutable(&f->domains, c->domain);
    *kept = names_number_allowed(&f->policy_texts, text, FIGURES_MOST_POLICY_TEXTS,
                                 &domain->beyond.policies);
    int64_t domain_type = pairs_number(&f->domain_policies, c->domain, type, NULL);
    return *kept < 0 || domain_type < 0
               ? -1
               : pairs_number(&f->policy_index, (uint32_t)domain_type, (uint32_t)*kept, NULL);
}

static struct policy_seen_row *row_of_policy(struct figures_context *c, const struct policy *p,
                                             uint32_t type, bool *is_new)
{
    struct figures *f = c->f;
    struct domain_row *domain = rows_at_mutable(&f->domains, c->domain);
    struct slice text = joined(f->scratch, p->strings);
    int64_t kept;
    *is_new = false;
    if (f->scratch->failed)
        return NULL;
    if (!is_last_policy(f, domain, type, text)) {
        int64_t number = policy_number(c, type, text, &kept);
        struct policy_seen_row *row = rows_of_number(&f->policies_seen, number, is_new);
        if (!row)
            return NULL;
        domain->last.policy = (uint32_t)number + 1;
        row->type = type;
        row->policy_text = names_text(&f->policy_texts, (uint32_t)kept);
    }
    c->policy = domain->last.policy - 1;
    return rows_at_mutable(&f->policies_seen, c->policy);
}

/* After add_domain_day, which has found the day's row. */
static void mark_day(const struct figures_context *c, const struct policy_seen_row *p)
{
    const struct domain_row *domain = rows_at(&c->f->domains, c->domain);
    struct domain_day_row *day = rows_at_mutable(&c->f->domain_day_rows, domain->last.day_row);
    day->sts_enforced |= p->mode == STS_MODE_ENFORCE;
    day->sts_weaker |= policy_seen_is_weak(p);
    day->dane |= policy_kind_of(p->policy_type) == POLICY_TLSA;
}

/* Is the reporter new to the policy? It tells of the same one for months. False: out of memory. */
static bool meet_policy(const struct figures_context *c, bool *new_reporter)
{
    struct couple_row *couple = rows_at_mutable(&c->f->couples, c->couple);
    *new_reporter = false;
    if (couple->last_policy == c->policy + 1)
        return true;
    couple->last_policy = c->policy + 1;
    return pairs_number(&c->f->policy_reporters, c->policy, c->reporter, new_reporter) >= 0;
}

static bool add_policy_seen(struct figures_context *c, const struct policy *p, uint32_t type)
{
    struct figures *f = c->f;
    bool is_new, new_reporter;
    struct policy_seen_row *row = row_of_policy(c, p, type, &is_new);
    if (!row || !meet_policy(c, &new_reporter))
        return false;
    if (is_new) {
        row->domain = c->domain;
        row->policy_domain = names_text(&f->domain_names, c->domain);
        row->policy_type = names_text(&f->policy_type_names, type);
        row->mode = policy_kind_of(row->policy_type) == POLICY_STS
                        ? stspolicy_mode(row->policy_text)
                        : STS_MODE_UNKNOWN;
    }
    row->is_cut = c->is_cut && (is_new || row->is_cut);
    row->reports += row->last_report != f->reports;
    row->last_report = f->reports;
    row->reporters += new_reporter;
    span_take(&row->span, c->day, c->is_stale);
    if (!c->is_stale)
        mark_day(c, row);
    return true;
}

static bool find_domain(struct figures_context *c, const struct policy *p)
{
    int64_t domain = names_number(&c->f->domain_names, p->attributed);
    c->domain = (uint32_t)domain;
    return domain >= 0;
}

static struct reporter_policy_row *row_of_couple_type(const struct figures_context *c,
                                                      uint32_t type)
{
    struct figures *f = c->f;
    struct couple_row *couple = rows_at_mutable(&f->couples, c->couple);
    if (couple->last_type_row > 0 && couple->last_type == type)
        return rows_at_mutable(&f->couple_type_rows, couple->last_type_row - 1);
    int64_t number = pairs_number(&f->couple_types, c->couple, type, NULL);
    couple->last_type = type;
    couple->last_type_row = (uint32_t)number + 1;
    return rows_of_number(&f->couple_type_rows, number, NULL);
}

/* Counts the kinds of policy that the reporter found for the domain. */
static bool add_couple_type(const struct figures_context *c, uint32_t type,
                            struct sessions sessions)
{
    struct reporter_policy_row *row = row_of_couple_type(c, type);
    if (!row)
        return false;
    row->policies++;
    figures_sum_sessions(c->f, &row->sessions, sessions);
    span_take(&row->span, c->day, c->is_stale);
    return true;
}

bool figures_add_policy(struct figures_context *c, const struct policy *p)
{
    struct figures *f = c->f;
    uint32_t type;
    struct sessions sessions = policy_sessions(p);
    if (!find_domain(c, p) || !add_domain(c, p) || !add_policy_type(f, p, sessions, &type) ||
        !add_policy_seen(c, p, type) || !add_couple_type(c, type, sessions))
        return false;
    f->policies++;
    return p->details_n == 0 || figures_add_failures(c, p);
}

/* The end of a report, as far as it is believed. A range without end, which anyone can write, ends
 * with the days that it covers. Any other may end hours later, too few to cover one more day (SPEC
 * 5.2). */
static time_seconds believed_end(const struct figures_context *c)
{
    time_seconds covered_to = (time_seconds)(c->covered.last + 1) * SECONDS_A_DAY;
    return c->end - covered_to < COVERAGE_LEAST ? c->end : covered_to;
}

bool figures_add_coverage(struct figures_context *c, const struct policy *p)
{
    struct figures *f = c->f;
    if (!c->has_one_policy && !find_domain(c, p))
        return false;
    struct domain_row *row = rows_at_mutable(&f->domains, c->domain);
    if (row->last.is_covered)
        return true; /* an earlier policy of the same domain was here */
    row->last.is_covered = true;
    struct coverage_report report = {.covered = c->covered,
                                     .is_one_session = row->last.sessions == 1,
                                     .is_secured = row->last.secured != 0};
    if (!recent_add(&f->recent_reports, &row->recent_reports, c->day, c->is_stale,
                    (struct sessions){.successful = 1}))
        return false;
    if (c->is_stale)
        return true;
    time_seconds end = believed_end(c);
    if (row->reports == 1 || end > row->last_end)
        row->last_end = end;
    return coverage_add(&f->coverage, row->last.couple, report);
}
