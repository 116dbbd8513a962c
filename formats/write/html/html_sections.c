/* html_sections: the parts of the page, from what matters most to how it came about. */
#include "formats/write/html/html.h"
#include "formats/write/method.h"
#include "formats/write/shown.h"
#include "lib/base/thousands.h"
#include "lib/findings/verdict.h"

static void put_card(struct html *h, const char *label, const char *value)
{
    html_format(h, "<div><dt>%s</dt><dd>%s</dd></div>\n", label, value);
}

static void put_count_card(struct html *h, const char *label, uint64_t n)
{
    put_card(h, label, thousands((int64_t)n).text);
}

/* Only what is not closed counts. */
static void put_findings_card(struct html *h, const struct findings *f)
{
    char value[2 * THOUSANDS_ROOM + 40];
    size_t open = findings_open(f), closed = f->n - open;
    int n = snprintf(value, sizeof value, "%s", thousands((int64_t)open).text);
    if (closed > 0)
        snprintf(value + n, sizeof value - (size_t)n, " <small>and %s closed</small>",
                 thousands((int64_t)closed).text);
    put_card(h, "Findings", value);
}

static void put_cards(struct html *h, const struct account *a)
{
    html_put(h, "<dl class=cards>\n");
    put_card(h, "Secured share", shown_share(a->audit.figures.sessions).text);
    put_count_card(h, "Sessions", (uint64_t)sessions_all(a->audit.figures.sessions));
    put_count_card(h, "Failed sessions", (uint64_t)a->audit.figures.sessions.failed);
    if (a->audit.figures.sessions.excess > 0) /* reports that contradict themselves */
        put_count_card(h, "More by failure details", (uint64_t)a->audit.figures.sessions.excess);
    put_count_card(h, "Domains", a->audit.summary.domains_n);
    put_count_card(h, "Reporters", a->audit.summary.reporters_n);
    put_count_card(h, "Reports", a->audit.totals.reports);
    put_count_card(h, "Days missing", a->audit.totals.days_missing);
    put_findings_card(h, &a->findings);
    html_put(h, "</dl>\n");
}

static void put_verdict(struct html *h, const struct account *a, const void *row)
{
    char room[VERDICT_ROOM];
    (void)a;
    html_format(h, "<span class=%s>%s</span>", html_verdict_class(row),
                verdict_sentence(row, room));
}

/* "98.31 % of 12,345 reports are authentic; …" */
static void put_authenticity(struct html *h, const struct account *a)
{
    struct buffer line = {0};
    method_signatures(a, &line);
    if (line.n > 0) {
        html_put(h, "<p>");
        html_text(h, buffer_slice(&line));
        html_put(h, ".</p>\n");
    }
    html_drop(h, &line);
}

static void put_sentence(struct html *h, const char *label, method_say *say,
                         const struct account *a)
{
    struct buffer line = {0};
    say(a, &line);
    html_format(h, "<p>%s: ", label);
    html_text(h, buffer_slice(&line));
    html_put(h, ".</p>\n");
    html_drop(h, &line);
}

static void put_overview(struct html *h, const struct account *a)
{
    put_cards(h, a);
    put_authenticity(h, a);
    if (a->audit.summary.windows_n > 0)
        put_sentence(h, "Secured share", method_windows, a);
    put_sentence(h, "Days missing", method_missing, a);
    if (a->audit.totals.rejected > 0)
        put_sentence(h, "Rejected", method_rejected, a);
}

static void put_foreign(struct html *h, const struct account *a)
{
    static const char *const columns[] = {
        "policy_domain",   "reports",   "reporters", "successful_sessions",
        "failed_sessions", "first_day", "last_day",  NULL};
    html_table(h, a, TABLE_FOREIGN, columns, NULL);
}

static void put_changes(struct html *h, const struct account *a)
{
    static const char *const columns[] = {
        "kind",     "change",      "severity",   "policy_domain",    "subject",
        "words",    "was_reports", "is_reports", "was_success_rate", "is_success_rate",
        "was_mode", "is_mode",     NULL};
    html_put(h, "<p>Compared with the summary of ");
    html_text(h, earlier_time(a->given.earlier));
    html_put(h, ".</p>\n");
    html_table(h, a, TABLE_CHANGES, columns, NULL);
}

static void put_controls(struct html *h, const struct account *a)
{
    static const char *const columns[] = {"control", "verdict", "framework", "asks",
                                          "shows",   "value",   "limits",    NULL};
    html_put(h, "<p>What these figures can say to controls of frameworks. None of the words means "
                "that a control is met: that is for the auditor to say.</p>\n");
    html_table(h, a, TABLE_CONTROLS, columns, NULL);
}

static void put_findings(struct html *h, const struct account *a)
{
    static const char *const columns[] = {
        "severity",        "status",    "policy_domain", "title",      "advice", "who",
        "failed_sessions", "first_day", "last_day",      "days_clean", NULL};
    static const char *const with_networks[] = {
        "severity", "status",          "policy_domain", "title",    "advice",     "who",
        "networks", "failed_sessions", "first_day",     "last_day", "days_clean", NULL};
    html_table(h, a, TABLE_FINDINGS, a->given.networks ? with_networks : columns, NULL);
}

static void put_domains(struct html *h, const struct account *a)
{
    static const char *const columns[] = {"policy_domain",
                                          "success_rate",
                                          "last_7_days",
                                          "last_30_days",
                                          "last_90_days",
                                          "readiness",
                                          "successful_sessions",
                                          "failed_sessions",
                                          "reports",
                                          "reporters",
                                          "first_day",
                                          "last_day",
                                          "days_missing",
                                          NULL};
    char order[100] = "";
    for (size_t i = 0, at = 0; i < VERDICTS; i++)
        at += (size_t)snprintf(order + at, sizeof order - at, "%s%s", i > 0 ? "," : "",
                               verdict_texts[verdicts_worst_first[i]].word);
    const struct html_extra verdict = {.title = "Verdict", .order = order, .put = put_verdict};
    html_table(h, a, TABLE_DOMAINS, columns, &verdict);
}

static void put_days(struct html *h, const struct account *a)
{
    static const char *const days[] = {
        "day", "reports", "successful_sessions", "failed_sessions", "success_rate", NULL};
    static const char *const months[] = {"month",           "reports",      "successful_sessions",
                                         "failed_sessions", "success_rate", NULL};
    html_day_charts(h, a);
    html_put(h, "<h3>By month</h3>\n");
    html_table(h, a, TABLE_MONTHS, months, NULL);
    html_put(h, "<details><summary>The figures by day</summary>\n");
    html_table(h, a, TABLE_DAYS, days, NULL);
    html_put(h, "</details>\n");
}

/* Do databases or DNS records tell more of addresses than reports do? */
static bool says_more(const struct account *a)
{
    bool more = a->given.networks || a->setup.lines_n > 0;
    for (size_t i = 0; i < a->audit.summary.addresses_n && !more; i++)
        more = a->audit.summary.addresses[i].reverse_names.n > 0;
    return more;
}

static void put_addresses(struct html *h, const struct account *a)
{
    static const char *const columns[] = {"role",         "address",  "failed_sessions",
                                          "result_types", "domains",  "reporters",
                                          "first_day",    "last_day", NULL};
    static const char *const all[] = {"role",
                                      "address",
                                      "ours",
                                      "reverse_names",
                                      "country",
                                      "as_name",
                                      "failed_sessions",
                                      "result_types",
                                      "domains",
                                      "reporters",
                                      "first_day",
                                      "last_day",
                                      NULL};
    html_put(h, "<h3>By address</h3>\n");
    html_table(h, a, TABLE_ADDRESSES, says_more(a) ? all : columns, NULL);
}

static void put_failures(struct html *h, const struct account *a)
{
    html_failures(h, a);
    put_addresses(h, a);
}

static void put_coverage(struct html *h, const struct account *a)
{
    static const char *const columns[] = {"policy_domain", "first_day", "last_day",
                                          "days_covered",  "missing",   NULL};
    static const struct html_extra strip = {.title = "Day by day", .put = html_calendar};
    bool has_calendar = h->calendar.days > 0 && h->calendar.of_domains;
    if (has_calendar)
        html_calendar_key(h);
    else if (a->audit.summary.domains_n > 0)
        html_put(h, "<p class=dim>There are too many domains for a calendar of days.</p>\n");
    html_table(h, a, TABLE_COVERAGE, columns, has_calendar ? &strip : NULL);
}

static void put_policies(struct html *h, const struct account *a)
{
    static const char *const columns[] = {"policy_domain", "policy_type", "mode",
                                          "policy_text",   "reports",     "reporters",
                                          "first_day",     "last_day",    NULL};
    static const struct html_extra strip = {.title = "When", .put = html_span};
    html_table(h, a, TABLE_POLICIES_SEEN, columns, h->calendar.days > 0 ? &strip : NULL);
    html_put(h, "<h3>Sessions by policy type</h3>\n");
    static const char *const types[] = {"policy_type",     "policies",     "successful_sessions",
                                        "failed_sessions", "success_rate", NULL};
    html_table(h, a, TABLE_POLICY_TYPES, types, NULL);
}

static void put_reporters(struct html *h, const struct account *a)
{
    static const char *const columns[] = {"organization_name",   "reports",         "domains",
                                          "successful_sessions", "failed_sessions", "success_rate",
                                          "first_day",           "last_day",        NULL};
    html_table(h, a, TABLE_REPORTERS, columns, NULL);
    static const char *const met[] = {
        "policy_domain", "organization_name", "result_type", "failed_sessions", "share", "days",
        "first_day",     "last_day",          NULL};
    static const char *const found[] = {
        "policy_domain", "organization_name", "policy_type", "policies",
        "first_day",     "last_day",          NULL};
    html_put(h, "<h3>Who met what</h3>\n");
    html_table(h, a, TABLE_REPORTER_RESULTS, met, NULL);
    html_put(h, "<h3>Who found which kind of policy</h3>\n");
    html_table(h, a, TABLE_REPORTER_POLICIES, found, NULL);
}

static void put_setup(struct html *h, const struct account *a)
{
    static const char *const columns[] = {
        "policy_domain", "host",    "in_policy",   "addresses", "tlsa",   "signed", "tlsrpt",
        "rua",           "mta_sts", "policy_mode", "policy_mx", "errors", NULL};
    html_table(h, a, TABLE_SETUP, columns, NULL);
}

static void put_signatures(struct html *h, const struct account *a)
{
    static const char *const columns[] = {"organization_name", "dkim_domain", "dkim_selector",
                                          "dkim_result",       "dkim_reason", "dkim_key_bits",
                                          "dkim_aligned",      "reports",     "first_day",
                                          "last_day",          NULL};
    html_table(h, a, TABLE_SIGNATURES, columns, NULL);
}

static const struct section {
    const char *id, *title;
    void (*put)(struct html *h, const struct account *a);
    enum table_id table; /* the section is there where the table is */
} sections[] = {
    {"overview", "Key figures", put_overview, TABLE_DAYS},
    {"findings", "Findings", put_findings, TABLE_DAYS},
    {"changes", "Changes", put_changes, TABLE_CHANGES},
    {"domains", "Domains", put_domains, TABLE_DAYS},
    {"each", "Domain by domain", html_domains, TABLE_DAYS},
    {"days", "Sessions over time", put_days, TABLE_DAYS},
    {"failures", "Failures", put_failures, TABLE_DAYS},
    {"coverage", "Coverage", put_coverage, TABLE_DAYS},
    {"foreign", "Foreign domains", put_foreign, TABLE_FOREIGN},
    {"policies", "Policies", put_policies, TABLE_DAYS},
    {"reporters", "Reporters", put_reporters, TABLE_DAYS},
    {"setup", "Setup", put_setup, TABLE_SETUP},
    {"signatures", "Signatures", put_signatures, TABLE_SIGNATURES},
    {"controls", "Controls", put_controls, TABLE_CONTROLS},
    {"method", "Method", html_method, TABLE_DAYS},
};

enum { SECTIONS = COUNT_OF(sections) };

static bool is_there(size_t section, const struct account *a)
{
    enum table_id table = sections[section].table;
    return table_is_there(tables[table], a) &&
           (table != TABLE_SIGNATURES || audit_speaks_of_signatures(&a->audit));
}

bool html_write_sections(struct html *h, const struct account *a)
{
    html_put(h, "<nav aria-label=Sections><ul>\n");
    for (size_t i = 0; i < SECTIONS; i++)
        if (is_there(i, a))
            html_format(h, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id, sections[i].title);
    html_put(h, "</ul></nav>\n<main id=main>\n");
    for (size_t i = 0; i < SECTIONS; i++) {
        if (!is_there(i, a))
            continue;
        html_format(h, "<section id=%s aria-labelledby=%s-title>\n<h2 id=%s-title>%s</h2>\n",
                    sections[i].id, sections[i].id, sections[i].id, sections[i].title);
        sections[i].put(h, a);
        html_put(h, "</section>\n");
    }
    html_put(h, "</main>\n");
    return !h->out_of_memory;
}
