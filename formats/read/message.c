#include "formats/read/message.h"

#include "formats/read/recognise.h"
#include "lib/base/utf8.h"
#include "lib/mail/authres.h"
#include "lib/mail/encoding.h"
#include "lib/mail/field.h"
#include "lib/mail/mime.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/decode.h"

enum { MOST_AUTHRES = 16 };
enum { HEAD = 24 }; /* as many decoded bytes tell gzip, zip and JSON apart from the rest */

/* How a leaf's media type relates to reports. */
enum label { LABEL_OTHER, LABEL_GENERIC, LABEL_TLSRPT, LABEL_TLSRPT_JSON, LABEL_TLSRPT_GZIP };

static enum label label_of(struct slice type)
{
    static const struct {
        struct slice name;
        enum label label;
    } known[] = {
        {SLICE("application/tlsrpt+gzip"), LABEL_TLSRPT_GZIP},
        {SLICE("application/tlsrpt+json"), LABEL_TLSRPT_JSON},
        {SLICE("application/tlsrpt"), LABEL_TLSRPT},
        {SLICE("application/gzip"), LABEL_GENERIC},
        {SLICE("application/x-gzip"), LABEL_GENERIC},
        {SLICE("application/zip"), LABEL_GENERIC},
        {SLICE("application/json"), LABEL_GENERIC},
        {SLICE("application/octet-stream"), LABEL_GENERIC},
    };
    struct slice name = field_main(type);
    if (name.n < 12 || !slice_starts_nocase(name, SLICE("application/")))
        return LABEL_OTHER;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (slice_equal_nocase(name, known[i].name))
            return known[i].label;
    return LABEL_OTHER;
}

static bool lacks(struct slice text)
{
    return text.n == 0;
}

static struct slice word_after(struct slice line, struct slice key)
{
    struct slice at = slice_find_nocase(line, key);
    if (at.n == 0)
        return at;
    at = slice_trim(slice_from(at, key.n));
    size_t n = 0;
    while (n < at.n && !ascii_is_space(at.at[n]))
        n++;
    return slice_first(at, n);
}

/* RFC 8460, 5.3: "Report Domain: DOMAIN Submitter: DOMAIN Report-ID: <ID>", folded as the sender
 * likes. */
static void read_subject(struct slice subject, struct source *s)
{
    if (lacks(s->report_domain))
        s->report_domain = word_after(subject, SLICE("Report Domain:"));
    if (lacks(s->submitter))
        s->submitter = word_after(subject, SLICE("Submitter:"));
}

/* What a header tells, before Subject and Date fill in what other fields did not. */
struct told {
    struct source *source;
    struct slice subject, date;
    const struct extract_options
        *options; /* NULL: a forwarded message's own fields, which prove nothing */
    struct slice authres[MOST_AUTHRES]; /* Authentication-Results, the topmost first */
    size_t authres_n;
    bool claims; /* it has a TLS-Report- field (RFC 8460, 5.3) */
};

/* What one message is made of, while it is looked at. */
struct mail {
    struct extractor *x;
    struct item *item;
    struct arena *arena;
    struct source source; /* what the mail's own header says */
    struct told told;     /* while it is read */
    struct slice header;  /* the one that `source` was read from; inner messages have their own */
    bool claims;
    bool header_read;
    bool rejected;     /* a part with a tlsrpt media type was */
    enum reason other; /* the most telling failure of the parts without one */
    struct report **last;
};

static void take_first(struct slice *text, struct slice value)
{
    if (lacks(*text))
        *text = value;
}

static void read_field(void *self, const struct field *f)
{
    struct told *t = self;
    if (t->options && t->options->watch && recipients_field(f->name))
        recipients_look(t->options->watch, f->value);
    switch (ascii_lower(f->name.at[0])) {
    case 't':
        if (slice_equal_nocase(f->name, SLICE("TLS-Report-Domain"))) {
            t->claims = true;
            take_first(&t->source->report_domain, f->value);
        } else if (slice_equal_nocase(f->name, SLICE("TLS-Report-Submitter"))) {
            t->claims = true;
            take_first(&t->source->submitter, f->value);
        }
        break;
    case 'm':
        if (slice_equal_nocase(f->name, SLICE("Message-ID")))
            take_first(&t->source->message_id, f->value);
        break;
    case 's':
        if (slice_equal_nocase(f->name, SLICE("Subject")))
            t->subject = f->value;
        break;
    case 'r':
        if (slice_equal_nocase(f->name, SLICE("Received"))) /* the topmost one: ours */
            take_first(&t->source->received, field_received_date(f->value));
        break;
    case 'd':
        if (slice_equal_nocase(f->name, SLICE("Date")))
            t->date = f->value;
        break;
    case 'a':
        if (t->options && t->options->authserv_id.n > 0 && t->authres_n < MOST_AUTHRES &&
            slice_equal_nocase(f->name, SLICE("Authentication-Results")))
            t->authres[t->authres_n++] = f->value;
        break;
    }
}

static void told_all(struct told *t)
{
    take_first(&t->source->received, t->date);
    if (lacks(t->source->report_domain) || lacks(t->source->submitter))
        read_subject(t->subject, t->source);
}

static void read_header(struct slice header, struct source *s)
{
    struct told t = {.source = s};
    struct field f;
    while (field_next(&header, &f))
        read_field(&t, &f);
    told_all(&t);
}

static void finish_own_header(struct mail *m, const struct mime_walk *w)
{
    if (m->header_read)
        return;
    m->header_read = true;
    m->header = w->header;
    told_all(&m->told);
    m->claims = m->told.claims;
    if (m->claims || w->top_type.n == 0)
        return;
    struct slice type;
    if (!field_parameter(w->top_type, SLICE("report-type"), m->arena, &type))
        m->x->out_of_memory = true;
    m->claims = slice_equal_nocase(type, SLICE("tlsrpt"));
}

static bool
unfold_texts(struct mail *m,
             struct source *s) /* the report keeps them; they have to be one line, and UTF-8 */
{
    enum { FOLDED = 4 }; /* times as much, folded; what is behind is cut in any case */
    struct slice *texts[] = {&s->message_id, &s->submitter, &s->report_domain};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct slice raw = utf8_cut(*texts[i], FOLDED * BOUND_FIELD);
        if (!field_unfold(raw, m->arena, texts[i]) || !utf8_sound(*texts[i], m->arena, texts[i]))
            return false;
        *texts[i] = utf8_cut(*texts[i], BOUND_FIELD);
    }
    return domain_normalise(s->report_domain, m->arena, &s->report_domain);
}

/* RFC 8601: only what the named server wrote counts; without a submitter there is no domain that
 * a signature could be of. */
static enum dkim check_dkim(const struct mail *m, struct slice submitter)
{
    struct slice trusted = m->x->options->authserv_id;
    if (trusted.n == 0)
        return DKIM_NOT_ASKED;
    for (size_t i = 0; i < m->told.authres_n; i++)
        if (authres_dkim_passes(m->told.authres[i], trusted, submitter))
            return DKIM_PASSED;
    return DKIM_FAILED;
}

/* Where this leaf's report comes from: a forwarded message's own fields come first, then the
 * mail's, then the attachment's name. */
static bool source_of_leaf(struct mail *m, const struct mime_leaf *leaf, struct slice file_name,
                           struct source *s)
{
    *s = m->source;
    if (leaf->message_header.at != m->header.at) {
        struct source inner = {0};
        read_header(leaf->message_header, &inner);
        if (!lacks(inner.report_domain))
            s->report_domain = inner.report_domain;
        if (!lacks(inner.submitter))
            s->submitter = inner.submitter;
    }
    if (lacks(s->report_domain) || lacks(s->submitter))
        found_file_name(file_name, s);
    if (!unfold_texts(m, s))
        return false;
    s->dkim = check_dkim(m, s->submitter);
    return true;
}

static bool name_of_leaf(struct mail *m, const struct mime_leaf *leaf, struct slice *name)
{
    *name = (struct slice){0};
    if (leaf->disposition.n > 0 &&
        !field_parameter(leaf->disposition, SLICE("filename"), m->arena, name))
        return false;
    return name->n > 0 || leaf->type.n == 0 ||
           field_parameter(leaf->type, SLICE("name"), m->arena, name);
}

/* Do its first bytes look like something that holds reports? */
static bool begins_like_one(const struct mime_leaf *leaf, enum encoding encoding)
{
    char head[HEAD * 4];
    bool damaged = false;
    struct slice bytes = slice_first(leaf->body,
                                     leaf->body.n < sizeof head ? leaf->body.n : sizeof head);
    if (encoding == ENCODING_BASE64)
        bytes = (struct slice){.at = head, .n = encoding_base64(head, HEAD, bytes, &damaged)};
    else if (encoding == ENCODING_QUOTED_PRINTABLE)
        bytes = (struct slice){.at = head, .n = encoding_quoted_printable(head, bytes, &damaged)};
    return content_is_gzip(bytes) || content_is_zip(bytes) || content_is_json(bytes);
}

static bool name_tells(struct slice name)
{
    return slice_ends_nocase(name, SLICE(".json")) || slice_ends_nocase(name, SLICE(".gz")) ||
           slice_ends_nocase(name, SLICE(".zip"));
}

/* The leaf without its transfer encoding. REASON_NONE, or why not. */
static enum reason decode_leaf(struct mail *m, const struct mime_leaf *leaf, enum encoding encoding,
                               struct slice *bytes, bool *damaged)
{
    struct buffer *to = &m->x->decoded;
    *damaged = false;
    *bytes = leaf->body;
    if (encoding == ENCODING_UNKNOWN)
        return REASON_BAD_ENCODING;
    if (encoding == ENCODING_IDENTITY)
        return slice_trim(*bytes).n > 0 ? REASON_NONE : REASON_BAD_ENCODING;
    to->n = 0;
    char *at = buffer_reserve(to, encoding_base64_room(leaf->body.n) + leaf->body.n);
    if (!at) {
        m->x->out_of_memory = true;
        return REASON_TOO_LARGE;
    }
    to->n = encoding == ENCODING_BASE64 ? encoding_base64(at, to->room, leaf->body, damaged)
                                        : encoding_quoted_printable(at, leaf->body, damaged);
    *bytes = buffer_slice(to);
    return bytes->n > 0 ? REASON_NONE : REASON_BAD_ENCODING;
}

static bool is_well_labelled(enum label label, struct slice bytes)
{
    switch (label) {
    case LABEL_TLSRPT_GZIP:
        return content_is_gzip(bytes);
    case LABEL_TLSRPT_JSON:
        return content_is_json(bytes);
    default:
        return label == LABEL_TLSRPT;
    }
}

static enum reason promised_by(enum label label, struct slice name)
{
    if (label >= LABEL_TLSRPT)
        return label == LABEL_TLSRPT_GZIP ? REASON_BAD_COMPRESSION : REASON_BAD_JSON;
    if (slice_ends_nocase(name, SLICE(".gz")) || slice_ends_nocase(name, SLICE(".zip")))
        return REASON_BAD_COMPRESSION;
    return REASON_BAD_JSON;
}

/* A report that cannot be counted tells more than content that is none. */
static bool is_unusable_report(enum reason reason)
{
    return reason >= REASON_MISSING_REPORT_ID && reason != REASON_NONE;
}

/* A part with a tlsrpt media type is rejected at once; whether another one should have held a
 * report, the whole message tells. */
static void note_failure(struct mail *m, enum label label, enum reason reason)
{
    if (label < LABEL_TLSRPT) {
        if (m->other == REASON_NONE ||
            (is_unusable_report(reason) && !is_unusable_report(m->other)))
            m->other = reason;
        return;
    }
    struct source source = m->source;
    struct extraction f = {.x = m->x, .arena = m->arena, .item = m->item, .source = &source};
    if (!unfold_texts(m, &source) || !found_rejection(&f, reason))
        m->x->out_of_memory = true;
    m->rejected = true;
}

static void examine(struct mail *m, const struct mime_leaf *leaf)
{
    struct slice name, bytes;
    enum label label = label_of(leaf->type);
    enum encoding encoding = encoding_of(leaf->encoding);
    m->claims |= label >= LABEL_TLSRPT;
    bool needs_name = label < LABEL_TLSRPT || lacks(m->source.report_domain) ||
                      lacks(m->source.submitter);
    if (!needs_name)
        name = (struct slice){0};
    else if (!name_of_leaf(m, leaf, &name)) {
        m->x->out_of_memory = true;
        return;
    }
    if (label == LABEL_OTHER && !name_tells(name) && !begins_like_one(leaf, encoding))
        return;
    bool damaged;
    struct source source;
    struct extraction f = {.x = m->x,
                           .arena = m->arena,
                           .item = m->item,
                           .source = &source,
                           .reason = REASON_NONE,
                           .last = m->last};
    enum reason reason = decode_leaf(m, leaf, encoding, &bytes, &damaged);
    if (reason == REASON_NONE) {
        if (!source_of_leaf(m, leaf, name, &source)) {
            m->x->out_of_memory = true;
            return;
        }
        f.deviations = (uint64_t)damaged << DEVIATION_ENCODING_DAMAGED |
                       (uint64_t)!is_well_labelled(label, bytes) << DEVIATION_WRONG_MEDIA_TYPE;
        reason = content_documents(m->x->content, bytes, promised_by(label, name), found_document,
                                   &f);
    }
    m->last = f.last;
    reason = f.reason != REASON_NONE ? f.reason : reason;
    if (reason != REASON_NONE)
        note_failure(m, label, reason);
}

/* What became of the message, where parts of it failed (SPEC 3). */
static void settle(struct mail *m, const struct mime_walk *w)
{
    struct extraction f = {.x = m->x, .arena = m->arena, .item = m->item, .source = &m->source};
    bool has_reports = m->item->outcome.reports != NULL;
    if (has_reports ? !is_unusable_report(m->other) : m->rejected || !m->claims)
        return; /* other attachments need not be reports */
    enum reason reason = m->other;
    if (reason == REASON_NONE)
        reason = w->too_deep || w->too_many ? REASON_TOO_LARGE : REASON_NO_REPORT_PART;
    if (!unfold_texts(m, &m->source) || !found_rejection(&f, reason))
        m->x->out_of_memory = true;
}

/* Undoes the mboxrd quoting in place: a '>' goes from each line that begins with '>'s and "From
 * " (RFC 4155, Appendix A). */
static size_t unquote(char *bytes, size_t n)
{
    char *to = bytes;
    for (size_t i = 0; i < n; i++) {
        bool line_start = i == 0 || bytes[i - 1] == '\n';
        if (line_start && bytes[i] == '>') {
            size_t k = i;
            while (k < n && bytes[k] == '>')
                k++;
            if (n - k >= 5 && memcmp(bytes + k, "From ", 5) == 0)
                i++;
        }
        *to++ = bytes[i];
    }
    return (size_t)(to - bytes);
}

void message_extract(struct extractor *x, struct item *item, struct slice message,
                     struct arena *arena)
{
    struct mime_walk w;
    struct mime_leaf leaf;
    const struct limits *limits = &x->options->limits;
    if (item->quoted && item->bytes == message.at) {
        message.n = item->n = unquote(item->bytes, message.n);
        item->quoted = false; /* where it is made late, it comes here again */
    }
    item->outcome.kind = OUTCOME_MESSAGE;
    struct mail m = {.x = x,
                     .item = item,
                     .arena = arena,
                     .source = item->source,
                     .other = REASON_NONE,
                     .last = &item->outcome.reports};
    m.told.source = &m.source;
    m.told.options = x->options;
    mime_start(&w, message, limits->depth, limits->parts, arena);
    w.most_header = limits->header;
    w.most_fields = limits->fields;
    w.own_field = read_field;
    w.self = &m.told;
    while (mime_next(&w, &leaf)) {
        finish_own_header(&m, &w);
        examine(&m, &leaf);
    }
    finish_own_header(&m, &w);
    x->out_of_memory |= w.out_of_memory;
    settle(&m, &w);
}
