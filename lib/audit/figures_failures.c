#include "lib/audit/figures_parts.h"

#include "lib/tlsrpt/mxlisting.h"

static bool add_event(const struct figures_context *c, uint32_t failure, struct mxlist *list,
                      const struct failure_detail *d)
{
    struct event_key key = {.failure = failure, .reporter = c->reporter, .day = c->day};
    enum mx_listing listing;
    if (!mxlist_judge(list, d->text[DETAIL_RECEIVING_MX_HOSTNAME], &listing))
        return false;
    key.listing = listing;
    struct domain_row *domain = rows_at_mutable(&c->f->domains, c->domain);
    struct event_witness report = {.key = c->key,
                                   .covered_to = c->covered.last,
                                   .is_authentic = c->is_known,
                                   .is_stale = c->is_stale,
                                   .is_counted = c->is_counted};
    return events_add(&c->f->events, key, d, report, &domain->beyond.details);
}

/* The number of the host at which a failure is summed. When too many hosts or events are told
 * apart, it is that of the others, except for the first few of each domain. */
static int64_t number_of_host(const struct figures_context *c, uint32_t domain_result,
                              struct slice host)
{
    struct figures *f = c->f;
    struct domain_row *domain = rows_at_mutable(&f->domains, c->domain);
    uint64_t most = FIGURES_MOST_FAILURES + FIGURES_FAILURES_A_REPORT * f->reports;
    if (host.n > 0 && events_are_full(&f->events) &&
        domain->beyond.details.events == NAMES_ALLOWANCE)
        return names_number(&f->mx_names, NAMES_OTHERS);
    if (f->failures.n < most || host.n == 0)
        return names_number(&f->mx_names, host);
    int64_t known = names_find(&f->mx_names, host);
    if (known >= 0 && pairs_find(&f->failure_index, domain_result, (uint32_t)known) >= 0)
        return known;
    if (domain->beyond.hosts == NAMES_ALLOWANCE)
        return names_number(&f->mx_names, NAMES_OTHERS);
    domain->beyond.hosts++;
    return names_number(&f->mx_names, host);
}

/* Counts a reporter once at a failure; beyond a bound only if none was counted there. */
static bool count_reporter(const struct figures_context *c, uint32_t failure,
                           struct failure_row *row)
{
    struct pairs *pairs = &c->f->failure_reporters;
    uint64_t most = FIGURES_MOST_REPORTERS_OF_FAILURES + FIGURES_REPORTERS_A_REPORT * c->f->reports;
    bool is_new;
    if (row->reporters > 0 && pairs->rows.n >= most)
        return true;
    if (pairs_number(pairs, failure, c->reporter, &is_new) < 0)
        return false;
    row->reporters += is_new;
    return true;
}

/* Gives the row of a result type and a host of the domain; NULL: out of memory. *number is its
 * number. */
static struct failure_row *row_of_failure(const struct figures_context *c, uint32_t result,
                                          const struct failure_detail *d, uint32_t *number)
{
    struct figures *f = c->f;
    const struct slice none = {0};
    struct slice host = d->is_surplus ? none : d->text[DETAIL_RECEIVING_MX_HOSTNAME];
    int64_t pair = pairs_number(&f->domain_results, c->domain, result, NULL);
    int64_t mx = pair < 0 ? -1 : number_of_host(c, (uint32_t)pair, host);
    bool is_new;
    if (mx < 0)
        return NULL;
    int64_t failure = pairs_number(&f->failure_index, (uint32_t)pair, (uint32_t)mx, NULL);
    struct failure_row *row = rows_of_number(&f->failures, failure, &is_new);
    if (row && is_new) {
        row->domain = c->domain;
        row->policy_domain = names_text(&f->domain_names, c->domain);
        row->result_type = names_text(&f->result_type_names, result);
        row->result = result_id_of(row->result_type);
        row->receiving_mx_hostname = names_text(&f->mx_names, (uint32_t)mx);
    }
    *number = (uint32_t)failure;
    return row;
}

/* Gives the row of the detail's result type; NULL: out of memory. *number is its number. */
static struct result_type_row *row_of_type(struct figures *f, const struct failure_detail *d,
                                           uint32_t *number)
{
    struct slice type = d->is_surplus ? NAMES_OTHERS : d->text[DETAIL_RESULT_TYPE];
    int64_t result = figures_word(&f->result_type_names, type, result_type_find(type) != NULL);
    bool is_new;
    struct result_type_row *row = rows_of_number(&f->result_types, result, &is_new);
    if (row && is_new)
        row->result_type = names_text(&f->result_type_names, (uint32_t)result);
    *number = (uint32_t)result;
    return row;
}

static bool count_type(const struct figures_context *c, uint32_t result,
                       struct result_type_row *row, const struct failure_detail *d)
{
    struct figures *f = c->f;
    bool new_domain, new_reporter;
    if (pairs_number(&f->result_domains, result, c->domain, &new_domain) < 0 ||
        pairs_number(&f->result_reporters, result, c->reporter, &new_reporter) < 0)
        return false;
    row->failure_details++;
    row->domains += new_domain;
    row->reporters += new_reporter;
    figures_sum(f, &row->failed_sessions, d->failed_sessions);
    span_take(&row->span, c->day, c->is_stale);
    f->failure_details++;
    struct address_facts facts = {.result_type = result,
                                  .domain = c->domain,
                                  .reporter = c->reporter,
                                  .day = c->day,
                                  .is_stale = c->is_stale};
    return d->is_surplus || addresses_add(&f->addresses, d, facts);
}

static bool count_failure(const struct figures_context *c, uint32_t failure,
                          struct failure_row *row, const struct failure_detail *d)
{
    if (!count_reporter(c, failure, row))
        return false;
    figures_sum(c->f, &row->failed_sessions, d->failed_sessions);
    span_take(&row->span, c->day, c->is_stale);
    return true;
}

static bool add_failure(const struct figures_context *c, struct mxlist *list,
                        const struct failure_detail *d)
{
    uint32_t result, failure;
    struct result_type_row *of_type = row_of_type(c->f, d, &result);
    struct failure_row *row = of_type ? row_of_failure(c, result, d, &failure) : NULL;
    if (!row || (c->is_counted &&
                 (!count_type(c, result, of_type, d) || !count_failure(c, failure, row, d))))
        return false;
    /* What failed for no session must not become a finding, which would contradict the figures. */
    bool failed = d->failed_sessions > 0 || list->policy->failed_sessions > 0;
    return d->is_surplus || !failed || add_event(c, failure, list, d);
}

bool figures_add_failures(const struct figures_context *c, const struct policy *p)
{
    struct mxlist list;
    bool ok = true;
    mxlist_init(&list, p, c->is_cut);
    for (size_t i = 0; ok && i < p->details_n; i++)
        ok = add_failure(c, &list, &p->details[i]);
    mxlist_free(&list);
    return ok;
}
