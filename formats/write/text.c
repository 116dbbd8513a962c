/* text: the summary for people, one page on a terminal (SPEC 6). */
#include <stdlib.h>

#include "formats/write/fileoutput.h"
#include "formats/write/method.h"
#include "formats/write/shown.h"
#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/mail/aligned.h"

enum { WORST = 5, LEAST_COLUMNS = 80, MOST_COLUMNS = 120, FINDING_INDENT = 12, FAILURE_PLACE = 43 };

struct text {
    struct fileoutput base;
    FILE *file;
    int columns;
    bool out_of_memory; /* a line is not whole */
};

static void heading(struct text *t, const char *text)
{
    bool colour = t->base.output.about->colour;
    fprintf(t->file, "\n%s%s%s\n", colour ? "\033[1m" : "", text, colour ? "\033[0m" : "");
}

static void put_sentence(struct text *t, const char *label, method_say *say,
                         const struct account *a)
{
    size_t indent = strlen(label[0] == '\n' ? label + 1 : label);
    fputs(label, t->file);
    t->out_of_memory |= !method_put(t->file, say, a, indent, (size_t)t->columns);
}

/* Without this line the figures and the findings would seem to contradict each other, where it is
 * reports that contradict themselves. */
static void put_excess(struct text *t, int64_t excess)
{
    if (excess > 0)
        fprintf(t->file, "           %s more by the failure details of reports that count fewer\n",
                counted(excess, "failed session", "failed sessions").text);
}

static void put_head(struct text *t, const struct account *a)
{
    const struct totals *n = &a->audit.totals;
    fprintf(t->file, "TLS reports (RFC 8460), read by tlsrpt-audit %s\n",
            t->base.output.about->version);
    if (n->reports == 0) {
        fputs("\nNo report was counted.\n", t->file);
        if (a->audit.summary.period.any)
            put_sentence(t, "\nPeriod     ", method_period, a);
    } else {
        put_sentence(t, "\nPeriod     ", method_period, a);
        fprintf(
            t->file, "Domains    %s, reported on by %s in %s\n",
            thousands((int64_t)a->audit.summary.domains_n).text,
            counted((int64_t)a->audit.summary.reporters_n, "organization", "organizations").text,
            counted((int64_t)n->reports, "report", "reports").text);
        fprintf(t->file, "Sessions   %s secured: %s", shown_share(a->audit.figures.sessions).text,
                thousands(a->audit.figures.sessions.successful).text);
        fprintf(t->file, " succeeded, %s failed\n",
                thousands(a->audit.figures.sessions.failed).text);
        put_excess(t, a->audit.figures.sessions.excess);
    }
}

/* This split has to stand near any total, since one session may be reported under two policies
 * (SPEC 4). */
static void put_policy_types(struct text *t, const struct account *a)
{
    const struct summary *s = &a->audit.summary;
    const struct policy_type_row *row;
    if (s->policy_types_n < 2)
        return;
    for (size_t i = 0; i < WORST && (row = summary_policy_type(s, i)); i++) {
        fputs("             ", t->file);
        shown_padded(t->file, row->policy_type.n > 0 ? row->policy_type : SLICE("(not told)"), 16);
        fprintf(t->file, " %11s of %s\n", shown_share(row->sessions).text,
                thousands(sessions_all(row->sessions)).text);
    }
    if (s->policy_types_n > WORST)
        fprintf(t->file, "             and %s more\n",
                counted((int64_t)s->policy_types_n - WORST, "type", "types").text);
}

static void put_domain(struct text *t, const struct domain_row *d, size_t width)
{
    fputs("  ", t->file);
    shown_padded(t->file, d->policy_domain.n > 0 ? d->policy_domain : SLICE("(not known)"), width);
    fprintf(t->file, " %9s", sessions_all(d->sessions) > 0 ? shown_share(d->sessions).text : "-");
    for (int i = 0; i < LAST_DAYS; i++) {
        bool any = d->now && sessions_all(d->now->windows[i].sessions) > 0;
        fprintf(t->file, " %8s", any ? shown_share(d->now->windows[i].sessions).text : "-");
    }
    fprintf(t->file, " %9s", thousands(d->sessions.failed).text);
    fprintf(t->file, " %7s d\n", thousands((int64_t)d->days_missing).text);
}

static bool put_domains(struct text *t, const struct account *a)
{
    enum { NUMBERS = 59 };
    const struct summary *s = &a->audit.summary;
    const struct domain_row **order = summary_worst_first(s);
    size_t width = (size_t)t->columns - NUMBERS;
    if (!order)
        return false;
    heading(t, s->domains_n > WORST ? "Domains with the lowest secured share" : "Domains");
    fprintf(t->file, "  %-*s %9s %8s %8s %8s %9s %9s\n", (int)width, "domain", "secured", "7 days",
            "30 days", "90 days", "failed", "missing");
    for (size_t i = 0; i < s->domains_n && i < WORST; i++)
        put_domain(t, order[i], width);
    free(order);
    return true;
}

static void put_name(struct text *t, const char *before, struct slice name)
{
    size_t columns = utf8_columns(name), width = (size_t)t->columns - FAILURE_PLACE - 5;
    fputs(before, t->file);
    shown_padded(t->file, name, columns < width ? columns : width);
    fputc('\n', t->file);
}

/* A hoster's domains share mail servers, so a host that is not the domain's own does not tell which
 * domain failed. */
static void put_place(struct text *t, const struct failure_row *f)
{
    struct slice host = f->receiving_mx_hostname, domain = f->policy_domain;
    if (host.n > 0) {
        put_name(t, " at ", host);
        if (slice_equal_nocase(host, domain) || domain_is_below(host, domain))
            return;
        fprintf(t->file, "%*s", FAILURE_PLACE, "");
    }
    put_name(t, " for ", domain.n > 0 ? domain : SLICE("(not known)"));
}

static void put_failures(struct text *t, const struct account *a)
{
    const struct summary *s = &a->audit.summary;
    if (s->failures_n == 0) {
        if (a->audit.totals.reports > 0)
            fputs("\nNo failure details in the reports.\n", t->file);
        return;
    }
    heading(t, s->failures_n > WORST ? "Most frequent failures" : "Failures");
    for (size_t i = 0; i < s->failures_n && i < WORST; i++) {
        const struct failure_row *f = &s->failures[i];
        fprintf(t->file, "  %12s  ", thousands(f->failed_sessions).text);
        shown_padded(t->file, f->result_type.n > 0 ? f->result_type : SLICE("(no result type)"),
                     27);
        put_place(t, f);
    }
    if (s->addresses_n > 0)
        put_sentence(t, "  worst address: ", method_worst_address, a);
}

static void put_severity(struct text *t, enum severity severity)
{
    static const char *const colours[] = {[SEVERITY_INFO] = "",
                                          [SEVERITY_LOW] = "",
                                          [SEVERITY_MEDIUM] = "\033[33m",
                                          [SEVERITY_HIGH] = "\033[31m",
                                          [SEVERITY_CRITICAL] = "\033[1;31m"};
    bool coloured = t->base.output.about->colour && colours[severity][0];
    fprintf(t->file, "  %s%-8s%s  ", coloured ? colours[severity] : "", severity_names[severity],
            coloured ? "\033[0m" : "");
}

static void put_findings(struct text *t, const struct account *a)
{
    const struct findings *all = &a->findings;
    if (all->n == 0)
        return;
    size_t open = findings_open(all), closed = all->n - open, shown = 0;
    char title[100];
    snprintf(title, sizeof title, "Findings: %s open or unproven, %s closed",
             thousands((int64_t)open).text, thousands((int64_t)closed).text);
    heading(t, title);
    for (size_t i = 0; i < all->n && shown < WORST; i++) {
        const struct finding *f = &all->at[i];
        if (f->status == FINDING_CLOSED)
            continue;
        shown++;
        struct buffer line = {0};
        buffer_append(&line, f->policy_domain);
        buffer_append_text(&line, f->policy_domain.n > 0 ? ": " : ""); /* else about all mail */
        buffer_append(&line, f->title);
        if (f->status == FINDING_UNPROVEN)
            buffer_append_text(&line, " (unproven: too few reports since)");
        put_severity(t, f->severity);
        shown_wrapped(t->file, buffer_slice(&line), FINDING_INDENT, (size_t)t->columns);
        t->out_of_memory |= line.failed;
        buffer_free(&line);
    }
    if (all->n > shown)
        fprintf(t->file, "  %s%s %s; --json, --csv and --xlsx have all, with evidence and advice\n",
                shown > 0 ? "and " : "", thousands((int64_t)(all->n - shown)).text,
                open > shown ? "more" : "closed");
}

static void put_change(struct text *t, const struct change_row *row)
{
    struct buffer line = {0};
    fprintf(t->file, "  %-10s", change_names[row->change]);
    buffer_append(&line, row->policy_domain.n > 0 ? row->policy_domain : SLICE("(not known)"));
    buffer_append_text(&line, ": ");
    buffer_append(&line, row->title);
    shown_wrapped(t->file, buffer_slice(&line), FINDING_INDENT, (size_t)t->columns);
    t->out_of_memory |= line.failed;
    buffer_free(&line);
}

/* Lists new, reopened and resolved ones; the others are only counted. */
static void put_changes(struct text *t, const struct account *a)
{
    const struct changes *c = &a->changes;
    char title[80], sums[200];
    size_t shown = 0;
    if (!a->given.earlier)
        return;
    struct slice time = earlier_time(a->given.earlier);
    snprintf(title, sizeof title, "Since %.*s", (int)time.n, time.at);
    heading(t, title);
    snprintf(sums, sizeof sums, "%s new, %s reopened, %s resolved, %s going on, %s unproven",
             thousands((int64_t)changes_of_findings(c, CHANGE_NEW)).text,
             thousands((int64_t)changes_of_findings(c, CHANGE_REOPENED)).text,
             thousands((int64_t)changes_of_findings(c, CHANGE_RESOLVED)).text,
             thousands((int64_t)changes_of_findings(c, CHANGE_CONTINUING)).text,
             thousands((int64_t)changes_of_findings(c, CHANGE_UNPROVEN)).text);
    fputs("  ", t->file);
    shown_wrapped(t->file, slice_of(sums), 2, (size_t)t->columns);
    for (size_t i = 0; i < c->first[CHANGE_DOMAIN] && shown < (size_t)2 * WORST; i++) {
        enum change change = c->at[i].change;
        if (change != CHANGE_NEW && change != CHANGE_REOPENED && change != CHANGE_RESOLVED)
            continue;
        put_change(t, &c->at[i]);
        shown++;
    }
    size_t all = changes_of_findings(c, CHANGE_NEW) + changes_of_findings(c, CHANGE_REOPENED) +
                 changes_of_findings(c, CHANGE_RESOLVED);
    if (all > shown)
        fprintf(t->file, "  and %s more; --json, --csv and --xlsx have all\n",
                thousands((int64_t)(all - shown)).text);
}

static bool count_reason(void *self, const struct exception *e)
{
    uint64_t *counts = self;
    counts[e->reason]++;
    return true;
}

static void put_line(struct text *t, const struct totals *totals, const struct total_row *row)
{
    int64_t n = (int64_t)total_value(totals, row);
    fprintf(t->file, "  %12s %s", thousands(n).text,
            row->one_line ? plural(n, row->one_line, row->line) : row->line);
}

/* Writes "88 messages: 84 with reports, 2 rejected, 2 other mail". A part that has a line of its
 * own is not among them. */
static void put_sum(struct text *t, const struct totals *totals, const struct total_row *sum)
{
    const char *before = ": ";
    put_line(t, totals, sum);
    for (const struct total_row *part = total_rows; part < total_rows + total_rows_n; part++) {
        int64_t n = (int64_t)total_value(totals, part);
        if (part->part_of != sum->total_of || part->line || !total_is_shown(totals, part))
            continue;
        fprintf(t->file, "%s%s", before,
                counted(n, part->one_part ? part->one_part : part->part, part->part).text);
        before = ", ";
    }
    fputc('\n', t->file);
}

static void put_totals(struct text *t, const struct totals *totals)
{
    const struct total_row *end = total_rows + total_rows_n;
    for (const struct total_row *row = total_rows; row < end; row++)
        if (row->total_of)
            put_sum(t, totals, row);
    for (const struct total_row *row = total_rows; row < end; row++) {
        uint64_t n = total_value(totals, row);
        if (row->line && !row->total_of && (row->asked ? total_is_shown(totals, row) : n > 0)) {
            put_line(t, totals, row);
            fputc('\n', t->file);
        }
    }
}

/* What could not be looked into, by its form. */
static void put_unread(struct text *t, const struct unread_tally *u)
{
    enum { FORM_INDENT = 2 + 12 + sizeof " unread: " - 1 };
    for (size_t i = 0; i < u->n; i++) {
        fprintf(t->file, "  %12s unread: ",
                thousands((int64_t)(u->rows[i].messages + u->rows[i].files)).text);
        shown_wrapped(t->file, u->rows[i].unread.form, FORM_INDENT, (size_t)t->columns);
    }
}

static bool put_mail(struct text *t, struct account *a)
{
    uint64_t counts[REASONS] = {0};
    heading(t, "What was read");
    put_totals(t, &a->audit.totals);
    if (!audit_each_exception(&a->audit, EXCEPTION_REJECTED, count_reason, counts))
        return target_fail(&t->base.target, audit_exceptions_failure(&a->audit));
    for (int i = 0; i < REASONS; i++)
        if (counts[i] > 0)
            fprintf(t->file, "  %12s rejected: %s\n", thousands((int64_t)counts[i]).text,
                    reasons[i].name);
    put_unread(t, &a->audit.unread);
    return true;
}

static bool finish(struct output *o, struct account *a)
{
    struct text *t = (struct text *)o;
    put_head(t, a);
    put_policy_types(t, a);
    if (a->audit.totals.reports > 0) {
        put_sentence(t, "Windows    ", method_windows, a);
        put_sentence(t, "Missing    ", method_missing, a);
        put_sentence(t, "Scope      ", method_list, a);
        if (a->audit.options.redacted != 0)
            put_sentence(t, "Redacted   ", method_redacted, a);
        if (audit_speaks_of_signatures(&a->audit))
            put_sentence(t, "Signatures ", method_signatures, a);
    }
    bool ok = a->audit.totals.reports == 0 || put_domains(t, a);
    put_failures(t, a);
    put_findings(t, a);
    put_changes(t, a);
    if (!put_mail(t, a))
        return false;
    return target_end(&t->base.target, ok && !t->out_of_memory);
}

static const struct fileoutput_kind kind = {.size = sizeof(struct text), .finish = finish};

struct output *text_open(const char *path, const struct about *about, const struct account *account,
                         char *error)
{
    (void)account;
    struct text *t = (struct text *)fileoutput_open(&kind, path, about, error);
    if (!t)
        return NULL;
    t->file = t->base.target.file;
    t->columns = about->columns < LEAST_COLUMNS  ? LEAST_COLUMNS
                 : about->columns > MOST_COLUMNS ? MOST_COLUMNS
                                                 : about->columns;
    return &t->base.output;
}
