#include "formats/write/method.h"

#include "formats/write/shown.h"
#include "lib/base/plural.h"
#include "lib/base/utf8.h"

const char *const method_definitions[METHOD_DEFINITIONS] = {
    "Report: what one mail sender says about one period, as RFC 8460 defines it. Its day is the "
    "UTC date of its start.",
    "Same report: report-id, organization, begin, end and the set of policy domains agree. With "
    "the same content a later copy is a "
    "duplicate, with other content a conflict. The first copy in input order is counted; the table "
    "Exceptions (workbook, CSV) lists the "
    "others.",
    "Secured share: successful sessions / (successful + failed sessions), as the reporters counted "
    "them.",
    "Domain: an MTA-STS policy belongs to its policy domain; a DANE or no-policy-found policy to "
    "the domain that the mail names, where "
    "it names one, since DANE's own policy domain can be the mail server's name (RFC 8460, section "
    "1.1).",
    "Sessions are summed over policies: one that a sender evaluates under DANE and under MTA-STS "
    "is reported, and counted, in both.",
    "Failed sessions by result type are sums over failure details, which reporters may leave out "
    "or overstate; they need not equal "
    "the failed sessions of the policies.",
    "Days missing: days on which reports about a domain are expected, and which none covers. They "
    "are expected from the day of its first report to the period's last day (with a list of "
    "domains "
    "from its since, or the period's first day, to its until). A report covers its "
    "day, and each other UTC day of which its range spans at least 12 hours.",
};

const char *const method_caveats[METHOD_CAVEATS] = {
    "Reports are sent by others: this shows what mail senders say they saw, not what the domain's "
    "own servers logged.",
    "They cover only senders that report. Mail from others, and mail that never came to a "
    "connection, is in no report.",
    "Anyone can mail a report to a published address. Nothing in a report proves who sent it; the "
    "mail's DKIM signature may.",
    "A share of 100 % means that no reporting sender saw a failure, not that no session could have "
    "been read by others.",
};

static void append_argument(struct buffer *line,
                            const char *text) /* quoted for a shell where it has to be */
{
    struct slice argument = slice_of(text);
    bool plain = argument.n > 0;
    for (size_t i = 0; i < argument.n && plain; i++)
        plain = ascii_is_alnum(argument.at[i]) || strchr("-_./=:,@%+", argument.at[i]);
    buffer_append_text(line, plain ? "" : "'");
    for (size_t i = 0; i < argument.n; i++)
        buffer_append(line,
                      argument.at[i] == '\'' ? SLICE("'\\''") : (struct slice){argument.at + i, 1});
    buffer_append_text(line, plain ? "" : "'");
}

void method_command_line(const struct about *about, struct buffer *line)
{
    struct buffer raw = {0};
    for (int i = 0; i < about->argc; i++) {
        if (i > 0)
            buffer_append_char(&raw, ' ');
        append_argument(&raw, about->argv[i]);
    }
    char *to = buffer_reserve(line, raw.n * UTF8_REPLACEMENT_BYTES);
    line->n += to ? utf8_mend(to, buffer_slice(&raw)) : 0;
    line->failed |= raw.failed;
    buffer_free(&raw);
}

static void append_expressions(struct buffer *b, const char *name, const struct pattern *list)
{
    for (size_t i = 0; i < selection_count(list); i++) {
        buffer_append_text(b, i == 0 ? name : " or ");
        buffer_append_text(b, expression_text(selection_expression(list, i)));
    }
}

static void append_day(struct buffer *line, day_number day)
{
    char text[WHEN_DAY_TEXT + 1];
    day_format(day, text);
    buffer_append_text(line, text);
}

void method_period(const struct account *a, struct buffer *line)
{
    const struct period *p = &a->audit.summary.period;
    if (!p->any) {
        buffer_append_text(line, "no reports");
        return;
    }
    buffer_append_text(line, p->has_since || p->has_until ? "asked " : "");
    append_day(line, p->span.first);
    buffer_append_text(line, p->has_until && !p->has_since ? " (first report) to " : " to ");
    append_day(line, p->span.last);
    buffer_append_text(line, p->has_since && !p->has_until ? " (last report)" : "");
    buffer_append_text(line, "; evidence on ");
    buffer_append_number(line, (int64_t)p->days_with_reports);
    buffer_append_text(line, " of ");
    buffer_append_number(line, (int64_t)span_days(p->span));
    buffer_append_text(line, plural((int64_t)span_days(p->span), " day", " days"));
}

void method_missing(const struct account *a, struct buffer *line)
{
    const struct summary *s = &a->audit.summary;
    char room[SHOWN_ROOM];
    uint64_t expected = 0;
    for (size_t i = 0; i < s->domains_n; i++)
        expected += span_days(s->domains[i].expected);
    buffer_append_text(line, shown_number((int64_t)s->days_missing, room));
    buffer_append_text(line, " of ");
    buffer_append_text(line, shown_count((int64_t)expected, "expected day", "expected days", room));
    if (!s->worst)
        return;
    buffer_append_text(line, "; most for ");
    buffer_append(line, s->worst->policy_domain.n > 0 ? s->worst->policy_domain
                                                      : SLICE("a domain that is not known"));
    buffer_append_text(line, ", ");
    buffer_append_text(line, shown_number((int64_t)s->worst->days_missing, room));
}

void method_windows(const struct account *a, struct buffer *line)
{
    const struct summary *s = &a->audit.summary;
    char share[SHOWN_ROOM];
    for (size_t i = 0; i < s->windows_n; i++) {
        buffer_append_text(line, i == 0 ? "" : ", ");
        buffer_append_text(line, shown_share(s->windows[i].sessions, share));
        buffer_append_text(line, i == 0 ? " in the last " : " in ");
        buffer_append_number(line, (int64_t)s->windows[i].days);
        buffer_append_text(line, i == 0 ? " days" : "");
    }
}

static void append_count(struct buffer *line, uint64_t n, const char *one, const char *many)
{
    buffer_append_number(line, (int64_t)n);
    buffer_append_text(line, n == 1 ? one : many);
}

void method_list(const struct account *a, struct buffer *line)
{
    enum { MOST_NAMED = 5 };
    const struct scope *scope = a->audit.options.scope;
    uint64_t silent = 0;
    if (!scope) {
        buffer_append_text(line, "no list of domains was given: every domain counts that anyone "
                                 "reported on");
        return;
    }
    for (size_t i = 0; i < scope_n(scope); i++)
        silent += !scope_at(scope, i)->reported;
    append_count(line, scope_n(scope), " domain listed, ", " domains listed, ");
    append_count(line, scope_n(scope) - silent, " reported on", " reported on");
    for (size_t i = 0, named = 0; i < scope_n(scope) && named < MOST_NAMED; i++) {
        const struct scope_entry *e = scope_at(scope, i);
        if (e->reported)
            continue;
        buffer_append_text(line, named++ == 0 ? "; silent: " : ", ");
        buffer_append_text(line, e->is_wildcard ? "*" : "");
        buffer_append(line, e->domain);
    }
    if (silent > MOST_NAMED) {
        buffer_append_text(line, " and ");
        append_count(line, silent - MOST_NAMED, " more", " more");
    }
    if (a->audit.summary.foreign_n > 0) {
        buffer_append_text(line, "; ");
        append_count(line, a->audit.summary.foreign_n, " foreign domain left out",
                     " foreign domains left out");
    }
}

static void put_redacted(const struct account *a, struct buffer *line)
{
    if (a->audit.options.redacted == 0)
        return;
    buffer_append_text(line, ".  Redacted: ");
    method_redacted(a, line);
}

void method_scope(const struct about *about, const struct account *a, struct buffer *line)
{
    const struct selection *s = about->selection;
    size_t before = line->n;
    method_edition(a, line);
    buffer_append_text(line, line->n > before ? ".  Period (UTC): " : "Period (UTC): ");
    if (line->n > before && line->at[before] == 't')
        line->at[before] = 'T';
    method_period(a, line);
    buffer_append_text(line, ".  Domains: ");
    buffer_append_number(line, (int64_t)a->audit.summary.domains_n);
    buffer_append_text(line, ".  Scope: ");
    method_list(a, line);
    append_expressions(line, "; domains that match ", s->domains);
    if (a->audit.options.state)
        buffer_append_text(line, "; --state: rules that need history were not judged");
    if (a->audit.options.redacted & REDACT_REPORTER)
        buffer_append_text(line, s->reporters ? "; some reporters alone" : "");
    else
        append_expressions(line, "; reporters that match ", s->reporters);
    put_redacted(a, line);
}
