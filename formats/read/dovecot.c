#include "formats/read/dovecot.h"

#include <inttypes.h>
#include <lz4.h>
#include <stdio.h>
#include <stdlib.h>

/* LZ4 blocks. */

enum { MAGIC = 15, MOST_BLOCK = 1 << 20 };

struct lz4_stream {
    struct stream stream; /* first: the stream is this */
    struct stream *packed;
    struct expansion *expansion;
    size_t most;  /* bytes that a block unpacks to */
    char *block;  /* packed, and behind that unpacked */
    size_t at, n; /* of the unpacked one */
};

static uint32_t number_of(const char *four)
{
    const unsigned char *b = (const unsigned char *)four;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static ssize_t fail(struct lz4_stream *s, const char *sentence)
{
    stream_fail(&s->stream, s->packed->failure[0] ? s->packed->failure : sentence);
    return -1;
}

static char *plain_of(const struct lz4_stream *s)
{
    return s->block + LZ4_COMPRESSBOUND(MOST_BLOCK);
}

/* 1: there is a block; 0: the end; -1: failure. */
static ssize_t next_block(struct lz4_stream *s)
{
    char length[4];
    size_t got = stream_read_fully(s->packed, length, sizeof length);
    if (got == 0 && s->packed->failure[0] == '\0')
        return 0;
    uint32_t n = number_of(length);
    if (got < sizeof length)
        return fail(s, "ends too early (lz4)");
    if (n == 0 || n > (uint32_t)LZ4_COMPRESSBOUND(MOST_BLOCK))
        return fail(s, "is damaged (lz4)");
    if (stream_read_fully(s->packed, s->block, n) < n)
        return fail(s, "ends too early (lz4)");
    int plain = LZ4_decompress_safe(s->block, plain_of(s), (int)n, (int)s->most);
    if (plain < 0)
        return fail(s, "is damaged (lz4)");
    s->at = 0;
    s->n = (size_t)plain;
    s->expansion->unpacked += s->n;
    return expansion_is_exceeded(s->expansion) ? fail(s, EXPANSION_EXCEEDED) : 1;
}

static ssize_t pull_lz4(struct stream *base, char *to, size_t n)
{
    struct lz4_stream *s = (struct lz4_stream *)base;
    for (ssize_t status; s->at == s->n;)
        if ((status = next_block(s)) <= 0)
            return status;
    n = n < s->n - s->at ? n : s->n - s->at;
    memcpy(to, plain_of(s) + s->at, n);
    s->at += n;
    return (ssize_t)n;
}

struct stream *dovecot_lz4_open(struct stream *packed, struct expansion *expansion)
{
    struct lz4_stream *s = malloc(sizeof *s);
    char head[MAGIC + 4];
    if (!s)
        return NULL;
    stream_init(&s->stream, pull_lz4, NULL);
    s->packed = packed;
    s->expansion = expansion;
    s->at = s->n = 0;
    s->block = malloc(LZ4_COMPRESSBOUND(MOST_BLOCK) + MOST_BLOCK);
    if (!s->block) {
        free(s);
        return NULL;
    }
    bool whole = stream_read_fully(packed, head, sizeof head) == sizeof head;
    s->most = whole ? number_of(head + MAGIC) : 0;
    if (s->most == 0 || s->most > MOST_BLOCK) {
        fail(s, "is damaged (lz4)");
        s->stream.ended = true;
    }
    return &s->stream;
}

void dovecot_lz4_close(struct stream *base)
{
    free(((struct lz4_stream *)base)->block);
    free(base);
}

/* dbox: doc/wiki/MailboxFormat.dbox.txt of Dovecot, and its src/lib-storage/index/dbox-common. */

enum { LENGTH_DIGITS = 16, LEAST_HEADER = LENGTH_DIGITS + 4, MOST_HEADER = 256, LINE_MOST = 4096 };

struct dbox {
    struct container container; /* first: the container is this */
    struct stream message;      /* the one that is being read */
    struct stream *file;
    size_t header;   /* bytes before each message; 0: the file's own was not read yet */
    uint64_t left;   /* bytes of the message to come */
    uint64_t number; /* of the message */
    bool is_apart;   /* attachments are kept in files of their own */
    char name[24];
};

static struct dbox *of_message(struct stream *s)
{
    return (struct dbox *)(void *)((char *)s - offsetof(struct dbox, message));
}

static ssize_t pull_message(struct stream *base, char *to, size_t n)
{
    struct dbox *d = of_message(base);
    return stream_pull_left(base, d->file, &d->left, to, n, "ends too early (dbox)");
}

/* A line without its line feed; false: the end. What is longer than the room is cut. */
static bool read_line(struct stream *s, char line[static LINE_MOST], size_t *n)
{
    char c;
    *n = 0;
    while (stream_read(s, &c, 1) == 1) {
        if (c == '\n')
            return true;
        if (*n + 1 < LINE_MOST)
            line[(*n)++] = c;
    }
    return *n > 0;
}

/* "M1e" tells how long the header before each message is. 0: it does not. */
static size_t header_length(struct slice line)
{
    size_t n = 0;
    while (line.n > 0) {
        struct slice word = slice_until(&line, ' ');
        if (word.n < 2 || word.at[0] != 'M')
            continue;
        for (size_t i = 1; i < word.n && n < MOST_HEADER && ascii_hex_value(word.at[i]) >= 0; i++)
            n = n * 16 + (size_t)ascii_hex_value(word.at[i]);
    }
    return n >= LEAST_HEADER && n <= MOST_HEADER ? n : 0;
}

bool dovecot_is_dbox(struct slice head)
{
    if (!slice_starts(head, SLICE("2 ")))
        return false;
    struct slice rest = head;
    struct slice line = slice_until(&rest, '\n');
    return header_length(line) > 0 && slice_starts(rest, SLICE("\x01\x02"));
}

static enum container_event fail_dbox(struct dbox *d, const char *sentence)
{
    snprintf(d->container.failure, sizeof d->container.failure, "%s",
             d->file->failure[0] ? d->file->failure : sentence);
    return CONTAINER_FAILED;
}

/*
 * The metadata behind a message: "\n\1\3\n", and lines up to an empty one. A line X names what was
 * cut out of the message and kept apart (DBOX_METADATA_EXT_REF): where, the file does not tell.
 */
static bool pass_metadata(struct dbox *d)
{
    char line[LINE_MOST];
    size_t n;
    d->left -= stream_pass(d->file, d->left);
    if (d->left > 0)
        return false;
    if (!read_line(d->file, line, &n)) /* what ends the message */
        return true;
    while (read_line(d->file, line, &n) && n > 0)
        d->is_apart |= line[0] == 'X';
    return true;
}

static enum container_event end_dbox(struct dbox *d)
{
    static const struct unread lacking = {
        UNREAD_PARTIAL_MESSAGE, SLICE("Dovecot mail whose attachments are kept apart"),
        SLICE("give what doveadm backup -u USER maildir:DIR writes")};
    if (!d->is_apart)
        return CONTAINER_END;
    d->container.unread = &lacking;
    return fail_dbox(d, "lacks attachments, which Dovecot keeps apart (mail_attachment_dir): give "
                        "what doveadm backup -u USER maildir:DIR writes");
}

static bool read_length(struct slice header, uint64_t *length)
{
    *length = 0;
    for (size_t i = header.n - 1 - LENGTH_DIGITS; i + 1 < header.n; i++) {
        int digit = ascii_hex_value(header.at[i]);
        if (digit < 0)
            return false;
        *length = *length << 4 | (unsigned)digit;
    }
    return *length <= INT64_MAX;
}

static enum container_event next(struct container *c, struct slice *name, struct stream **member)
{
    struct dbox *d = (struct dbox *)c;
    char line[LINE_MOST];
    size_t n = 0;
    if (d->header == 0) {
        read_line(d->file, line, &n);
        d->header = header_length((struct slice){.at = line, .n = n});
    } else if (!pass_metadata(d)) {
        return end_dbox(d); /* the message has said so */
    }
    n = d->header > 0 ? stream_read_fully(d->file, line, d->header) : 0;
    if (n == 0 && d->header > 0 && d->file->failure[0] == '\0')
        return end_dbox(d);
    struct slice header = {.at = line, .n = n};
    if (n < d->header || d->header == 0)
        return fail_dbox(d, "ends too early (dbox)");
    if (!slice_starts(header, SLICE("\x01\x02")) || !read_length(header, &d->left))
        return fail_dbox(d, "is damaged (dbox)");
    snprintf(d->name, sizeof d->name, "%" PRIu64, ++d->number);
    *name = slice_of(d->name);
    stream_init(&d->message, pull_message, NULL);
    *member = &d->message;
    return CONTAINER_MEMBER;
}

static void close_dbox(struct container *c)
{
    free(c);
}

struct container *dovecot_dbox_open(struct stream *file)
{
    struct dbox *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->container.next = next;
    d->container.close = close_dbox;
    d->file = file;
    return &d->container;
}
