#include "formats/read/streams/smime.h"

#include <stdlib.h>

/* Tags of ASN.1 (X.690, 8.1.2) that CMS uses here. */
enum {
    TAG_END = 0x00,
    TAG_INTEGER = 0x02,
    TAG_OCTETS = 0x04,
    TAG_OID = 0x06,
    TAG_SEQUENCE = 0x30,
    TAG_SET = 0x31,
    TAG_OCTETS_IN_PIECES = 0x24,
    TAG_EXPLICIT = 0xA0,
};

enum { MOST_DEPTH = 16 };

/* An element's first bytes. */
struct element {
    unsigned tag;
    bool is_open; /* its length is indefinite, and it ends at TAG_END */
    uint64_t n;   /* bytes, if it is not */
};

struct smime {
    struct stream stream; /* first: the stream is this */
    struct stream *file;
    unsigned open;               /* how many pieces in each other are being read */
    bool is_open[MOST_DEPTH];    /* of each: its length is indefinite */
    uint64_t inside[MOST_DEPTH]; /* of each: bytes to come, if its length is known */
    uint64_t left;               /* bytes of the piece to come */
    bool is_begun;
};

static ssize_t fail(struct smime *s, const char *sentence)
{
    return stream_fail_with(&s->stream, s->file, sentence);
}

/* Counts n bytes against all elements around them. False: they do not fit. */
static bool count(struct smime *s, uint64_t n)
{
    for (unsigned i = 0; i < s->open; i++) {
        if (!s->is_open[i] && s->inside[i] < n)
            return false;
        s->inside[i] -= s->is_open[i] ? 0 : n;
    }
    return true;
}

static bool take(struct smime *s, unsigned char *byte)
{
    return stream_read(s->file, (char *)byte, 1) == 1 && count(s, 1);
}

/* X.690, 8.1.3. */
static bool read_element(struct smime *s, struct element *e)
{
    unsigned char byte, more;
    *e = (struct element){0};
    if (!take(s, &byte))
        return false;
    e->tag = byte;
    if (!take(s, &byte))
        return false;
    e->is_open = byte == 0x80;
    if (byte < 0x80)
        e->n = byte;
    for (unsigned i = byte > 0x80 ? byte & 0x7Fu : 0; i > 0; i--) {
        if (!take(s, &more) || e->n >> 55 != 0)
            return false;
        e->n = e->n << 8 | more;
    }
    return true;
}

static bool pass_bytes(struct smime *s, uint64_t n)
{
    return count(s, n) && stream_pass(s->file, n) == n;
}

/* Passes over an element whose first bytes were read. */
static bool pass_element(struct smime *s, const struct element *first)
{
    unsigned depth = first->is_open;
    if (!first->is_open && !pass_bytes(s, first->n))
        return false;
    while (depth > 0) {
        struct element e;
        if (!read_element(s, &e) || (!e.is_open && !pass_bytes(s, e.n)))
            return false;
        if (e.is_open)
            depth++;
        else if (e.tag == TAG_END)
            depth--;
    }
    return true;
}

/* Enters the next element, or passes over it. False: it has another tag. */
static bool enter(struct smime *s, unsigned tag)
{
    struct element e;
    return read_element(s, &e) && e.tag == tag;
}

static bool pass(struct smime *s, unsigned tag)
{
    struct element e;
    return read_element(s, &e) && e.tag == tag && pass_element(s, &e);
}

/* Passes over the algorithms of digests, or that of compression, which stands in the same place. */
static bool pass_algorithms(struct smime *s)
{
    struct element e;
    return read_element(s, &e) && (e.tag == TAG_SET || e.tag == TAG_SEQUENCE) &&
           pass_element(s, &e);
}

/* Goes to the octets of the content (RFC 5652, 3 and 5.1; RFC 3274, 1.1). */
static bool find_content(struct smime *s)
{
    return enter(s, TAG_SEQUENCE) && pass(s, TAG_OID) && enter(s, TAG_EXPLICIT) &&
           enter(s, TAG_SEQUENCE) && pass(s, TAG_INTEGER) && pass_algorithms(s) &&
           enter(s, TAG_SEQUENCE) && pass(s, TAG_OID) && enter(s, TAG_EXPLICIT);
}

static bool open_pieces(struct smime *s, const struct element *e)
{
    if (s->open == MOST_DEPTH)
        return false;
    s->is_open[s->open] = e->is_open;
    s->inside[s->open++] = e->n;
    return true;
}

/* 1: there are octets; 0: the end; -1: it is damaged. */
static int next_piece(struct smime *s)
{
    struct element e;
    while (s->left == 0) {
        while (s->open > 0 && !s->is_open[s->open - 1] && s->inside[s->open - 1] == 0)
            s->open--;
        if (s->is_begun && s->open == 0)
            return 0;
        if (!read_element(s, &e))
            return -1;
        s->is_begun = true;
        if (e.tag == TAG_END && s->open > 0 && s->is_open[s->open - 1])
            s->open--;
        else if (e.tag == TAG_OCTETS && !e.is_open)
            s->left = e.n;
        else if (e.tag != TAG_OCTETS_IN_PIECES || !open_pieces(s, &e))
            return -1;
        if (e.tag == TAG_OCTETS && e.n == 0 && s->open == 0)
            return 0;
    }
    return 1;
}

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct smime *s = (struct smime *)base;
    int status = next_piece(s);
    if (status <= 0)
        return status == 0 ? 0 : fail(s, "is damaged (S/MIME)");
    n = n < s->left ? n : (size_t)s->left;
    size_t got = stream_read(s->file, to, n);
    s->left -= got;
    if (got == 0)
        return fail(s, "ends too early (S/MIME)");
    return count(s, got) ? (ssize_t)got : fail(s, "is damaged (S/MIME)");
}

struct stream *smime_open(struct stream *file, struct expansion *expansion)
{
    struct smime *s = calloc(1, sizeof *s);
    (void)expansion; /* less comes out than there is */
    if (!s)
        return NULL;
    stream_init(&s->stream, pull, NULL);
    s->file = file;
    if (!find_content(s)) {
        fail(s, "is damaged (S/MIME), or holds no content");
        s->stream.ended = true;
    }
    return &s->stream;
}

void smime_close(struct stream *s)
{
    free(s);
}

enum smime_kind smime_kind_of(struct slice head)
{
    static const struct {
        struct slice oid; /* with its tag and length */
        enum smime_kind kind;
    } types[] = {
        {SLICE("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"), SMIME_SIGNED},
        {SLICE("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"), SMIME_ENCRYPTED},
        {SLICE("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06"), SMIME_ENCRYPTED},
        {SLICE("\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x17"), SMIME_ENCRYPTED},
        {SLICE("\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x09"), SMIME_COMPRESSED},
    };
    if (head.n < 2 || (unsigned char)head.at[0] != TAG_SEQUENCE)
        return SMIME_NONE;
    unsigned length = (unsigned char)head.at[1];
    size_t from = 2 + (length > 0x80 ? length & 0x7F : 0);
    if (length > 0x88 || from > head.n)
        return SMIME_NONE;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (slice_starts(slice_from(head, from), types[i].oid))
            return types[i].kind;
    return SMIME_NONE;
}
