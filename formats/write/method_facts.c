/* method_facts: what was given to the run, what it left out and what it verified, in words. */
#include <stdio.h>

#include "formats/write/method.h"
#include "formats/write/shown.h"
#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

bool method_put(FILE *file, method_say *say, const struct account *a, size_t indent, size_t columns)
{
    struct buffer line = {0};
    say(a, &line);
    bool whole = !line.failed;
    shown_wrapped(file, buffer_slice(&line), indent, columns);
    buffer_free(&line);
    return whole;
}

static void append_date(struct buffer *text, uint64_t seconds)
{
    if (seconds > 0 && seconds <= INT32_MAX)
        buffer_append_format(text, ", built %s", when_day(day_of_time((time_seconds)seconds)).text);
}

/* What a third party needs to verify the same signatures and records. */
static void say_dns(const struct account *a, struct buffer *text)
{
    for (size_t i = 0; i < a->given.dns_files_n; i++) {
        const struct dns_file *f = &a->given.dns_files[i];
        buffer_append_text(text, i > 0 ? "; " : "");
        buffer_append(text, f->path);
        buffer_append_format(text, ", %s%s%s", counted((int64_t)f->bytes, "byte", "bytes").text,
                             f->sha256[0] ? ", SHA-256 " : "", f->sha256);
    }
}

/* Type, description and date of each database, as it gives them. */
static void say_networks(const struct account *a, struct buffer *text)
{
    for (size_t i = 0; a->given.networks && i < a->given.networks->n; i++) {
        const struct mmdb *db = &a->given.networks->at[i];
        struct slice words[] = {db->type, db->description};
        for (size_t k = 0; k < COUNT_OF(words); k++) {
            buffer_append_text(text, k > 0 ? ", " : i > 0 ? "; " : "");
            char *to = buffer_reserve(text, words[k].n * UTF8_REPLACEMENT_BYTES);
            text->n += to ? utf8_mend(to, words[k]) : 0;
        }
        append_date(text, db->built);
    }
}

static void append_count(struct buffer *text, uint64_t n, const char *one, const char *many)
{
    bool is_first = text->n > 0 && text->at[text->n - 1] == ';';
    if (n > 0)
        buffer_append_format(text, "%s %s %s", is_first ? "" : ",", thousands((int64_t)n).text,
                             plural((int64_t)n, one, many));
}

void method_signatures(const struct account *a, struct buffer *line)
{
    const uint64_t *n = a->audit.figures.signers.reports;
    uint64_t all = a->audit.totals.reports;
    uint64_t unjudged = all - a->audit.figures.signers.checked; /* all mail is judged */
    if (!audit_speaks_of_signatures(&a->audit) || all == 0)
        return;
    struct sessions share = {.successful = (int64_t)n[AUTH_AUTHENTIC],
                             .failed = (int64_t)(all - n[AUTH_AUTHENTIC])};
    buffer_append_format(line, "%s of %s authentic%s", shown_share(share).text,
                         counted((int64_t)all, "report is", "reports are").text,
                         n[AUTH_AUTHENTIC] < all ? ";" : "");
    append_count(line, n[AUTH_KEY_MISSING], "waits for a key", "wait for keys");
    append_count(line, n[AUTH_NONE], "is unsigned", "are unsigned");
    append_count(line, n[AUTH_FAIL], "failed", "failed");
    append_count(line, n[AUTH_INVALID], "cannot be evaluated", "cannot be evaluated");
    append_count(line, n[AUTH_WEAK], "is weakly signed", "are weakly signed");
    append_count(line, n[AUTH_UNALIGNED], "is signed by another domain",
                 "are signed by another domain");
    append_count(line, n[AUTH_NOT_MAIL] - unjudged, "did not come by mail", "did not come by mail");
    append_count(line, unjudged, "is a record without a verdict", "are records without a verdict");
}

static void say_signatures(const struct account *a, struct buffer *text)
{
    size_t before = text->n;
    method_signatures(a, text);
    buffer_append_text(
        text, text->n == before
                  ? "not verified"
                  : ". Authentic: the mail's DKIM signature is sound by a key record that was "
                    "given (--dns), and the submitter's domain, one above it or one below it made "
                    "it. That proves who held the private key, neither that the figures are true "
                    "nor that the record was the domain's then");
    int64_t records = a->given.keys ? (int64_t)dkimkeys_records(a->given.keys) : 0;
    buffer_append_format(text, ". Key records: %s.", thousands(records).text);
    if (a->audit.options.require_auth)
        buffer_append_text(text, " Only reports of which it is known who sent them are counted.");
}

/* A store that rewrites mail breaks signatures: what it holds cannot be verified any more. */
static void say_changed(const struct account *a, struct buffer *text)
{
    size_t before = text->n;
    for (size_t i = 0; i < a->audit.inputs_n; i++) {
        const struct input_row *in = &a->audit.inputs[i];
        if (!input_is_changed(in))
            continue;
        buffer_append_text(text, text->n > before ? "; " : "");
        buffer_append(text, in->path);
        buffer_append_format(text,
                             ": %s of %s signed mails were changed after they were signed: this "
                             "export changes mail; use the original",
                             thousands((int64_t)in->changed_bodies).text,
                             thousands((int64_t)in->aligned_signatures).text);
    }
}

void method_sample(const struct account *a, struct buffer *text)
{
    const struct sample *s = &a->sample;
    if (s->size == 0)
        return;
    buffer_append_format(
        text, "%s of %s: those with the smallest SHA-256 of seed, NUL and report key. Seed: %s",
        thousands((int64_t)s->n).text,
        counted((int64_t)s->population, "counted report", "counted reports").text,
        s->seed.n > 0 ? "\"" : "the empty text");
    buffer_append(text, s->seed);
    buffer_append_format(text,
                         "%s. SHA-256 of the population's sorted keys, a line feed after each: %s",
                         s->seed.n > 0 ? "\"" : "", s->keys_sha256);
}

void method_edition(const struct account *a, struct buffer *line)
{
    const struct edition_mark *edition = a->audit.options.edition;
    if (!edition)
        return;
    buffer_append_text(line, edition->is_client ? "the client " : "the domain ");
    buffer_append(line, edition->name.n > 0 ? edition->name : SLICE("(empty)"));
    buffer_append_text(line, " alone");
}

void method_rejected(const struct account *a, struct buffer *line)
{
    buffer_append_format(line,
                         "%s%s that should have held a report; the table exceptions tells why",
                         thousands((int64_t)a->audit.totals.rejected).text,
                         a->audit.options.edition ? " of all mail" : "");
}

const char *method_of_all(const struct account *a, const struct total_row *row)
{
    return a->audit.options.edition && row->is_of_mail ? " (of all mail)" : "";
}

void method_redacted(const struct account *a, struct buffer *line)
{
    size_t before = line->n;
    for (size_t i = 0; i < REDACTIONS; i++) {
        if (!(a->audit.options.redacted & redaction_rows[i].what))
            continue;
        buffer_append_format(line, "%s%s", line->n > before ? ", " : "", redaction_rows[i].name);
    }
}

static void say_redacted(const struct account *a, struct buffer *text)
{
    size_t before = text->n;
    for (size_t i = 0; i < REDACTIONS; i++) {
        if (!(a->audit.options.redacted & redaction_rows[i].what))
            continue;
        buffer_append_format(text, "%s%s", text->n > before ? "; " : "", redaction_rows[i].meaning);
    }
    if (text->n > before)
        buffer_append_text(text, ". Reports and mails themselves are left out. Identity, dates and "
                                 "sessions are those of the reports as they came; what was cut is "
                                 "compared as it was cut.");
}

void method_records(const struct account *a, struct buffer *text)
{
    int64_t n = 0;
    for (size_t i = 0; i < a->audit.inputs_n; i++)
        n += a->audit.inputs[i].kind && strcmp(a->audit.inputs[i].kind, "records") == 0;
    if (n == 0)
        return;
    buffer_append_format(text,
                         "%s records: they hold the reports that an earlier run, or another "
                         "program, counted, and tell nothing of what it rejected, could not look "
                         "into or found twice",
                         counted(n, "input is", "inputs are").text);
}

/* One such report outweighs a year of others, and anyone can mail it. */
static void say_implausible(const struct account *a, struct buffer *text)
{
    int64_t n = (int64_t)a->audit.figures.implausible;
    if (n > 0)
        buffer_append_format(text,
                             "%s a count of more than 1,000,000,000,000 sessions (deviation "
                             "implausible-count): sums and shares with such a count say hardly "
                             "more than it does. Sums stop at 2^63-1; a workbook rounds what is "
                             "over 2^53.",
                             counted(n, "report has", "reports have").text);
}

static void say_edition(const struct account *a, struct buffer *text)
{
    size_t before = text->n;
    method_edition(a, text);
    if (text->n > before)
        buffer_append_text(text, ". What is said of messages, files, inputs and rejected parts is "
                                 "of all mail that was read: nobody knows whose a mail without a "
                                 "report is. Figures, findings and tables are of this edition.");
}

static void say_earlier(const struct account *a, struct buffer *text)
{
    if (!a->given.earlier) {
        buffer_append_text(text, "none was given (--compare)");
        return;
    }
    buffer_append_text(text, "that of ");
    buffer_append(text, earlier_time(a->given.earlier));
    buffer_append_format(text, ", SHA-256 %s", a->given.earlier->sha256);
}

const struct method_fact method_facts[] = {
    {"Period (UTC)", method_period},
    {"Days missing", method_missing},
    {"List of domains", method_list},
    {"Earlier summary", say_earlier},
    {"Redacted", say_redacted},
    {"This file is about", say_edition},
    {"Rules", method_rules},
    {"Sample", method_sample},
    {"Signatures", say_signatures},
    {"Changed mail", say_changed},
    {"Records of reports", method_records},
    {"Implausible counts", say_implausible},
    {"Files of DNS records", say_dns},
    {"Networks of addresses", say_networks},
};
const size_t method_facts_n = COUNT_OF(method_facts);
