/* method_period: what was asked for, and what of it the reports cover, in words. */
#include "formats/write/method.h"
#include "formats/write/shown.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

enum { MOST_NAMED = 5 }; /* silent domains, or expressions */

void method_asked(const struct account *a, struct buffer *line)
{
    const struct period *p = &a->audit.summary.period;
    if (!p->any) {
        buffer_append_text(line, "no reports");
        return;
    }
    buffer_append_format(
        line, "%s%s%s to %s%s", p->has_since || p->has_until ? "asked " : "",
        when_day(p->span.first).text, p->has_until && !p->has_since ? " (first report)" : "",
        when_day(p->span.last).text, p->has_since && !p->has_until ? " (last report)" : "");
    if (p->days_to_come > 0)
        buffer_append_format(line, ", of which %s not come",
                             counted((int64_t)p->days_to_come, "day has", "days have").text);
}

void method_period(const struct account *a, struct buffer *line)
{
    const struct period *p = &a->audit.summary.period;
    method_asked(a, line);
    if (p->any)
        buffer_append_format(line, "; evidence on %s of %s",
                             thousands((int64_t)p->days_with_reports).text,
                             counted((int64_t)span_days(p->span), "day", "days").text);
}

void method_missing(const struct account *a, struct buffer *line)
{
    const struct summary *s = &a->audit.summary;
    uint64_t expected = 0;
    for (size_t i = 0; i < s->domains_n; i++)
        expected += span_days(s->domains[i].expected);
    buffer_append_format(line, "%s of %s", thousands((int64_t)s->days_missing).text,
                         counted((int64_t)expected, "expected day", "expected days").text);
    if (!s->worst)
        return;
    buffer_append_text(line, "; most for ");
    buffer_append(line, s->worst->policy_domain.n > 0 ? s->worst->policy_domain
                                                      : SLICE("a domain that is not known"));
    buffer_append_format(line, ", %s", thousands((int64_t)s->worst->days_missing).text);
}

void method_windows(const struct account *a, struct buffer *line)
{
    const struct summary *s = &a->audit.summary;
    for (size_t i = 0; i < s->windows_n; i++)
        buffer_append_format(line, i == 0 ? "%s in the last %s days" : ", %s in %s",
                             shown_share(s->windows[i].sessions).text,
                             thousands((int64_t)s->windows[i].days).text);
}

void method_policy_types(const struct account *a, struct buffer *line)
{
    enum { MOST_TYPES = 5, MOST_NAME = 60 };
    const struct summary *s = &a->audit.summary;
    const struct policy_type_row *row;
    if (s->policy_types_n < 2)
        return;
    for (size_t i = 0; i < MOST_TYPES && (row = summary_policy_type(s, i)); i++) {
        struct slice type = row->policy_type.n > 0 ? row->policy_type : SLICE("(not told)");
        buffer_append_text(line, i == 0 ? "" : ", ");
        buffer_append(line, utf8_cut(type, MOST_NAME));
        buffer_append_format(line, " %s of %s", shown_share(row->sessions).text,
                             thousands(sessions_all(row->sessions)).text);
    }
    if (s->policy_types_n > MOST_TYPES)
        buffer_append_format(
            line, ", and %s more",
            counted((int64_t)(s->policy_types_n - MOST_TYPES), "type", "types").text);
    buffer_append_text(line, "; a session under two policies counts in both");
}

/* Appends a text that stands behind others from `start` on. */
static void append_item(struct buffer *line, size_t start, const char *text)
{
    buffer_append_format(line, "%s%s", line->n > start ? "; " : "", text);
}

static void append_expressions(struct buffer *line, size_t start, const char *name,
                               const struct patterns *list)
{
    size_t n = selection_count(list);
    for (size_t i = 0; i < n && i < MOST_NAMED; i++) {
        if (i == 0)
            append_item(line, start, name);
        else
            buffer_append_text(line, " or ");
        buffer_append_text(line, expression_text(selection_expression(list, i)));
    }
    if (n > MOST_NAMED)
        buffer_append_format(line, " or %s more", thousands((int64_t)(n - MOST_NAMED)).text);
}

void method_selected(const struct account *a, struct buffer *line)
{
    const struct audit_options *o = &a->audit.options;
    size_t start = line->n;
    if (o->slices > 1) {
        buffer_append_text(line, "--slice ");
        buffer_append_number(line, o->slice);
        buffer_append_text(line, "/");
        buffer_append_number(line, o->slices);
        buffer_append_text(line, ": some of the inputs alone");
    }
    append_expressions(line, start, "domains that match ", o->selection->domains);
    if (!(o->redacted & REDACT_REPORTER))
        append_expressions(line, start, "reporters that match ", o->selection->reporters);
    else if (o->selection->reporters)
        append_item(line, start, "some reporters alone");
    if (o->require_auth)
        append_item(line, start, "--require-auth: reports whose sender is known alone");
    if (o->dedup != DEDUP_IDENTITY)
        buffer_append_format(line, "%s--dedup=%s", line->n > start ? "; " : "",
                             dedup_name(o->dedup));
    if (o->state)
        append_item(line, start,
                    "--state: what no earlier run counted alone, so that rules that "
                    "need history were not judged");
}

static void append_list(const struct scope *scope, const struct account *a, struct buffer *line)
{
    uint64_t reported = 0, silent = 0;
    for (size_t i = 0; i < scope_n(scope); i++) {
        reported += scope_at(scope, i)->reported;
        silent += scope_at(scope, i)->silent;
    }
    buffer_append_format(line, "%s listed, %s reported on",
                         counted((int64_t)scope_n(scope), "domain", "domains").text,
                         thousands((int64_t)reported).text);
    for (size_t i = 0, named = 0; i < scope_n(scope) && named < MOST_NAMED; i++) {
        const struct scope_entry *e = scope_at(scope, i);
        if (!e->silent)
            continue;
        buffer_append_format(line, "%s%s", named++ == 0 ? "; silent: " : ", ",
                             e->is_wildcard ? "*" : "");
        buffer_append(line, e->domain);
    }
    if (silent > MOST_NAMED)
        buffer_append_format(line, " and %s more", thousands((int64_t)(silent - MOST_NAMED)).text);
    if (a->audit.summary.foreign_n > 0)
        buffer_append_format(
            line, "; %s left out",
            counted((int64_t)a->audit.summary.foreign_n, "foreign domain", "foreign domains").text);
}

void method_list(const struct account *a, struct buffer *line)
{
    if (a->audit.options.scope)
        append_list(a->audit.options.scope, a, line);
    else
        buffer_append_text(line, "no list of domains was given: every domain counts that anyone "
                                 "reported on");
    size_t before = line->n;
    buffer_append_text(line, "; chosen: ");
    size_t start = line->n;
    method_selected(a, line);
    if (line->n == start)
        line->n = before;
}
