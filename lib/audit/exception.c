#include "lib/audit/exception.h"

#include <limits.h>

#define AT(member) offsetof(struct exception, member)

/* Where an exception's texts stand. Some of its report's are kept, too. */
static const size_t places[] = {
    AT(form),
    AT(source.path),
    AT(source.member),
    AT(source.message_id),
    AT(source.submitter),
    AT(source.report_domain),
    AT(source.report_sha256),
    AT(source.message_sha256),
    AT(source.signature.domain),
    AT(source.signature.selector),
    AT(first.path),
    AT(first.member),
    AT(first.message_id),
};
enum { ORGANIZATION_NAME = COUNT_OF(places), REPORT_ID, TEXTS };

/* The spool holds this, then packed_exception, then the texts. Of an exception that is not wanted
 * only this is read. */
struct packed_head {
    uint32_t kind, n; /* bytes of all that follows */
};

/* A run over bad mail has as many exceptions as reports, so what is small is kept in a byte. */
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

/* The path of the first copy is not kept if it is that of the exception. */
static void texts_of(const struct exception *e, struct slice texts[static TEXTS])
{
    const struct slice none = {0};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        const struct slice *text = (const void *)((const char *)e + places[i]);
        texts[i] = text == &e->first.path && is_in_first_file(e) ? none : *text;
    }
    texts[ORGANIZATION_NAME] = e->report ? e->report->organization_name : none;
    texts[REPORT_ID] = e->report ? e->report->report_id : none;
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
    return true;
}

static struct source unpack_source(const struct packed_exception *p)
{
    return (struct source){.message = p->message,
                           .offset = p->offset,
                           .server_word = (enum server_word)p->server_word,
                           .signature = {.result = p->signature,
                                         .reason = p->signature_reason,
                                         .aligned = p->aligned,
                                         .signed_at = WHEN_NEVER},
                           .received = p->received};
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
    *r = (struct report){.organization_name = texts[ORGANIZATION_NAME],
                         .report_id = texts[REPORT_ID],
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
        .has_first = p.has_first,
        .has_sessions = p.has_sessions,
        .has_first_sessions = p.has_first_sessions,
        .sessions = p.sessions,
        .first_sessions = p.first_sessions,
        .left_out = p.left_out,
        .source = unpack_source(&p),
        .first = {.message = p.first_message, .offset = p.first_offset, .received = WHEN_NEVER},
    };
    for (size_t i = 0; i < COUNT_OF(places); i++)
        *(struct slice *)(void *)((char *)e + places[i]) = texts[i];
    if (p.is_in_first_file)
        e->first.path = e->source.path;
    memcpy(e->key, p.key, sizeof p.key);
    return unpack_report(&p, texts, arena, &e->report);
}
