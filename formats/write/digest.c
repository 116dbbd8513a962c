/*
 * digest: one mail that says what is new, open and resolved (SPEC 6.7), for sendmail -t.
 *
 * Anyone can mail a report, so none of its texts stands in a header field, none begins a line of
 * the body ("From ", a lone dot), and control characters and turns of the direction of writing are
 * left out. Lines have at most COLUMNS columns (RFC 5322, 2.1.1).
 */
#include <inttypes.h>
#include <stdlib.h>

#include "formats/write/fileoutput.h"
#include "formats/write/method.h"
#include "formats/write/shown.h"
#include "lib/base/sha256.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/mail/maildate.h"

enum {
    COLUMNS = DIGEST_COLUMNS,
    HEAD_INDENT = 11,
    FINDING_INDENT = 12,
    MOST_FINDINGS = 20, /* of a kind; the whole file has all */
    MOST_TITLE = 300, /* bytes: combining marks take no column, but a line has at most 998 bytes */
    ID_BYTES = 12     /* of the body's SHA-256, for the Message-ID */
};

struct digest {
    struct fileoutput base;
    FILE *body; /* in memory, since header fields depend on it */
    char *text;
    size_t n;
    bool out_of_memory; /* a line is not whole */
};

static void put_sentence(struct digest *d, const char *label, method_say *say,
                         const struct account *a)
{
    fputs(label, d->body);
    d->out_of_memory |= !method_put(d->body, say, a, HEAD_INDENT, COLUMNS);
}

static void say_sessions(const struct account *a, struct buffer *line)
{
    const struct sessions sessions = a->audit.figures.sessions;
    buffer_append_format(line, "%s secured: %s succeeded, %s failed", shown_share(sessions).text,
                         thousands(sessions.successful).text, thousands(sessions.failed).text);
}

static void put_head(struct digest *d, const struct account *a)
{
    fprintf(d->body, "TLS reports (RFC 8460), read by tlsrpt-audit %s\n\n",
            d->base.output.about->version);
    if (a->audit.summary.period.any)
        put_sentence(d, "Period     ", method_period, a);
    if (a->audit.totals.rejected > 0)
        put_sentence(d, "Rejected   ", method_rejected, a);
    if (a->audit.totals.reports == 0) {
        fputs("Sessions   no report was counted\n", d->body);
        return;
    }
    put_sentence(d, "Sessions   ", say_sessions, a);
    if (a->audit.summary.policy_types_n > 1)
        put_sentence(d, "By policy  ", method_policy_types, a);
    put_sentence(d, "Windows    ", method_windows, a);
    put_sentence(d, "Missing    ", method_missing, a);
    put_sentence(d, "Scope      ", method_list, a);
    if (audit_speaks_of_signatures(&a->audit))
        put_sentence(d, "Signatures ", method_signatures, a);
}

/* `remark`: what is to be said behind the title, or empty. */
static void put_finding(struct digest *d, const struct change_row *f, const char *remark)
{
    struct buffer line = {0};
    fputs("  ", d->body);
    shown_padded(d->body, f->severity, FINDING_INDENT - 2);
    buffer_append(&line, utf8_cut(f->policy_domain, MOST_TITLE));
    buffer_append_text(&line, f->policy_domain.n > 0 ? ": " : ""); /* else about all mail */
    buffer_append(&line, utf8_cut(f->title, MOST_TITLE));
    buffer_append_text(&line, remark);
    shown_wrapped(d->body, buffer_slice(&line), FINDING_INDENT, COLUMNS);
    d->out_of_memory |= line.failed;
    buffer_free(&line);
}

static void put_heading(struct digest *d, const char *heading, size_t n)
{
    fprintf(d->body, "\n%s (%s)\n", heading, thousands((int64_t)n).text);
}

static void put_rest(struct digest *d, size_t n)
{
    if (n > MOST_FINDINGS)
        fprintf(d->body, "  and %s more\n", thousands((int64_t)(n - MOST_FINDINGS)).text);
}

/* The parts of a digest with an earlier summary, each with the changes that it shows. The first is
 * what counts as new, also if it has closed by now. */
static const struct part {
    const char *heading;
    enum change change, or_change;
} parts[] = {
    {"New, or open again", CHANGE_NEW, CHANGE_REOPENED},
    {"Open as before", CHANGE_CONTINUING, CHANGE_CONTINUING},
    {"Not proven to be over", CHANGE_UNPROVEN, CHANGE_UNPROVEN},
    {"Resolved", CHANGE_RESOLVED, CHANGE_RESOLVED},
};

static bool is_in(const struct part *part, const struct change_row *row)
{
    return row->change == part->change || row->change == part->or_change;
}

static size_t size_of(const struct part *part, const struct changes *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->first[CHANGE_DOMAIN]; i++)
        n += is_in(part, &c->at[i]);
    return n;
}

static void put_part(struct digest *d, const struct part *part, const struct changes *c)
{
    size_t n = size_of(part, c), shown = 0;
    if (n == 0)
        return;
    put_heading(d, part->heading, n);
    for (size_t i = 0; i < c->first[CHANGE_DOMAIN] && shown < MOST_FINDINGS; i++) {
        if (!is_in(part, &c->at[i]))
            continue;
        put_finding(d, &c->at[i],
                    c->at[i].change == CHANGE_NEW && c->at[i].is_closed ? " (closed by now)" : "");
        shown++;
    }
    put_rest(d, n);
}

static void put_changes(struct digest *d, const struct account *a)
{
    fputs("Compared   with the summary of ", d->body);
    shown_wrapped(d->body, earlier_time(a->given.earlier), HEAD_INDENT, COLUMNS);
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        put_part(d, &parts[i], &a->changes);
}

static void put_open(struct digest *d, const struct account *a)
{
    const struct findings *all = &a->findings;
    size_t n = findings_open(all), shown = 0;
    fputs("Compared   with nothing: --compare tells what is new\n", d->body);
    if (n == 0)
        return;
    put_heading(d, "Open or unproven", n);
    for (size_t i = 0; i < all->n && shown < MOST_FINDINGS; i++) {
        const struct finding *f = &all->at[i];
        struct change_row row = {
            .severity = f->severity_name, .policy_domain = f->policy_domain, .title = f->title};
        if (f->status == FINDING_CLOSED)
            continue;
        put_finding(d, &row, f->status == FINDING_UNPROVEN ? " (unproven)" : "");
        shown++;
    }
    put_rest(d, n);
}

static void put_body(struct digest *d, const struct account *a)
{
    const char *link = d->base.output.about->digest.link;
    put_head(d, a);
    if (a->given.earlier)
        put_changes(d, a);
    else
        put_open(d, a);
    if (a->findings.n == 0 && a->changes.first[CHANGE_DOMAIN] == 0)
        fputs("\nNo findings.\n", d->body);
    if (link)
        fprintf(d->body, "\nAll of it:\n  %s\n", link);
}

static void put_subject(const struct digest *d, const struct account *a, FILE *file)
{
    const struct period *period = &a->audit.summary.period;
    int64_t open = (int64_t)findings_open(&a->findings);
    day_number day = period->any ? period->span.last : day_of_time(d->base.output.about->generated);
    fprintf(file, "Subject: TLS reports to %s: %s", when_day(day).text,
            a->audit.totals.reports == 0 ? "no reports, " : "");
    if (a->given.earlier)
        fprintf(file, "%s new, %s open, %s resolved\n",
                thousands((int64_t)size_of(&parts[0], &a->changes)).text, thousands(open).text,
                thousands((int64_t)changes_of_findings(&a->changes, CHANGE_RESOLVED)).text);
    else
        fprintf(file, "%s open\n", thousands(open).text);
}

/* The same digest has the same Message-ID. False: out of memory. */
static bool put_id(const struct digest *d, FILE *file)
{
    unsigned char hash[SHA256_BYTES];
    const struct digest_options *to = &d->base.output.about->digest;
    const char *at = strrchr(to->from, '@');
    if (!sha256_once((struct slice){.at = d->text, .n = d->n}, hash))
        return false;
    fprintf(file, "Message-ID: <%" PRId64 ".", d->base.output.about->generated);
    for (int i = 0; i < ID_BYTES; i++)
        fprintf(file, "%02x", hash[i]);
    fprintf(file, "@%s>\n", at ? at + 1 : "localhost");
    return true;
}

static bool put_mail(struct digest *d, const struct account *a, FILE *file)
{
    const struct digest_options *to = &d->base.output.about->digest;
    char date[MAILDATE_TEXT + 1];
    bool ascii = true;
    for (size_t i = 0; i < d->n; i++)
        ascii &= (unsigned char)d->text[i] < 0x80;
    fprintf(file, "From: %s\n", to->from);
    if (to->to)
        fprintf(file, "To: %s\n", to->to);
    put_subject(d, a, file);
    maildate_format(d->base.output.about->generated, date);
    fprintf(file, "Date: %s\n", date);
    if (!put_id(d, file))
        return false;
    fputs("Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
          "Content-Type: text/plain; charset=utf-8\n",
          file);
    fprintf(file, "Content-Transfer-Encoding: %s\n\n", ascii ? "7bit" : "8bit");
    target_write(&d->base.target,
                 (struct slice){.at = d->text, .n = d->n}); /* a failure marks it */
    return true;
}

/* A finding that is new; or no report is left, and the earlier summary had some: the findings of a
 * mailbox that is gone are gone with it. Under --state a night without new reports is no news. */
static bool has_news(const struct account *a)
{
    const struct earlier *e = a->given.earlier;
    bool had_reports = false;
    for (size_t i = 0; e && i < e->n[CHANGE_DOMAIN]; i++)
        had_reports |= e->rows[CHANGE_DOMAIN][i].row.was.reports > 0;
    return size_of(&parts[0], &a->changes) > 0 ||
           (had_reports && a->audit.totals.reports == 0 && !a->audit.options.state);
}

static bool finish(struct output *o, struct account *a)
{
    struct digest *d = (struct digest *)o;
    if (o->about->digest.only_new && !has_news(a))
        return true;
    d->body = open_memstream(&d->text, &d->n);
    bool ok = d->body != NULL;
    if (ok) {
        put_body(d, a);
        ok = !ferror(d->body) && !d->out_of_memory;
        ok = fclose(d->body) == 0 && ok;
    }
    d->body = NULL;
    return target_end(&d->base.target, ok && put_mail(d, a, d->base.target.file));
}

static void release(struct output *o)
{
    free(((struct digest *)o)->text);
}

static const struct fileoutput_kind kind = {
    .size = sizeof(struct digest), .finish = finish, .release = release};

struct output *digest_open(const char *path, const struct about *about,
                           const struct account *account, char *error)
{
    (void)account;
    return fileoutput_open(&kind, path, about, error);
}
