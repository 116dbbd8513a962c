#include "formats/read/content.h"

#include <archive.h>
#include <archive_entry.h>
#include <libdeflate.h>
#include <stdlib.h>

#include "formats/read/recognise.h"

enum {
    MOST_LEVELS = 32,
    GZIP_LEAST = 18,
    DEFLATE_MOST_RATIO = 1032,
    RATIO_FREE = 1 << 20,
    KEEP_ROOM = 4 << 20,
    READ_LEAST = 16 * 1024
};

struct content {
    const struct limits *limits;
    bool out_of_memory;
    struct libdeflate_decompressor *inflater;
    struct buffer levels[MOST_LEVELS]; /* a buffer a layer of compression */
};

struct content *content_new(const struct limits *limits)
{
    struct content *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->limits = limits;
    c->inflater = libdeflate_alloc_decompressor();
    if (c->inflater)
        return c;
    free(c);
    return NULL;
}

void content_free(struct content *c)
{
    if (!c)
        return;
    libdeflate_free_decompressor(c->inflater);
    for (size_t i = 0; i < MOST_LEVELS; i++)
        buffer_free(&c->levels[i]);
    free(c);
}

bool content_is_gzip(struct slice bytes)
{
    return slice_starts(bytes, SLICE("\x1F\x8B"));
}

bool content_is_zip(struct slice bytes)
{
    return slice_starts(bytes, SLICE("PK\x03\x04")) || slice_starts(bytes, SLICE("PK\x05\x06"));
}

/* What is then said of the content does not matter: the run cannot go on. */
static enum reason no_memory(struct content *c)
{
    c->out_of_memory = true;
    return REASON_TOO_LARGE;
}

bool content_out_of_memory(const struct content *c)
{
    return c->out_of_memory;
}

/* A huge report shall not keep its memory for good. */
static struct buffer *fresh(struct content *c, unsigned level)
{
    struct buffer *b = &c->levels[level];
    b->n = 0;
    if (b->room > KEEP_ROOM || b->failed)
        buffer_free(b);
    return b;
}

static uint64_t most_output(const struct content *c, size_t packed)
{
    uint64_t by_ratio = packed > UINT64_MAX / c->limits->ratio ? UINT64_MAX
                                                               : packed * c->limits->ratio;
    if (by_ratio < RATIO_FREE)
        by_ratio = RATIO_FREE;
    return by_ratio < c->limits->report ? by_ratio : c->limits->report;
}

/* What the gzip trailer says (RFC 1952, 2.3.1: modulo 2^32), where that can be true. It is a
 * hint: more may come. */
static size_t expected_size(struct slice packed)
{
    const unsigned char *tail = (const unsigned char *)packed.at + packed.n - 4;
    size_t stated = tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
    return stated > packed.n * DEFLATE_MOST_RATIO ? packed.n * 4 : stated;
}

/* One gzip member of what `packed` begins with, appended to `to`. */
static enum reason inflate_member(struct content *c, struct buffer *to, uint64_t most,
                                  struct slice *packed)
{
    size_t room = expected_size(*packed) + 16;
    for (;;) {
        uint64_t left = most - to->n;
        if (room > left)
            room = (size_t)left + 1; /* one byte too many is enough to know */
        char *at = buffer_reserve(to, room);
        size_t taken, given;
        if (!at)
            return no_memory(c);
        switch (libdeflate_gzip_decompress_ex(c->inflater, packed->at, packed->n, at, room, &taken,
                                              &given)) {
        case LIBDEFLATE_SUCCESS:
            to->n += given;
            *packed = slice_from(*packed, taken);
            return to->n > most ? REASON_TOO_LARGE : REASON_NONE;
        case LIBDEFLATE_INSUFFICIENT_SPACE:
            if (room > left)
                return REASON_TOO_LARGE;
            room = room < SIZE_MAX / 4 ? room * 4 : room;
            continue;
        default:
            return REASON_BAD_COMPRESSION;
        }
    }
}

enum reason content_inflate(struct content *c, unsigned level, struct slice packed,
                            struct slice *plain)
{
    if (level >= c->limits->depth || level >= MOST_LEVELS)
        return REASON_TOO_LARGE;
    struct buffer *to = fresh(c, level);
    uint64_t most = most_output(c, packed.n);
    bool first = true;
    while (packed.n >= GZIP_LEAST &&
           content_is_gzip(packed)) { /* members may follow each other (RFC 1952, 2.2) */
        enum reason r = inflate_member(c, to, most, &packed);
        if (r != REASON_NONE && (first || r == REASON_TOO_LARGE))
            return r;
        if (r != REASON_NONE)
            break; /* garbage behind a whole member */
        first = false;
    }
    *plain = buffer_slice(to);
    return first ? REASON_BAD_COMPRESSION : REASON_NONE;
}

struct telling {
    struct content *content;
    enum reason expected;
    content_teller *tell;
    void *self;
    uint64_t total; /* bytes unpacked from zips so far */
    bool told;
};

static enum reason documents_at(struct telling *t, unsigned level, struct slice bytes);

static enum reason read_member(struct telling *t, unsigned level, struct archive *a, size_t packed)
{
    struct buffer *to = fresh(t->content, level);
    uint64_t most = most_output(t->content, packed);
    for (;;) {
        char *at = buffer_reserve(to, READ_LEAST);
        if (!at)
            return no_memory(t->content);
        la_ssize_t got = archive_read_data(a, at, to->room - to->n);
        if (got < 0)
            return REASON_BAD_COMPRESSION;
        if (got == 0)
            return REASON_NONE;
        to->n += (size_t)got;
        t->total += (uint64_t)got;
        if (t->total > most)
            return REASON_TOO_LARGE;
    }
}

/* The worst of two: a reason beats none, the first one stays. */
static enum reason worse(enum reason a, enum reason b)
{
    return a != REASON_NONE ? a : b;
}

static enum reason unzip(struct telling *t, unsigned level, struct slice bytes)
{
    if (level >= t->content->limits->depth || level >= MOST_LEVELS)
        return REASON_TOO_LARGE;
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    enum reason reason = REASON_NONE;
    if (!a)
        return no_memory(t->content);
    bool opened = a && archive_read_support_format_zip_seekable(a) == ARCHIVE_OK &&
                  archive_read_open_memory(a, bytes.at, bytes.n) == ARCHIVE_OK;
    int status = ARCHIVE_FATAL;
    uint64_t members = 0;
    while (opened && (status = archive_read_next_header(a, &entry)) >= ARCHIVE_WARN &&
           status != ARCHIVE_EOF) {
        if (++members > t->content->limits->parts) {
            reason = worse(reason, REASON_TOO_LARGE);
            break;
        }
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        enum reason r = read_member(t, level, a, bytes.n);
        if (r == REASON_NONE)
            r = documents_at(t, level + 1, buffer_slice(&t->content->levels[level]));
        reason = worse(reason, r);
    }
    archive_read_free(a);
    return opened && status >= ARCHIVE_WARN ? reason : worse(reason, REASON_BAD_COMPRESSION);
}

static enum reason documents_at(struct telling *t, unsigned level, struct slice bytes)
{
    if (content_is_gzip(bytes)) {
        struct slice plain;
        enum reason r = content_inflate(t->content, level, bytes, &plain);
        t->expected = REASON_BAD_JSON; /* the label told of the outermost layer only */
        return r == REASON_NONE ? documents_at(t, level + 1, plain) : r;
    }
    if (content_is_zip(bytes)) {
        t->expected = REASON_BAD_JSON;
        return unzip(t, level, bytes);
    }
    if (!content_is_json(bytes))
        return bytes.n == 0 && level == 0 ? REASON_BAD_ENCODING : t->expected;
    t->told = true;
    return t->tell(t->self, bytes) ? REASON_NONE : REASON_TOO_LARGE;
}

enum reason content_documents(struct content *c, struct slice bytes, enum reason expected,
                              content_teller *tell, void *self)
{
    struct telling t = {.content = c, .expected = expected, .tell = tell, .self = self};
    enum reason r = documents_at(&t, 0, bytes);
    return r == REASON_NONE && !t.told ? REASON_BAD_JSON : r;
}
