#include "formats/write/method.h"

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
    "Days without reports: days between a domain's first and last report on which nobody sent one.",
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
        plain = ascii_is_digit(argument.at[i]) ||
                (ascii_lower(argument.at[i]) >= 'a' && ascii_lower(argument.at[i]) <= 'z') ||
                strchr("-_./=:,@%+", argument.at[i]);
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
        buffer_append_text(b, selection_expression(list, i));
    }
}

void method_scope(const struct about *about, const struct account *a, struct buffer *line)
{
    const struct selection *s = about->selection;
    char first[WHEN_DAY_TEXT + 1], last[WHEN_DAY_TEXT + 1];
    if (a->audit.figures.reports > 0) {
        day_format(a->audit.figures.span.first, first);
        day_format(a->audit.figures.span.last, last);
        buffer_append_text(line, "Period: ");
        buffer_append_text(line, first);
        buffer_append_text(line, " to ");
        buffer_append_text(line, last);
        buffer_append_text(line, " (");
        buffer_append_number(line,
                             (int64_t)a->audit.figures.span.last - a->audit.figures.span.first + 1);
        buffer_append_text(line, " days, UTC).  Domains: ");
        buffer_append_number(line, (int64_t)a->audit.summary.domains_n);
    } else {
        buffer_append_text(line, "No reports in this period");
    }
    buffer_append_text(line, ".  ");
    if (selection_is_open(s))
        buffer_append_text(line, "Scope: all that the inputs hold.");
    else
        buffer_append_text(line, "Scope:");
    if (s->has_since) {
        day_format(s->since, first);
        buffer_append_text(line, " from ");
        buffer_append_text(line, first);
    }
    if (s->has_until) {
        day_format(s->until, last);
        buffer_append_text(line, " until ");
        buffer_append_text(line, last);
    }
    append_expressions(line, " domains that match ", s->domains);
    append_expressions(line, " reporters that match ", s->reporters);
}
