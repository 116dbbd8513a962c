#include "formats/read/outlook/msg.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/read/outlook/compound.h"
#include "formats/read/outlook/mapi.h"
#include "formats/read/outlook/rebuilt.h"
#include "lib/base/little.h"

enum {
    MOST_TEXT = 64 * 1024,
    PROPERTIES_OF_MESSAGE = 32,
    PROPERTIES_INSIDE = 24,
    PROPERTIES_OF_FILE = 8,
    PROPERTY = 16
};

struct msg {
    struct container container; /* first: the container is the message */
    struct stream member;
    const struct limits *limits;
    struct seekable file;
    struct compound *compound;
    struct buffer text; /* the message, rebuilt */
    size_t given;
    bool was_given, out_of_memory;
    const char *damage; /* of an attachment; NULL: none */
};

static bool keep(void *self, struct slice text)
{
    struct msg *m = self;
    uint64_t room = m->limits->message + 1 - m->text.n;
    buffer_append(&m->text, text.n > room ? slice_first(text, (size_t)room) : text);
    m->out_of_memory |= m->text.failed;
    return !m->text.failed && text.n < room;
}

static ssize_t pull_text(struct stream *s, char *to, size_t n)
{
    struct msg *m = (struct msg *)((char *)s - offsetof(struct msg, member));
    size_t left = m->text.n - m->given;
    n = n < left ? n : left;
    if (n > 0)
        memcpy(to, m->text.at + m->given, n);
    m->given += n;
    return n > 0 || !m->damage ? (ssize_t)n : stream_fail(s, m->damage);
}

static unsigned find_property(const struct msg *m, unsigned storage, unsigned id, unsigned type)
{
    char name[COMPOUND_NAME];
    snprintf(name, sizeof name, "__substg1.0_%04X%04X", id, type);
    return compound_find(m->compound, storage, slice_of(name));
}

/* Reads a stream, at most `most` bytes of it; what cannot be read ends there. */
static void read_stream(struct msg *m, unsigned entry, size_t most, struct buffer *to)
{
    struct compound_stream s;
    uint64_t size = compound_size(m->compound, entry);
    size_t n = size < most ? (size_t)size : most;
    compound_stream_init(&s, m->compound, entry);
    for (size_t got; n > 0; n -= got) {
        size_t piece = n < MOST_TEXT ? n : MOST_TEXT;
        char *at = buffer_reserve(to, piece);
        if (!at || (got = stream_read(&s.stream, at, piece)) == 0)
            break;
        to->n += got;
    }
}

/* Appends a text, as UTF-8, behind what is in `to`; gives where it begins. */
static size_t read_text(struct msg *m, unsigned storage, enum mapi_property id, size_t most,
                        struct buffer *to)
{
    struct buffer raw = {0};
    size_t before = to->n;
    enum mapi_type type = MAPI_UNICODE;
    unsigned entry = find_property(m, storage, id, type);
    if (!entry)
        entry = find_property(m, storage, id, type = MAPI_STRING_8);
    if (entry) {
        read_stream(m, entry, type == MAPI_UNICODE ? 2 * most : most, &raw);
        mapi_append_text(to, buffer_slice(&raw), type);
    }
    m->out_of_memory |= raw.failed || to->failed;
    buffer_free(&raw);
    return before;
}

/* The value of a property of fixed size; false: there is none. */
static bool read_number(struct msg *m, unsigned storage, size_t head, enum mapi_property id,
                        uint64_t *value)
{
    struct compound_stream s;
    char row[PROPERTY];
    unsigned entry = compound_find(m->compound, storage, SLICE("__properties_version1.0"));
    if (!entry)
        return false;
    compound_stream_init(&s, m->compound, entry);
    for (size_t n, at = 0; stream_peek(&s.stream, PROPERTY).n > 0; at += n) {
        size_t most = at < head ? head - at : PROPERTY;
        n = stream_read(&s.stream, row, most < PROPERTY ? most : PROPERTY);
        if (at < head || n < PROPERTY || little_16(row + 2) != id)
            continue;
        *value = little_64(row + 8);
        return true;
    }
    return false;
}

static void begin_message(struct msg *m, unsigned storage, struct rebuilt *r)
{
    struct buffer b = {0};
    struct rebuilt_head head = {0};
    uint64_t ticks;
    size_t top = r->depth == 0 ? PROPERTIES_OF_MESSAGE : PROPERTIES_INSIDE;
    size_t header = read_text(m, storage, MAPI_TRANSPORT_HEADER, (size_t)m->limits->header, &b);
    size_t subject = read_text(m, storage, MAPI_SUBJECT, MOST_TEXT, &b);
    size_t id = read_text(m, storage, MAPI_MESSAGE_ID, MOST_TEXT, &b);
    size_t from = read_text(m, storage, MAPI_SENDER_SMTP, MOST_TEXT, &b);
    if (b.n == from)
        read_text(m, storage, MAPI_SENDER_ADDRESS, MOST_TEXT, &b);
    head.header = buffer_part(&b, header, subject);
    head.subject = buffer_part(&b, subject, id);
    head.message_id = buffer_part(&b, id, from);
    head.from = buffer_part(&b, from, b.n);
    head.has_time = (read_number(m, storage, top, MAPI_DELIVERY_TIME, &ticks) ||
                     read_number(m, storage, top, MAPI_SUBMIT_TIME, &ticks)) &&
                    mapi_time(ticks, &head.sent);
    rebuilt_begin(r, &head);
    buffer_free(&b);
}

static void write_file(struct msg *m, unsigned attachment, struct rebuilt *r)
{
    struct buffer b = {0};
    struct compound_stream s;
    char block[16 * 1024];
    unsigned data = find_property(m, attachment, MAPI_ATTACH_DATA, MAPI_BINARY);
    read_text(m, attachment, MAPI_ATTACH_LONG_NAME, MOST_TEXT, &b);
    if (b.n == 0)
        read_text(m, attachment, MAPI_ATTACH_NAME, MOST_TEXT, &b);
    if (b.n == 0)
        read_text(m, attachment, MAPI_DISPLAY_NAME, MOST_TEXT, &b);
    size_t type = read_text(m, attachment, MAPI_ATTACH_TYPE, MOST_TEXT, &b);
    bool ok = rebuilt_part(r, buffer_part(&b, 0, type), buffer_part(&b, type, b.n));
    buffer_free(&b);
    if (!data) {
        uint64_t method;
        if (read_number(m, attachment, PROPERTIES_OF_FILE, MAPI_ATTACH_METHOD, &method) &&
            (uint32_t)method == MAPI_BY_VALUE)
            m->damage = "has an attachment that is missing";
        return;
    }
    compound_stream_init(&s, m->compound, data);
    for (size_t n; ok && (n = stream_read(&s.stream, block, sizeof block)) > 0;)
        ok = rebuilt_bytes(r, (struct slice){.at = block, .n = n});
    if (s.stream.failure[0])
        m->damage = "has an attachment that is cut short";
}

static void write_message(struct msg *m, unsigned storage, struct rebuilt *r)
{
    begin_message(m, storage, r);
    for (unsigned e = compound_first(m->compound, storage); e && !r->failed;
         e = compound_next(m->compound, e)) {
        if (!compound_is_storage(m->compound, e) ||
            !slice_starts_nocase(compound_name(m->compound, e), SLICE("__attach_version1.0_#")))
            continue;
        unsigned inside = find_property(m, e, MAPI_ATTACH_DATA, MAPI_OBJECT);
        if (!inside)
            write_file(m, e, r);
        else if (r->depth < m->limits->depth)
            write_message(m, inside, r);
        else
            m->damage = "has messages in each other beyond --max-depth";
    }
    rebuilt_end(r);
}

/* Documents have other names in their root. */
static bool is_message(const struct compound *c)
{
    static const struct slice begins[] = {SLICE("__properties_version1.0"), SLICE("__substg1.0_"),
                                          SLICE("__attach_version1.0_#")};
    for (unsigned e = compound_first(c, COMPOUND_ROOT); e; e = compound_next(c, e))
        if (slice_any(compound_name(c, e), slice_starts_nocase, begins, COUNT_OF(begins)))
            return true;
    return false;
}

static enum container_event next_message(struct container *c, struct slice *name,
                                         struct stream **member)
{
    struct msg *m = (struct msg *)c;
    struct rebuilt r = {.put = keep, .self = m};
    if (c->failure[0])
        return CONTAINER_FAILED;
    if (m->was_given)
        return CONTAINER_END;
    m->was_given = true;
    if (!m->compound)
        return container_fail(&m->container, "is damaged");
    if (!compound_first(m->compound, COMPOUND_ROOT) && !compound_is_whole(m->compound))
        return container_fail(&m->container,
                              "is a compound file that is damaged, or has too many parts");
    if (!is_message(m->compound))
        return CONTAINER_OTHER;
    write_message(m, COMPOUND_ROOT, &r);
    if (!compound_is_whole(m->compound))
        m->damage = "is an Outlook message that is damaged, or has too many parts";
    if (m->out_of_memory)
        return container_fail(&m->container, "needs more memory than there is");
    m->member.pull = pull_text;
    *name = (struct slice){0};
    *member = &m->member;
    return CONTAINER_MEMBER;
}

static void close_message(struct container *c)
{
    struct msg *m = (struct msg *)c;
    compound_close(m->compound);
    seekable_close(&m->file);
    buffer_free(&m->text);
    free(m);
}

struct container *msg_open(struct stream *packed, const struct limits *limits)
{
    const char *failure = NULL;
    struct msg *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->container = (struct container){.next = next_message, .close = close_message};
    m->limits = limits;
    bool seeks = seekable_open(&m->file, packed);
    m->compound = seeks ? compound_open(&m->file, &failure) : NULL;
    if (!seeks)
        container_fail(&m->container, seekable_failure());
    else if (!m->compound && failure)
        container_fail(&m->container, failure);
    if (m->compound || !seeks || failure)
        return &m->container;
    close_message(&m->container);
    return NULL;
}
