#include "lib/audit/exception.h"

#include <limits.h>

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

/* In the spool stand one behind the other: this, packed_exception, its texts. Of one that is not
 * wanted only this is read. */
struct packed_head {
    uint32_t kind, n; /* bytes of all that follows */
};

/* A run over bad mail has as many as reports: what is small is kept in a byte. */
struct packed_exception {
    time_seconds begin, end, received;
    uint64_t message, offset, first_message, first_offset, left_out;
    struct sessions sessions, first_sessions;
    uint32_t lengths[TEXTS]; /* each text is bounded (SPEC 4) */
    unsigned char reason, unread, server_word, signature, signature_reason, aligned;
    bool has_report, has_first, is_in_first_file, has_sessions, has_first_sessions;
    char key[REPORT_KEY_TEXT + 1];
};

_Static_assert((int)REASON_NONE <= UCHAR_MAX && (int)UNREAD_REASONS <= UCHAR_MAX, "in a byte");

static bool is_in_first_file(const struct exception *e)
{
    return e->has_first && slice_equal(e->source.path, e->first.path);
}

static void texts_of(const struct exception *e, struct slice texts[static TEXTS])
{
    const struct source *s = &e->source, *first = &e->first;
    const struct slice none = {0};
    texts[TEXT_ORGANIZATION_NAME] = e->report ? e->report->organization_name : none;
    texts[TEXT_REPORT_ID] = e->report ? e->report->report_id : none;
    texts[TEXT_PATH] = s->path;
    texts[TEXT_MEMBER] = s->member;
    texts[TEXT_MESSAGE_ID] = s->message_id;
    texts[TEXT_SUBMITTER] = s->submitter;
    texts[TEXT_REPORT_DOMAIN] = s->report_domain;
    texts[TEXT_REPORT_SHA256] = s->report_sha256;
    texts[TEXT_MESSAGE_SHA256] = s->message_sha256;
    texts[TEXT_FIRST_PATH] = e->has_first && !is_in_first_file(e) ? first->path : none;
    texts[TEXT_FIRST_MEMBER] = e->has_first ? first->member : none;
    texts[TEXT_FIRST_MESSAGE_ID] = e->has_first ? first->message_id : none;
    texts[TEXT_FORM] = e->form;
    texts[TEXT_SIGNING_DOMAIN] = s->signature.domain;
    texts[TEXT_SELECTOR] = s->signature.selector;
}

static void pack(struct packed_exception *p, const struct exception *e)
{
    const struct source *s = &e->source;
    memset(p, 0, sizeof *p);
    p->reason = (unsigned char)e->reason;
    p->unread = (unsigned char)e->unread;
    p->has_report = e->report != NULL;
    p->has_first = e->has_first;
    p->is_in_first_file = is_in_first_file(e);
    p->has_sessions = e->has_sessions;
    p->has_first_sessions = e->has_first_sessions;
    p->sessions = e->sessions;
    p->first_sessions = e->first_sessions;
    p->left_out = e->left_out;
    memcpy(p->key, e->key, sizeof p->key);
    p->begin = e->report ? e->report->begin : 0;
    p->end = e->report ? e->report->end : 0;
    p->received = s->received;
    p->server_word = (unsigned char)s->server_word;
    p->signature = s->signature.result;
    p->signature_reason = s->signature.reason;
    p->aligned = s->signature.aligned;
    p->message = s->message;
    p->offset = s->offset;
    p->first_message = e->first.message;
    p->first_offset = e->first.offset;
}

static void append_bytes(struct buffer *to, const void *bytes, size_t n)
{
    buffer_append(to, (struct slice){.at = bytes, .n = n});
}

bool exception_pack(struct spool *s, struct buffer *scratch, const struct exception *e)
{
    struct slice texts[TEXTS];
    struct packed_head head = {.kind = (uint32_t)e->kind, .n = sizeof(struct packed_exception)};
    struct packed_exception p;
    texts_of(e, texts);
    pack(&p, e);
    for (int i = 0; i < TEXTS; i++) {
        p.lengths[i] = (uint32_t)texts[i].n;
        head.n += p.lengths[i];
    }
    scratch->n = 0;
    append_bytes(scratch, &head, sizeof head);
    append_bytes(scratch, &p, sizeof p);
    for (int i = 0; i < TEXTS; i++)
        buffer_append(scratch, texts[i]);
    return !scratch->failed && spool_append(s, buffer_slice(scratch));
}

static bool unpack_texts(struct spool *s, uint64_t at, struct arena *arena,
                         const struct packed_exception *p, struct slice texts[static TEXTS])
{
    size_t all = 0;
    for (int i = 0; i < TEXTS; i++)
        all += p->lengths[i];
    char *to = arena_take_text(arena, all);
    if (!to || !spool_read(s, at, to, all))
        return false;

    for (int i = 0; i < TEXTS; i++) {
        texts[i] = (struct slice){.at = to, .n = p->lengths[i]};
        to += p->lengths[i];
    }
    if (p->is_in_first_file)
        texts[TEXT_FIRST_PATH] = texts[TEXT_PATH];
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
                           .server_word = (enum server_word)p->server_word,
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

/* False: out of memory. */
static bool unpack_report(const struct packed_exception *p, const struct slice *texts,
                          struct arena *arena, const struct report **report)
{
    *report = NULL;
    if (!p->has_report)
        return true;
    struct report *r = arena_take(arena, sizeof *r);
    if (!r)
        return false;
    *r = (struct report){.organization_name = texts[TEXT_ORGANIZATION_NAME],
                         .report_id = texts[TEXT_REPORT_ID],
                         .begin = p->begin,
                         .end = p->end};
    *report = r;
    return true;
}

bool exception_unpack(struct spool *s, uint64_t *at, enum exception_kind wanted,
                      struct arena *arena, struct exception *e)
{
    struct packed_head head;
    struct packed_exception p;
    struct slice texts[TEXTS];
    if (!spool_read(s, *at, (char *)&head, sizeof head))
        return false;
    uint64_t behind = *at + sizeof head;
    *at = behind + head.n;
    e->kind = (enum exception_kind)head.kind;
    if (e->kind != wanted)
        return true;
    if (!spool_read(s, behind, (char *)&p, sizeof p) ||
        !unpack_texts(s, behind + sizeof p, arena, &p, texts))
        return false;
    *e = (struct exception){
        .kind = wanted,
        .reason = (enum reason)p.reason,
        .unread = (enum unread_reason)p.unread,
        .form = texts[TEXT_FORM],
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
    return unpack_report(&p, texts, arena, &e->report);
}
