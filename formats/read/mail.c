#include "formats/read/mail.h"

#include "formats/read/documents.h"
#include "formats/read/leaf.h"
#include "formats/read/stores.h"
#include "lib/base/scan.h"
#include "lib/base/utf8.h"

/* Is it a report that cannot be counted? That tells more than content that is none. */
static bool is_unusable_report(enum reason reason)
{
    return reason >= REASON_MISSING_REPORT_ID && reason != REASON_NONE;
}

static void reject(struct mail *m, enum reason reason, uint64_t left_out)
{
    struct source source;
    struct slice none = {0};
    struct extraction f = {.x = m->x, .arena = m->arena, .item = m->item, .source = &source};
    if (!letter_source(m->letter, none, none, m->arena, &source) ||
        !found_left_out(&f, reason, left_out))
        m->x->out_of_memory = true;
}

/* The most telling one stands for a mail that has nothing else. */
static void note_other(struct mail *m, enum reason reason)
{
    if (m->other == REASON_NONE || (is_unusable_report(reason) && !is_unusable_report(m->other)))
        m->other = reason;
}

void mail_note_failure(struct mail *m, const struct failure *f, const struct letter *letter,
                       struct slice file_name)
{
    note_other(m, f->reason);
    if (m->failures_n == m->x->options->limits.parts) {
        m->left_out++; /* a part has one failure as a rule, its members may have others */
        return;
    }
    struct failure *kept = arena_take(m->arena, sizeof *kept);
    if (kept)
        *kept = *f;
    if (!kept || !letter_source(letter, (struct slice){0}, file_name, m->arena, &kept->source)) {
        m->x->out_of_memory = true;
        return;
    }
    kept->next = NULL;
    if (m->last_failure)
        m->last_failure->next = kept;
    else
        m->failures = kept;
    m->last_failure = kept;
    m->failures_n++;
}

/* The others are not decoded: what begins like something that may hold reports counts. */
void mail_count_rest(struct mail *m, struct mime_walk *w)
{
    struct mime_leaf leaf;
    struct slice name;
    bool mislabelled;
    mime_go_on(w);
    while (mime_next(w, &leaf)) {
        m->over_limit = true;
        m->x->out_of_memory |= !leaf_name(&leaf, m->arena, &name);
        m->left_out += leaf_may_hold_reports(&leaf, leaf_label(leaf.type), name,
                                             leaf_encoding(&leaf, &mislabelled));
    }
    m->left_out += w->passed_over;
    m->over_limit |= w->passed_over > 0;
}

/* Is a mail a claim to be a report (SPEC 3)? `type` is its top content type. */
static bool claims_by_type(struct mail *m, struct slice type)
{
    struct slice report_type = {0};
    if (type.n > 0 && !field_parameter(type, SLICE("report-type"), m->arena, &report_type))
        m->x->out_of_memory = true;
    return slice_equal_nocase(report_type, SLICE("tlsrpt"));
}

void mail_note_claim(struct mail *m, struct slice top_type)
{
    m->claims |= m->letter->claims || claims_by_type(m, top_type);
}

/* Bytes of a text that is looked at: what most reporters write is shorter, what is told of is
 * not. A look may unpack as much from a few bytes as from many. */
enum { LEAST_TEXT = 200 };

void mail_note_text(struct mail *m, struct slice text)
{
    if (m->in_text || m->item->outcome.reports || text.n < LEAST_TEXT)
        return; /* beside reports, other texts need not be of any */
    m->in_text = stores_in_text(text);
    if (!m->in_text)
        m->in_text = documents_in_text(text);
    if (!m->in_text)
        m->in_text = documents_in_parts_of_text(text);
}

/* A small mail may unpack to much that begins what is packed at every turn. */
void mail_note_json(struct mail *m, struct slice json)
{
    enum { RATIO = 8 };
    m->looked_at += json.n;
    if (!m->unread && m->looked_at / RATIO <= m->letter->bytes.n)
        m->unread = documents_wrapped(json);
}

void mail_list_attachment(struct mail *m, const struct mime_leaf *leaf)
{
    struct buffer *to = &m->x->attachments;
    struct slice name;
    if (!m->x->options->lists_attachments)
        return;
    struct slice type = field_main(leaf->type);
    bool is_text = type.n == 0 || slice_starts_nocase(type, SLICE("text/"));
    if (!leaf_name(leaf, m->arena, &name))
        m->x->out_of_memory = true;
    if (name.n == 0 && is_text)
        return;
    buffer_append_text(to, to->n > 0 ? ", " : "");
    buffer_append(to, name.n > 0 ? name : SLICE("(no name)"));
    buffer_append_text(to, " (");
    buffer_append(to, type.n > 0 ? type : SLICE("text/plain"));
    buffer_append_text(to, ")");
    m->x->out_of_memory |= to->failed;
}

static void tell_attachments(struct mail *m)
{
    enum { MOST = 1000 };
    struct slice list = buffer_slice(&m->x->attachments);
    list = list.n > 0 ? utf8_cut(list, MOST) : SLICE("no attachments");
    m->x->out_of_memory |= !arena_copy(m->arena, list, &m->item->outcome.sentence);
}

/* Why a mail that claims to be a report has none, though no part of it failed. */
static enum reason reason_of_nothing(const struct mail *m)
{
    if (m->over_limit)
        return REASON_TOO_LARGE;
    if (!m->unread)
        return REASON_NO_REPORT_PART;
    return m->unread->reason == UNREAD_PARTIAL_MESSAGE ? REASON_PARTIAL_MESSAGE
           : m->unread->reason == UNREAD_ENCRYPTED     ? REASON_ENCRYPTED
                                                       : REASON_NO_REPORT_PART;
}

static bool is_closed(enum reason reason) /* nobody can tell what is in it */
{
    return reason == REASON_ENCRYPTED || reason == REASON_PARTIAL_MESSAGE;
}

/* Is a failed part rejected by name, beside whatever else is in the mail (SPEC 3)? */
static bool is_rejected(const struct mail *m, const struct failure *f)
{
    bool is_about_reports = m->claims || m->rejected || m->item->outcome.reports ||
                            (f->is_claimed && !is_closed(f->reason));
    return f->is_of_report || f->reason == REASON_TOO_LARGE ||
           (m->claims && is_closed(f->reason)) ||
           (is_about_reports && (f->is_damaged || is_unusable_report(f->reason)));
}

static void reject_failures(struct mail *m)
{
    for (struct failure *f = m->failures; f; f = f->next) {
        if (!is_rejected(m, f))
            continue;
        struct extraction e = {.x = m->x, .arena = m->arena, .item = m->item, .source = &f->source};
        m->x->out_of_memory |= !found_left_out(&e, f->reason, f->left_out);
        m->rejected = true;
    }
    if (m->left_out > 0) {
        reject(m, REASON_TOO_LARGE, m->left_out);
        m->rejected = true;
    }
}

/* A web server got it, and its body may be in chunks, say (RFC 9112, 7.1); or it is all header, for
 * its line ends became \n of two letters, as a database writes them. */
static bool is_of_other_form(const struct letter *letter)
{
    const char *at = letter->bytes.at, *end = at + letter->bytes.n;
    return letter->bytes.n >= LEAST_TEXT &&
           (letter->from.n == 0 || scan_line_start(at + 1, end, '\n', '\r') == end);
}

void mail_settle(struct mail *m)
{
    reject_failures(m);
    if (m->item->outcome.reports || m->rejected) { /* other attachments need not be reports */
        for (; m->lost > 0; m->lost--)
            reject(m, REASON_NO_REPORT_PART, 0);
        return;
    }
    if (!m->in_text && is_of_other_form(m->letter))
        m->in_text = documents_in_bytes(m->letter->bytes);
    if (!m->unread)
        m->unread = m->in_text;
    if (m->claims && m->other == REASON_NONE)
        m->other = reason_of_nothing(m);
    if (m->claims) {
        reject(m, m->other, 0);
        return;
    }
    if (!m->unread && m->x->options->lists_attachments)
        tell_attachments(m);
    struct slice none = {0};
    m->item->outcome.source = m->item->source;
    m->item->outcome.unread = m->unread;
    if (m->unread && !letter_source(m->letter, none, none, m->arena, &m->item->outcome.source))
        m->x->out_of_memory = true;
}
