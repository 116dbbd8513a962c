#include "formats/read/streams/emlx.h"

#include <stdlib.h>

enum { MOST_DIGITS = 15, MOST_BLANKS = 16 };

struct emlx {
    struct stream stream;    /* first: the stream is this */
    struct stream_rest rest; /* of the message, from the file */
    bool goes_on;            /* behind what the first line counts */
};

size_t emlx_first_line(struct slice head, uint64_t *length)
{
    size_t digits = 0, n;
    *length = 0;
    while (digits < head.n && digits < MOST_DIGITS && ascii_is_digit(head.at[digits]))
        *length = *length * 10 + (uint64_t)(head.at[digits++] - '0');
    n = digits;
    while (n < head.n && n < digits + MOST_BLANKS &&
           (head.at[n] == ' ' || head.at[n] == '\t' || head.at[n] == '\r'))
        n++;
    return digits > 0 && n < head.n && head.at[n] == '\n' ? n + 1 : 0;
}

/* Does the message end here? It is longer than its length says if its lines got other ends. */
static bool is_ended(struct stream *file)
{
    enum { ENOUGH = 256 };
    static const struct slice lists[] = {SLICE("<?xml"), SLICE("<!DOCTYPE"), SLICE("<plist"),
                                         SLICE("bplist")};
    struct slice rest = slice_trim(stream_peek(file, ENOUGH));
    return slice_any(rest, slice_starts, lists, COUNT_OF(lists)) || rest.n == 0;
}

/* Does something stand behind the property list, as cat joins such files? */
static bool is_followed(struct stream *file)
{
    static const struct slice end = SLICE("</plist>");
    char block[STREAM_HEAD];
    struct slice list = {.at = block, .n = stream_read_fully(file, block, sizeof block)};
    list = slice_find_nocase(list, end);
    return list.n > 0 && stream_is_followed(file, slice_from(list, end.n));
}

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct emlx *s = (struct emlx *)base;
    struct stream *file = s->rest.from;
    s->goes_on |= s->rest.left == 0 && file->failure[0] == '\0' && !is_ended(file);
    if (s->goes_on) {
        size_t got = stream_read(file, to, n);
        if (got == 0)
            stream_fail(base, file->failure);
        return (ssize_t)got;
    }
    if (s->rest.left == 0 && is_followed(file))
        return stream_fail_followed(base);
    return stream_pull_rest(base, &s->rest, to, n);
}

struct stream *emlx_open(struct stream *file, struct expansion *expansion)
{
    struct emlx *s = malloc(sizeof *s);
    (void)expansion; /* it is the file's own bytes */
    if (!s)
        return NULL;
    stream_init(&s->stream, pull, NULL);
    s->rest = (struct stream_rest){.from = file, .cut_short = "ends too early (emlx)"};
    s->goes_on = false;
    stream_pass(file, emlx_first_line(stream_peek(file, STREAM_HEAD), &s->rest.left));
    return &s->stream;
}

void emlx_close(struct stream *s)
{
    free(s);
}
