#include "lib/audit/exception.h"

enum text {
    TEXT_ORGANIZATION_NAME,
    TEXT_REPORT_ID,
    TEXT_PATH,
    TEXT_MEMBER,
    TEXT_MESSAGE_ID,
    TEXT_SUBMITTER,
    TEXT_REPORT_DOMAIN,
    TEXT_REPORT_SHA256,
    TEXT_MESSAGE_SHA256,
    TEXT_FIRST_PATH,
    TEXT_FIRST_MEMBER,
    TEXT_FIRST_MESSAGE_ID,
    TEXT_FORM,
    TEXT_SIGNING_DOMAIN,
    TEXT_SELECTOR,
    TEXTS
};

/* What stands in the spool: this, then the texts one behind the other. */
struct packed_exception {
    int32_t kind, reason, unread;
    bool has_report, has_first, has_sessions, has_first_sessions;
    char key[REPORT_KEY_TEXT + 1];
    time_seconds begin, end, received;
    enum dkim dkim;
    unsigned char signature, signature_reason, aligned;
    uint64_t message, offset, first_message, first_offset, left_out;
    struct sessions sessions, first_sessions;
    uint64_t lengths[TEXTS];
};

static void texts_of(const struct exception *e, struct slice texts[static TEXTS])
{
    const struct source *s = &e->source, *first = &e->first;
    texts[TEXT_ORGANIZATION_NAME] = e->report ? e->report->organization_name : (struct slice){0};
    texts[TEXT_REPORT_ID] = e->report ? e->report->report_id : (struct slice){0};
    texts[TEXT_PATH] = s->path;
    texts[TEXT_MEMBER] = s->member;
    texts[TEXT_MESSAGE_ID] = s->message_id;
    texts[TEXT_SUBMITTER] = s->submitter;
    texts[TEXT_REPORT_DOMAIN] = s->report_domain;
    texts[TEXT_REPORT_SHA256] = s->report_sha256;
    texts[TEXT_MESSAGE_SHA256] = s->message_sha256;
    texts[TEXT_FIRST_PATH] = e->has_first ? first->path : (struct slice){0};
    texts[TEXT_FIRST_MEMBER] = e->has_first ? first->member : (struct slice){0};
    texts[TEXT_FIRST_MESSAGE_ID] = e->has_first ? first->message_id : (struct slice){0};
    texts[TEXT_FORM] = e->form;
    texts[TEXT_SIGNING_DOMAIN] = s->signature.domain;
    texts[TEXT_SELECTOR] = s->signature.selector;
}

bool exception_pack(struct spool *s, struct buffer *scratch, const struct exception *e)
{
    struct slice texts[TEXTS];
    texts_of(e, texts);
    struct packed_exception p;
    memset(&p, 0, sizeof p);
    p.kind = (int32_t)e->kind;
    p.reason = (int32_t)e->reason;
    p.unread = (int32_t)e->unread;
    p.has_report = e->report != NULL;
    p.has_first = e->has_first;
    p.has_sessions = e->has_sessions;
    p.has_first_sessions = e->has_first_sessions;
    p.sessions = e->sessions;
    p.first_sessions = e->first_sessions;
    p.left_out = e->left_out;
    memcpy(p.key, e->key, sizeof p.key);
    p.begin = e->report ? e->report->begin : 0;
    p.end = e->report ? e->report->end : 0;
    p.received = e->source.received;
    p.dkim = e->source.dkim;
    p.signature = e->source.signature.result;
    p.signature_reason = e->source.signature.reason;
    p.aligned = e->source.signature.aligned;
    p.message = e->source.message;
    p.offset = e->source.offset;
    p.first_message = e->first.message;
    p.first_offset = e->first.offset;
    char head[sizeof p];
    scratch->n = 0;
    for (int i = 0; i < TEXTS; i++)
        p.lengths[i] = texts[i].n;
    memcpy(head, &p, sizeof p);
    buffer_append(scratch, (struct slice){.at = head, .n = sizeof head});
    for (int i = 0; i < TEXTS; i++)
        buffer_append(scratch, texts[i]);
    return !scratch->failed && spool_append(s, buffer_slice(scratch));
}

static size_t length_of_texts(const struct packed_exception *p)
{
    size_t all = 0;
    for (int i = 0; i < TEXTS; i++)
        all += (size_t)p->lengths[i];
    return all;
}

static bool unpack_texts(struct spool *s, uint64_t at, struct arena *arena,
                         const struct packed_exception *p, struct slice texts[static TEXTS])
{
    size_t all = length_of_texts(p);
    char *to = arena_take_text(arena, all);
    if (!to || !spool_read(s, at, to, all))
        return false;

    for (int i = 0; i < TEXTS; i++) {
        texts[i] = (struct slice){.at = to, .n = (size_t)p->lengths[i]};
        to += p->lengths[i];
    }
    return true;
}

static struct source unpack_source(const struct packed_exception *p, const struct slice *texts)
{
    return (struct source){.path = texts[TEXT_PATH],
                           .member = texts[TEXT_MEMBER],
                           .message = p->message,
                           .offset = p->offset,
                           .message_id = texts[TEXT_MESSAGE_ID],
                           .submitter = texts[TEXT_SUBMITTER],
                           .report_domain = texts[TEXT_REPORT_DOMAIN],
                           .report_sha256 = texts[TEXT_REPORT_SHA256],
                           .message_sha256 = texts[TEXT_MESSAGE_SHA256],
                           .dkim = p->dkim,
                           .signature = {.result = p->signature,
                                         .reason = p->signature_reason,
                                         .aligned = p->aligned,
                                         .domain = texts[TEXT_SIGNING_DOMAIN],
                                         .selector = texts[TEXT_SELECTOR],
                                         .signed_at = WHEN_NEVER},
                           .received = p->received};
}

static struct source unpack_first(const struct packed_exception *p, const struct slice *texts)
{
    return (struct source){.path = texts[TEXT_FIRST_PATH],
                           .member = texts[TEXT_FIRST_MEMBER],
                           .message = p->first_message,
                           .offset = p->first_offset,
                           .message_id = texts[TEXT_FIRST_MESSAGE_ID],
                           .received = WHEN_NEVER};
}

bool exception_unpack(struct spool *s, uint64_t *at, enum exception_kind wanted,
                      struct arena *arena, struct exception *e, struct report *report)
{
    struct packed_exception p;
    struct slice texts[TEXTS];
    if (!spool_read(s, *at, (char *)&p, sizeof p))
        return false;
    uint64_t behind = *at + sizeof p;
    *at = behind + length_of_texts(&p);
    e->kind = (enum exception_kind)p.kind;
    if (e->kind != wanted)
        return true;
    if (!unpack_texts(s, behind, arena, &p, texts))
        return false;

    *report = (struct report){.organization_name = texts[TEXT_ORGANIZATION_NAME],
                              .report_id = texts[TEXT_REPORT_ID],
                              .begin = p.begin,
                              .end = p.end};
    *e = (struct exception){
        .kind = (enum exception_kind)p.kind,
        .reason = (enum reason)p.reason,
        .unread = (enum unread_reason)p.unread,
        .form = texts[TEXT_FORM],
        .report = p.has_report ? report : NULL,
        .has_first = p.has_first,
        .has_sessions = p.has_sessions,
        .has_first_sessions = p.has_first_sessions,
        .sessions = p.sessions,
        .first_sessions = p.first_sessions,
        .left_out = p.left_out,
        .source = unpack_source(&p, texts),
        .first = unpack_first(&p, texts),
    };
    memcpy(e->key, p.key, sizeof p.key);
    return true;
}
