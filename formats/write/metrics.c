/*
 * metrics: gauges for Prometheus, in the text format that node_exporter's textfile collector reads
 * (SPEC 6.7).
 *
 * Whoever mails a report can make up domains. So besides those that the list names, only the
 * MOST_DOMAINS with the most reports become labels; how many are left out is a gauge, too.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "formats/write/fileoutput.h"
#include "lib/base/order.h"

enum { MOST_DOMAINS = 1000 };

struct metrics {
    struct fileoutput base;
    FILE *file;
    const struct account *account;
    const struct domain_row **domains; /* those that become labels, by name */
    size_t domains_n;
    day_number last; /* day of the period */
};

static const struct window {
    const char *name;
    unsigned days;
} windows[] = {{"1d", 1}, {"7d", RECENT_DAYS}};
enum { WINDOWS = COUNT_OF(windows) };

static void put_help(struct metrics *m, const char *name, const char *help)
{
    fprintf(m->file, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static bool has_escape(char c)
{
    return c == '\n' || c == '\\' || c == '"';
}

/* A label's value: backslash, quote and line feed are escaped. */
static void put_text(struct metrics *m, struct slice text)
{
    while (text.n > 0) {
        size_t plain = 0;
        while (plain < text.n && !has_escape(text.at[plain]))
            plain++;
        target_write(&m->base.target, slice_first(text, plain)); /* a failure marks the file */
        if (plain < text.n)
            fprintf(m->file, "\\%c", text.at[plain] == '\n' ? 'n' : text.at[plain]);
        text = slice_from(text, plain + (plain < text.n));
    }
}

static void put_label(struct metrics *m, const char *before, struct slice value)
{
    fputs(before, m->file);
    put_text(m, value);
    fputc('"', m->file);
}

static int by_reports(const void *a, const void *b)
{
    const struct domain_row *x = *(const struct domain_row *const *)a,
                            *y = *(const struct domain_row *const *)b;
    if (x->reports != y->reports)
        return x->reports < y->reports ? 1 : -1;
    return slice_compare(x->policy_domain, y->policy_domain);
}

static int by_name(const void *a, const void *b)
{
    return slice_compare((*(const struct domain_row *const *)a)->policy_domain,
                         (*(const struct domain_row *const *)b)->policy_domain);
}

/* Does the list name it, not only by a wildcard? */
static bool is_named(const struct scope *scope, const struct domain_row *d)
{
    const struct scope_entry *entry = scope ? scope_find(scope, d->policy_domain) : NULL;
    return entry && !entry->is_wildcard;
}

/* Fills in m->domains, those that the list names first. Gives how many these are. */
static size_t put_named_first(struct metrics *m, const struct summary *s)
{
    const struct scope *scope = m->account->audit.options.scope;
    size_t named = 0, others = s->domains_n;
    for (size_t i = 0; i < s->domains_n; i++) {
        const struct domain_row *d = &s->domains[i];
        m->domains[is_named(scope, d) ? named++ : --others] = d;
    }
    return named;
}

static bool choose_domains(struct metrics *m)
{
    const struct summary *s = &m->account->audit.summary;
    m->domains = calloc(s->domains_n + 1, sizeof *m->domains);
    if (!m->domains)
        return false;
    size_t named = put_named_first(m, s), others = s->domains_n - named;
    order_sort(m->domains + named, others, sizeof *m->domains, by_reports);
    m->domains_n = named + (others < MOST_DOMAINS ? others : MOST_DOMAINS);
    order_sort(m->domains, m->domains_n, sizeof *m->domains, by_name);
    return true;
}

/* All types that the RFC does not know are one: else anyone could make up labels. */
static const char *const kind_names[] = {[POLICY_STS] = "sts",
                                         [POLICY_TLSA] = "tlsa",
                                         [POLICY_NONE_FOUND] = "no-policy-found",
                                         [POLICY_OTHER] = "other"};
_Static_assert(COUNT_OF(kind_names) == POLICY_KINDS, "one name per kind");

static void put_sessions_of(struct metrics *m, const struct domain_row *d, uint32_t kind)
{
    const struct figures *f = &m->account->audit.figures;
    uint32_t number = d->recent[kind];
    for (size_t i = 0; i < WINDOWS && number > 0; i++) {
        struct sessions sum = recent_sum(&f->recent, number, m->last, windows[i].days);
        const int64_t values[] = {sum.successful, sum.failed};
        for (int k = 0; k < 2; k++) {
            put_label(m, "tlsrpt_sessions{domain=\"", d->policy_domain);
            fprintf(m->file, ",policy_type=\"%s\",outcome=\"%s\",window=\"%s\"} %" PRId64 "\n",
                    kind_names[kind], k == 0 ? "successful" : "failed", windows[i].name, values[k]);
        }
    }
}

static void put_sessions(struct metrics *m)
{
    put_help(m, "tlsrpt_sessions", "Sessions in the last days of the period.");
    for (size_t i = 0; i < m->domains_n; i++)
        for (uint32_t kind = 0; kind < POLICY_KINDS; kind++)
            put_sessions_of(m, m->domains[i], kind);
}

static void put_reports(struct metrics *m)
{
    const struct recent *r = &m->account->audit.figures.recent_reports;
    put_help(m, "tlsrpt_reports", "Counted reports that begin in the last days of the period.");
    for (size_t i = 0; i < m->domains_n; i++) {
        uint32_t number = m->domains[i]->recent_reports;
        for (size_t k = 0; k < WINDOWS; k++) {
            struct sessions sum = {0};
            if (number > 0)
                sum = recent_sum(r, number, m->last, windows[k].days);
            put_label(m, "tlsrpt_reports{domain=\"", m->domains[i]->policy_domain);
            fprintf(m->file, ",window=\"%s\"} %" PRId64 "\n", windows[k].name, sum.successful);
        }
    }
}

static void put_domains(struct metrics *m)
{
    put_help(m, "tlsrpt_last_report_timestamp_seconds", "End of the last counted report.");
    for (size_t i = 0; i < m->domains_n; i++) {
        if (!m->domains[i]->span.sound) /* no report, or none that is not stale */
            continue;
        put_label(m, "tlsrpt_last_report_timestamp_seconds{domain=\"",
                  m->domains[i]->policy_domain);
        fprintf(m->file, "} %" PRId64 "\n", m->domains[i]->last_end);
    }

    put_help(m, "tlsrpt_days_missing", "Expected days that no report covers.");
    for (size_t i = 0; i < m->domains_n; i++) {
        put_label(m, "tlsrpt_days_missing{domain=\"", m->domains[i]->policy_domain);
        fprintf(m->file, "} %" PRIu64 "\n", m->domains[i]->days_missing);
    }

    put_help(m, "tlsrpt_domains_left_out", "Domains beyond those that are labels here.");
    fprintf(m->file, "tlsrpt_domains_left_out %zu\n",
            m->account->audit.summary.domains_n - m->domains_n);
}

static void put_findings(struct metrics *m)
{
    const struct findings *f = &m->account->findings;
    uint64_t counts[SEVERITIES][FINDING_STATUSES] = {{0}};
    for (size_t i = 0; i < f->n; i++)
        counts[f->at[i].severity][f->at[i].status]++;
    put_help(m, "tlsrpt_findings", "Findings of the run.");
    for (int severity = 0; severity < SEVERITIES; severity++)
        for (int status = 0; status < FINDING_STATUSES; status++)
            fprintf(m->file, "tlsrpt_findings{severity=\"%s\",status=\"%s\"} %" PRIu64 "\n",
                    severity_names[severity], finding_status_names[status],
                    counts[severity][status]);
}

static void put_run(struct metrics *m)
{
    const struct totals *t = &m->account->audit.totals;
    const struct {
        const char *outcome;
        uint64_t n;
    } messages[] = {{"with_reports", t->messages_with_reports},
                    {"rejected", t->messages_rejected},
                    {"unread", t->messages_unread},
                    {"ignored", t->messages_ignored}};
    put_help(m, "tlsrpt_run_timestamp_seconds", "When the run was.");
    fprintf(m->file, "tlsrpt_run_timestamp_seconds %" PRId64 "\n", m->base.output.about->generated);
    put_help(m, "tlsrpt_messages", "Messages that the run read.");
    for (size_t i = 0; i < COUNT_OF(messages); i++)
        fprintf(m->file, "tlsrpt_messages{outcome=\"%s\"} %" PRIu64 "\n", messages[i].outcome,
                messages[i].n);
}

static bool finish(struct output *o, struct account *a)
{
    struct metrics *m = (struct metrics *)o;
    m->file = m->base.target.file;
    m->account = a;
    m->last = a->audit.summary.period.span.last;
    if (!choose_domains(m))
        return target_end(&m->base.target, false);

    put_sessions(m);
    put_reports(m);
    put_domains(m);
    put_findings(m);
    put_run(m);
    return target_end(&m->base.target, true);
}

static void release(struct output *o)
{
    free(((struct metrics *)o)->domains);
}

static const struct fileoutput_kind kind = {
    .size = sizeof(struct metrics), .finish = finish, .release = release};

struct output *metrics_open(const char *path, const struct about *about,
                            const struct account *account, char *error)
{
    (void)account;
    return fileoutput_open(&kind, path, about, error);
}
