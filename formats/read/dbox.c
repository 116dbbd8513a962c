/*
 * The form is told of in Dovecot's documentation (doc/wiki/MailboxFormat.dbox.txt) and its source
 * (src/lib-storage/index/dbox-common).
 */
#include "formats/read/dbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH_DIGITS = 16, LEAST_HEADER = LENGTH_DIGITS + 4, MOST_HEADER = 256, LINE_MOST = 4096 };

#define CUT_SHORT "ends too early (dbox)"

struct dbox {
    struct container container; /* first: the container is this */
    struct stream message;      /* the one that is being read */
    struct stream_rest rest;    /* what of it is to come, from the file */
    size_t header;              /* bytes before each message; 0: the file's own was not read yet */
    uint64_t number;            /* of the message */
    bool is_apart;              /* its attachments are kept in files of their own */
    char name[24];
};

static struct dbox *of_message(struct stream *s)
{
    return (struct dbox *)(void *)((char *)s - offsetof(struct dbox, message));
}

static ssize_t pull_message(struct stream *base, char *to, size_t n)
{
    struct dbox *d = of_message(base);
    return stream_pull_rest(base, &d->rest, to, n);
}

/* Reads a line without its line feed, cut if it is longer than the room. False: the end. */
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
        for (size_t i = 1; i < word.n && n < MOST_HEADER && ascii_is_hex(word.at[i]); i++)
            n = n * 16 + (size_t)ascii_hex_value(word.at[i]);
    }
    return n >= LEAST_HEADER && n <= MOST_HEADER ? n : 0;
}

static bool read_first_line(struct dbox *d)
{
    char line[LINE_MOST];
    size_t n;
    read_line(d->rest.from, line, &n);
    d->header = header_length((struct slice){.at = line, .n = n});
    return d->header > 0;
}

bool dbox_is(struct slice head)
{
    if (!slice_starts(head, SLICE("2 ")))
        return false;
    struct slice rest = head;
    struct slice line = slice_until(&rest, '\n');
    return header_length(line) > 0 && slice_starts(rest, SLICE("\x01\x02"));
}

static enum container_event fail(struct dbox *d, const char *sentence)
{
    const char *below = d->rest.from->failure;
    return container_fail(&d->container, below[0] ? below : sentence);
}

/*
 * The metadata behind a message: "\n\1\3\n", and lines up to an empty one. A line X names what was
 * cut out of the message and kept apart (DBOX_METADATA_EXT_REF): where, the file does not tell.
 */
static bool pass_metadata(struct dbox *d)
{
    char line[LINE_MOST];
    size_t n;
    d->rest.left -= stream_pass(d->rest.from, d->rest.left);
    if (d->rest.left > 0)
        return false;
    if (!read_line(d->rest.from, line, &n)) /* what ends the message */
        return true;
    while (read_line(d->rest.from, line, &n) && n > 0)
        d->is_apart |= line[0] == 'X';
    return true;
}

static enum container_event end(struct dbox *d)
{
    static const struct unread lacking = {
        UNREAD_PARTIAL_MESSAGE, SLICE("Dovecot mail whose attachments are kept apart"),
        SLICE("give what doveadm backup -u USER maildir:DIR writes")};
    if (!d->is_apart)
        return CONTAINER_END;
    d->container.unread = &lacking;
    return fail(d, "lacks attachments, which Dovecot keeps apart (mail_attachment_dir): give "
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
    struct stream *file = d->rest.from;
    char line[LINE_MOST];
    if (d->header == 0) {
        if (!read_first_line(d))
            return fail(d, CUT_SHORT);
    } else if (!pass_metadata(d)) {
        return end(d); /* the message has told that it was cut */
    }

    struct slice header = {.at = line, .n = stream_read_fully(file, line, d->header)};
    if (header.n == 0 && file->failure[0] == '\0')
        return end(d);
    if (header.n < d->header)
        return fail(d, CUT_SHORT);
    if (!slice_starts(header, SLICE("\x01\x02")) || !read_length(header, &d->rest.left))
        return fail(d, "is damaged (dbox)");
    snprintf(d->name, sizeof d->name, "%" PRIu64, ++d->number);
    *name = slice_of(d->name);
    stream_init(&d->message, pull_message, NULL);
    *member = &d->message;
    return CONTAINER_MEMBER;
}

static void close_file(struct container *c)
{
    free(c);
}

struct container *dbox_open(struct stream *file)
{
    struct dbox *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->container.next = next;
    d->container.close = close_file;
    d->rest = (struct stream_rest){.from = file, .cut_short = CUT_SHORT};
    return &d->container;
}
