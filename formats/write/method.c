#include "formats/write/method.h"

#include "lib/base/thousands.h"
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
    "them. It is shown as 100 % only where nothing failed, by the failure details either, and as "
    "0 % only where nothing succeeded; else as 99.99 % at the most, and 0.01 % at the least.",
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
    "Finding: one about a state is open while the state lasts. One about events is closed when, "
    "after their last day, reports cover at least 7 days of the domain (closed-after) with secured "
    "sessions and nothing of the kind; unproven when as many days went by and reports cover fewer "
    "of them; else open. Closed does not say that somebody mended it.",
    "Readiness of a domain for MTA-STS in mode enforce, by the newest policy that senders saw: "
    "enforced (or DANE alone was seen in the last week of reports); ready (mode testing, and the "
    "last 14 covered days (ready-after) had sessions and no failure); not-ready (failures, mode "
    "none, or an MX host that it does not name); too-little-evidence (fewer covered days, or no "
    "report); no-policy (senders found none).",
    "Evidence for a control: supports (the figures are what the control would lead to), "
    "contradicts "
    "(they are not), no-evidence (there are none, or too few), out-of-reach (reports cannot speak "
    "to it). None of these words means that a control is met. The manual page "
    "tlsrpt-audit-controls(7) says when each one stands.",
};

const char *const method_caveats[METHOD_CAVEATS] = {
    "Reports speak of mail that was received, as its senders saw it; nothing is said of mail that "
    "was sent.",
    "They hold no TLS version and no cipher; only a reporter's own reason code may name one.",
    "Reports are sent by others: this shows what mail senders say they saw, not what the domain's "
    "own servers logged.",
    "They cover only senders that report. Mail from others, and mail that never came to a "
    "connection, is in no report.",
    "Anyone can mail a report to a published address. Nothing in a report proves who sent it; the "
    "mail's DKIM signature may.",
    "A share of 100 % means that no reporting sender saw a failure, not that no session could have "
    "been read by others.",
};

/* Appends it, quoted for a shell where it has to be. */
static void append_argument(struct buffer *line, const char *text)
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

static void put_redacted(const struct account *a, struct buffer *line)
{
    if (a->audit.options.redacted == 0)
        return;
    buffer_append_text(line, ".  Redacted: ");
    method_redacted(a, line);
}

void method_scope(const struct account *a, struct buffer *line)
{
    size_t before = line->n;
    method_edition(a, line);
    buffer_append_text(line, line->n > before ? ".  Period (UTC): " : "Period (UTC): ");
    if (line->n > before && line->at[before] == 't')
        line->at[before] = 'T';
    method_period(a, line);
    buffer_append_format(
        line, ".  Domains: %s.  Scope: ", thousands((int64_t)a->audit.summary.domains_n).text);
    method_list(a, line);
    put_redacted(a, line);
}
