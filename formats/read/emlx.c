#include "formats/read/emlx.h"

#include <stdlib.h>

enum { MOST_DIGITS = 15, MOST_BLANKS = 16 };

struct emlx {
    struct stream stream; /* first: the stream is this */
    struct stream *file;
    uint64_t left; /* bytes of the message to come */
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

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct emlx *s = (struct emlx *)base;
    n = n < s->left ? n : (size_t)s->left;
    size_t got = n > 0 ? stream_read(s->file, to, n) : 0;
    s->left -= got;
    if (got > 0 || s->left == 0)
        return (ssize_t)got;
    stream_fail(base, s->file->failure[0] ? s->file->failure : "ends too early (emlx)");
    return -1;
}

struct stream *emlx_open(struct stream *file, struct expansion *expansion)
{
    struct emlx *s = malloc(sizeof *s);
    (void)expansion; /* it is the file's own bytes */
    if (!s)
        return NULL;
    stream_init(&s->stream, pull, NULL);
    s->file = file;
    char line[MOST_DIGITS + MOST_BLANKS + 1];
    size_t n = emlx_first_line(stream_peek(file, STREAM_HEAD), &s->left);
    while (n > 0)
        n -= stream_read(file, line, n < sizeof line ? n : sizeof line);
    return &s->stream;
}

void emlx_close(struct stream *s)
{
    free(s);
}
