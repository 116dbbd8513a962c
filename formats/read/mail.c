#include "formats/read/mail.h"

#include "lib/base/utf8.h"

/* A report that cannot be counted tells more than content that is none. */
static bool is_unusable_report(enum reason reason)
{
    return reason >= REASON_MISSING_REPORT_ID && reason != REASON_NONE;
}

static void reject(struct mail *m, enum reason reason)
{
    struct source source;
    struct slice none = {0};
    struct extraction f = {.x = m->x, .arena = m->arena, .item = m->item, .source = &source};
    if (!letter_source(&m->letter, none, none, m->arena, &source) || !found_rejection(&f, reason))
        m->x->out_of_memory = true;
}

void mail_note_failure(struct mail *m, enum label label, enum reason reason)
{
    if (label >= LABEL_TLSRPT) {
        reject(m, reason);
        m->rejected = true;
    } else if (m->other == REASON_NONE ||
               (is_unusable_report(reason) && !is_unusable_report(m->other))) {
        m->other = reason;
    }
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
    m->claims |= m->letter.claims || claims_by_type(m, top_type);
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

void mail_settle(struct mail *m)
{
    bool has_reports = m->item->outcome.reports != NULL;
    if (has_reports && is_unusable_report(m->other))
        reject(m, m->other);
    if (has_reports || m->rejected)
        return; /* other attachments need not be reports */
    if (m->claims && m->other == REASON_NONE)
        m->other = reason_of_nothing(m);
    if (m->claims) {
        reject(m, m->other);
        return;
    }
    if (!m->unread && m->x->options->lists_attachments)
        tell_attachments(m);
    struct slice none = {0};
    m->item->outcome.unread = m->unread;
    if (m->unread && !letter_source(&m->letter, none, none, m->arena, &m->item->outcome.source))
        m->x->out_of_memory = true;
}
