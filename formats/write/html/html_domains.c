/* html_domains: a block for each domain, with all that concerns it; its name in every table leads
 * there. */
#include <stdlib.h>

#include "formats/write/html/html.h"
#include "lib/base/thousands.h"
#include "lib/findings/verdict.h"

bool html_choose_domains(struct html *h, const struct account *a)
{
    const struct summary *s = &a->audit.summary;
    const struct domain_row **order = verdict_worst_first(s);
    h->has_block = calloc(s->domains_n + 1, sizeof *h->has_block);
    h->summary = s;
    for (size_t i = 0; order && h->has_block && i < s->domains_n && i < HTML_MOST_BLOCKS; i++)
        h->has_block[order[i] - s->domains] = true;
    bool ok = order && h->has_block;
    free(order);
    return ok;
}

static void put_figures(struct html *h, const struct domain_row *d)
{
    html_put(h, "<p>");
    html_shares_of(h, d, " secured");
    html_format(h, ". %s", counted((int64_t)d->reports, "report", "reports").text);
    html_format(h, " of %s", counted((int64_t)d->reporters, "organization", "organizations").text);
    html_format(h, "; %s missing.</p>\n",
                counted((int64_t)d->days_missing, "expected day is", "expected days are").text);
}

static void put_strip(struct html *h, const struct account *a, const struct domain_row *d)
{
    html_calendar(h, a, d);
    html_put(h, "<p class=ends><span>");
    html_day(h, h->calendar.first);
    html_put(h, d->days_missing > 0 ? "</span><span>thin and red: no report</span><span>"
                                    : "</span><span>");
    html_day(h, h->calendar.first + (day_number)h->calendar.days - 1);
    html_put(h, "</span></p>\n");
}

static void put_block(struct html *h, const struct account *a, const struct domain_row *d,
                      size_t number)
{
    static const char *const findings[] = {"severity",        "status",    "title",    "advice",
                                           "failed_sessions", "first_day", "last_day", NULL};
    static const char *const failures[] = {"result_type",
                                           "receiving_mx_hostname",
                                           "failed_sessions",
                                           "reporters",
                                           "first_day",
                                           "last_day",
                                           NULL};
    static const char *const policies[] = {"policy_type", "mode",     "policy_text", "reports",
                                           "first_day",   "last_day", NULL};
    static const char *const met[] = {
        "organization_name", "result_type", "failed_sessions", "share", "first_day",
        "last_day",          NULL};
    char room[VERDICT_ROOM];
    html_format(h,
                "<article class=domain id=domain-%zu aria-labelledby=domain-%zu-title>\n"
                "<h3 id=domain-%zu-title>",
                number, number, number);
    html_cell_text(h, d->policy_domain.n > 0 ? d->policy_domain : SLICE("(not known)"));
    html_format(h, " <span class=%s>%s</span></h3>\n", html_verdict_class(d),
                verdict_sentence(d, room));
    put_figures(h, d);
    if (h->calendar.days > 0 && h->calendar.of_domains)
        put_strip(h, a, d);
    h->only = &d->policy_domain;
    html_table(h, a, TABLE_FINDINGS, findings, NULL);
    html_table(h, a, TABLE_FAILURE_GROUPS, failures, NULL);
    html_table(h, a, TABLE_REPORTER_RESULTS, met, NULL);
    html_table(h, a, TABLE_POLICIES_SEEN, policies, NULL);
    h->only = NULL;
    html_put(h, "</article>\n");
}

void html_domains(struct html *h, const struct account *a)
{
    const struct summary *s = &a->audit.summary;
    if (s->domains_n == 0)
        html_put(h, "<p>No report was counted.</p>\n");
    for (size_t i = 0; i < s->domains_n; i++)
        if (h->has_block[i])
            put_block(h, a, &s->domains[i], i);
    if (s->domains_n > HTML_MOST_BLOCKS)
        html_format(h,
                    "<p class=dim>The %d domains that need a look first, of %s; --domain and "
                    "{domain} in the page's name give each its own.</p>\n",
                    HTML_MOST_BLOCKS, thousands((int64_t)s->domains_n).text);
}
