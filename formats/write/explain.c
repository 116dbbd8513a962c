/*
 * explain: one report in plain English (--explain KEY): who sent it, what it says, what is odd
 * about it, and where it was found.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "formats/write/output.h"
#include "formats/write/shown.h"
#include "lib/base/io.h"
#include "lib/base/thousands.h"
#include "lib/mail/aligned.h"

enum { LEAST_KEY = 4, LABEL = 12, INDENT = 4, DEEPER = 8 };

struct explain {
    struct output output;
    FILE *file;
    struct slice key; /* the first digits of the report's key */
    size_t columns, found;
    bool has_begun; /* something was written */
    bool failed;
    char error[TARGET_ERROR];
};

static void put_line(struct explain *x, const char *label, struct slice text)
{
    if (text.n == 0)
        return;
    fprintf(x->file, "  %-*s", LABEL, label);
    shown_whole(x->file, text, LABEL + 2, x->columns);
}

static void put_paragraph(struct explain *x, size_t indent, const struct buffer *text)
{
    x->failed |= text->failed;
    fprintf(x->file, "%*s", (int)indent, "");
    shown_whole(x->file, buffer_slice(text), indent, x->columns);
}

static void append_if(struct buffer *line, const char *before, struct slice text,
                      const char *behind)
{
    if (text.n == 0)
        return;
    buffer_append_text(line, before);
    buffer_append(line, text);
    buffer_append_text(line, behind);
}

static void put_place(struct explain *x, const struct source *s)
{
    struct buffer line = {0};
    buffer_append(&line, s->path);
    append_if(&line, "!/", s->member, "");
    if (s->message > 0)
        buffer_append_format(&line, ", message %" PRIu64 " at byte %" PRIu64, s->message,
                             s->offset);
    append_if(&line, ", Message-ID ", s->message_id, "");
    put_line(x, "Found in", buffer_slice(&line));
    x->failed |= line.failed;
    buffer_free(&line);
}

static void append_algorithm(struct buffer *line, const struct dkim_verdict *v)
{
    bool rsa = slice_starts(v->algorithm, SLICE("rsa"));
    buffer_append_text(line, rsa ? ", RSA" : v->algorithm.n > 0 ? ", Ed25519" : "");
    if (rsa && v->key_bits > 0)
        buffer_append_format(line, " %u", v->key_bits);
}

/* How the domain that signed stands to the submitter's or, if there is none, to From's. A domain
 * above or below is aligned, too. */
static const char *standing(const struct source *s)
{
    const struct dkim_verdict *v = &s->signature;
    struct slice submitter = s->submitter;
    if (submitter.n == 0)
        return v->aligned == DKIM_ALIGNED ? " is From's domain, above it or below it."
                                          : " is not From's domain.";
    submitter.n -= submitter.at[submitter.n - 1] == '.';
    return v->aligned != DKIM_ALIGNED              ? " is not the submitter's domain."
           : domain_is_below(submitter, v->domain) ? " is above the submitter's domain."
           : domain_is_below(v->domain, submitter) ? " is below the submitter's domain."
                                                   : " is the submitter's domain.";
}

static void append_verdict(struct buffer *line, const struct source *s)
{
    const struct dkim_verdict *v = &s->signature;
    static const char *const words[DKIM_RESULTS] = {
        [DKIM_PASS] = "the signature is sound",
        [DKIM_WEAK] = "the signature is sound, but proves little",
        [DKIM_FAIL] = "the signature is wrong",
        [DKIM_INVALID] = "the signature cannot be evaluated",
        [DKIM_KEY_MISSING] = "the signature waits for its key; the body is intact",
    };
    buffer_append_text(line, words[v->result]);
    append_if(line, " (", dkim_reason_names[v->reason], ")");
    if (v->aligned != DKIM_ALIGNMENT_UNKNOWN) {
        append_if(line, "; ", v->domain, "");
        buffer_append_text(line, standing(s));
    } else {
        buffer_append_char(line, '.');
    }
}

/* "google.com (selector 20230601, RSA 2048) on …; the signature is sound; …" */
static void put_signature(struct explain *x, const struct source *s)
{
    const struct dkim_verdict *v = &s->signature;
    struct buffer line = {0};
    if (s->server_word != SERVER_NOT_ASKED)
        put_line(x, "Server says",
                 s->server_word == SERVER_SAYS_PASS ? SLICE("DKIM passed") : SLICE("no DKIM pass"));
    if (v->result == DKIM_UNCHECKED)
        return;
    if (v->result == DKIM_NONE) {
        put_line(x, "Signed by",
                 v->reason == DKIM_NOT_MAIL ? SLICE("(it did not come by mail)") : SLICE("nobody"));
        return;
    }
    buffer_append(&line, v->domain.n > 0 ? v->domain : SLICE("(a domain that cannot be read)"));
    append_if(&line, " (selector ", v->selector, "");
    append_algorithm(&line, v);
    buffer_append_text(&line, v->selector.n > 0 ? ")" : "");
    if (v->signed_at != WHEN_NEVER)
        buffer_append_format(&line, " on %s", when_time(v->signed_at).text);
    buffer_append_text(&line, "; ");
    append_verdict(&line, s);
    put_line(x, "Signed by", buffer_slice(&line));
    x->failed |= line.failed;
    buffer_free(&line);
}

static void put_sender(struct explain *x, const struct report *r)
{
    struct buffer line = {0};
    put_line(x, "Sent by", r->organization_name);
    put_line(x, "Contact", r->contact_info);
    put_line(x, "Its own id", r->report_id);
    buffer_append_format(&line, "%s to %s", when_time(r->begin).text, when_time(r->end).text);
    put_line(x, "Period", buffer_slice(&line));
    put_line(x, "Submitter", r->source.submitter);
    if (r->source.received != WHEN_NEVER)
        put_line(x, "Received", slice_of(when_time(r->source.received).text));
    put_place(x, &r->source);
    put_signature(x, &r->source);
    x->failed |= line.failed;
    buffer_free(&line);
}

static void put_detail(struct explain *x, const struct failure_detail *d)
{
    const struct result_type *known = result_type_find(d->text[DETAIL_RESULT_TYPE]);
    struct buffer line = {0};
    buffer_append_format(&line,
                         "%s failed: ", counted(d->failed_sessions, "session", "sessions").text);
    buffer_append(&line, d->text[DETAIL_RESULT_TYPE].n > 0 ? d->text[DETAIL_RESULT_TYPE]
                                                           : SLICE("(no result type)"));
    append_if(&line, ", at ", d->text[DETAIL_RECEIVING_MX_HOSTNAME], "");
    append_if(&line, " (", d->text[DETAIL_RECEIVING_IP], ")");
    append_if(&line, ", sent from ", d->text[DETAIL_SENDING_MTA_IP], "");
    append_if(&line, ", reason given: ", d->text[DETAIL_FAILURE_REASON_CODE], "");
    append_if(&line, ", more at ", d->text[DETAIL_ADDITIONAL_INFO_URI], "");
    buffer_append_char(&line, '.');
    put_paragraph(x, INDENT, &line);
    line.n = 0;
    if (known) {
        buffer_append_format(&line, "%s To do: %s", known->meaning, known->advice);
        put_paragraph(x, DEEPER, &line);
    }
    buffer_free(&line);
}

static void append_policy(struct buffer *line, const struct policy *p)
{
    switch (policy_kind_of(p->type)) {
    case POLICY_STS:
        buffer_append_text(line, "under an MTA-STS policy");
        break;
    case POLICY_TLSA:
        buffer_append_text(line, "under DANE (TLSA records)");
        break;
    case POLICY_NONE_FOUND:
        buffer_append_text(line, "without a policy: the sender found neither MTA-STS nor DANE");
        break;
    case POLICY_OTHER:
        buffer_append_text(line, "under a policy that RFC 8460 does not know");
        append_if(line, " (", p->type, ")");
        break;
    }
    for (size_t i = 0; i < p->strings.n; i++)
        append_if(line, i == 0 ? " [" : "; ", p->strings.at[i], i + 1 == p->strings.n ? "]" : "");
}

static void put_policy(struct explain *x, const struct policy *p)
{
    struct buffer line = {0};
    buffer_append_text(&line, "About ");
    buffer_append(&line,
                  p->attributed.n > 0 ? p->attributed : SLICE("(a domain that is not named)"));
    if (!slice_equal(p->attributed, p->domain))
        append_if(&line, " (policy domain ", p->domain, ")");
    buffer_append_text(&line, ", ");
    append_policy(&line, p);
    buffer_append_format(&line, ": %s secured, %s failed.",
                         counted(p->successful_sessions, "session was", "sessions were").text,
                         thousands(p->failed_sessions).text);
    fputc('\n', x->file);
    put_paragraph(x, 2, &line);
    for (size_t i = 0; i < p->details_n; i++)
        put_detail(x, &p->details[i]);
    buffer_free(&line);
}

static void put_deviations(struct explain *x, const struct report *r)
{
    struct buffer line = {0};
    fputs(r->deviations ? "\n  What is odd about it, and was read all the same:\n"
                        : "\n  Nothing is odd about it.\n",
          x->file);
    for (int i = 0; i < DEVIATIONS; i++) {
        if (!report_has(r, (enum deviation)i))
            continue;
        line.n = 0;
        buffer_append_format(&line, "%s: %s", deviations[i].name, deviations[i].meaning);
        put_paragraph(x, INDENT, &line);
    }
    buffer_free(&line);
}

static bool is_meant(const struct explain *x, const char *key)
{
    return slice_starts(slice_of(key), x->key);
}

static void begin_block(struct explain *x)
{
    fputs(x->has_begun ? "\n" : "", x->file);
    x->has_begun = true;
}

static bool take_report(void *self, const struct report *r, const char *key)
{
    struct explain *x = self;
    if (!is_meant(x, key))
        return true;
    begin_block(x);
    x->found++;
    fprintf(x->file, "Report %s, which is counted\n\n", key);
    put_sender(x, r);
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        put_policy(x, p);
    put_deviations(x, r);
    return !x->failed;
}

static bool take_exception(void *self, const struct exception *e)
{
    struct explain *x = self;
    static const char *const whys[] = {
        [EXCEPTION_DUPLICATE] = "it says the same",
        [EXCEPTION_CONFLICT] = "it says something else",
        [EXCEPTION_REJECTED] = "it tells of days that had not come",
        [EXCEPTION_UNAUTHENTICATED] = "it is not known who sent it",
        [EXCEPTION_FOREIGN] = "it is about none of the listed domains",
    };
    if (!e->report || !is_meant(x, e->key))
        return true;
    begin_block(x);
    fprintf(x->file, "%s copy, which is not counted: %s\n", x->found > 0 ? "Another" : "A",
            whys[e->kind]);
    put_place(x, &e->source);
    return !x->failed;
}

static void fail_to_find(struct explain *x, uint64_t known)
{
    int n = snprintf(x->error, sizeof x->error,
                     "no counted report has a key that begins with %.*s; the table reports has the "
                     "keys (--table reports)",
                     (int)x->key.n, x->key.at);
    if (known > 0)
        snprintf(x->error + n, sizeof x->error - (size_t)n,
                 "; %s counted by earlier runs, and can be explained without --state",
                 counted((int64_t)known, "report was", "reports were").text);
}

static bool finish(struct output *o, struct account *a)
{
    struct explain *x = (struct explain *)o;
    int failure = x->failed ? ENOMEM : io_flush(x->file);
    if (x->found == 0)
        fail_to_find(x, a->audit.totals.known);
    else if (failure != 0)
        snprintf(x->error, sizeof x->error, TARGET_STANDARD_OUTPUT ": %s", strerror(failure));
    return x->error[0] == '\0';
}

static bool commit(struct output *o)
{
    (void)o;
    return true;
}

static void abandon(struct output *o)
{
    free(o);
}

bool explain_is_key(const char *text)
{
    size_t n = strlen(text);
    return n >= LEAST_KEY && n <= REPORT_KEY_TEXT && strspn(text, "0123456789abcdef") == n;
}

struct output *explain_open(const char *key, const struct about *about,
                            const struct account *account, char *error)
{
    (void)account;
    struct explain *x = calloc(1, sizeof *x);
    if (!x) {
        snprintf(error, TARGET_ERROR, "out of memory");
        return NULL;
    }
    x->key = slice_of(key);
    x->file = stdout;
    x->columns = (size_t)about->columns;
    x->output = (struct output){
        .finish = finish, .commit = commit, .abandon = abandon, .error = x->error, .about = about};
    x->output.listener = (struct listener){
        .self = x, .report = take_report, .exception = take_exception, .wants_duplicates = true};
    return &x->output;
}
