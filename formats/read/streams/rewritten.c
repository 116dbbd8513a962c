#include "formats/read/streams/rewritten.h"

#include <stdlib.h>

#include "lib/base/utf8.h"

/* So many units that are two bytes of ASCII text each, one behind another, are in no language. */
enum { OTHER_RUN = 64 };
enum { BLOCK = 8 * 1024, NO_UNIT = -1, REPLACEMENT = 0xFFFD };

struct rewritten {
    struct stream stream; /* first: the stream is this */
    struct stream *text;
    bool is_big_endian;
    int32_t high; /* the first half of a surrogate pair; NO_UNIT: none is open */
    bool is_begun;
    size_t run;    /* units so far that may be two bytes of UTF-8, but for repeated ones */
    uint32_t last; /* the unit before */
    bool is_mixed; /* there were OTHER_RUN of them */
    size_t at, n;  /* of the block: what is to be rewritten */
    unsigned char block[BLOCK];
    size_t given_at, given_n; /* of what was rewritten and found no room */
    char given[2 * UTF8_MOST];
};

static bool refill(struct rewritten *s)
{
    if (s->n - s->at > 1)
        return true;
    size_t kept = s->n - s->at;
    if (kept > 0)
        s->block[0] = s->block[s->at];
    s->at = 0;
    s->n = kept;
    while (s->n < 2) {
        size_t got = stream_read(s->text, (char *)s->block + s->n, sizeof s->block - s->n);
        if (got == 0)
            return false; /* an odd byte at the end is dropped */
        s->n += got;
    }
    return true;
}

/* Takes a unit of UTF-16 (RFC 2781, 2.2) and puts what it completes, at most two characters. */
static size_t put_unit(struct rewritten *s, char *to, uint32_t unit)
{
    bool is_low = unit >= 0xDC00 && unit <= 0xDFFF, is_high = unit >= 0xD800 && unit <= 0xDBFF;
    size_t n = 0;
    if (s->high != NO_UNIT && is_low) {
        uint32_t c = 0x10000 + (((uint32_t)s->high - 0xD800) << 10) + (unit - 0xDC00);
        s->high = NO_UNIT;
        return utf8_put(to, c);
    }
    if (s->high != NO_UNIT)
        n = utf8_put(to, REPLACEMENT);
    s->high = is_high ? (int32_t)unit : NO_UNIT;
    return is_high ? n : n + utf8_put(to + n, unit); /* a lone half becomes U+FFFD */
}

static ssize_t fail_with(struct rewritten *s)
{
    stream_fail_with(&s->stream, s->text, s->is_mixed ? REWRITTEN_MIXED : "");
    return s->stream.failure[0] != '\0' ? -1 : 0;
}

static bool is_ascii_text(unsigned char c)
{
    return (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r');
}

/* Looks for UTF-8 that was appended. Texts of UTF-16 have line ends, or blanks, with a zero. A line
 * that is drawn with one character (U+2550 is such, or U+2026) is one unit again and again. */
static void look_for_other(struct rewritten *s, uint32_t unit)
{
    bool may_be = is_ascii_text((unsigned char)(unit >> 8)) && is_ascii_text((unsigned char)unit);
    s->run = may_be ? s->run + (unit != s->last) : 0;
    s->is_mixed |= s->run == OTHER_RUN;
    s->last = unit;
}

/* Puts the next characters into `to`, which has room for two of them. 0: the end. */
static size_t put_next(struct rewritten *s, char *to)
{
    size_t given = 0;
    while (given == 0 && refill(s)) {
        const unsigned char *two = s->block + s->at;
        uint32_t unit = s->is_big_endian ? (uint32_t)two[0] << 8 | two[1]
                                         : (uint32_t)two[1] << 8 | two[0];
        s->at += 2;
        look_for_other(s, unit);
        if (s->is_begun || unit != 0xFEFF) /* the byte order mark goes */
            given = put_unit(s, to, unit);
        s->is_begun = true;
    }
    if (given == 0 && s->high != NO_UNIT) {
        s->high = NO_UNIT;
        given = utf8_put(to, REPLACEMENT);
    }
    return given;
}

static ssize_t pull_utf16(struct stream *base, char *to, size_t n)
{
    struct rewritten *s = (struct rewritten *)base;
    size_t all = 0;
    while (all < n) {
        if (s->given_at == s->given_n) {
            if (all > 0 && s->n - s->at < 2)
                break; /* what there is comes first */
            s->given_at = 0;
            s->given_n = put_next(s, s->given);
            if (s->given_n == 0)
                break;
        }
        to[all++] = s->given[s->given_at++];
    }
    return all > 0 ? (ssize_t)all : fail_with(s);
}

static ssize_t pull_cr_lines(struct stream *base, char *to, size_t n)
{
    struct rewritten *s = (struct rewritten *)base;
    size_t got = stream_read(s->text, to, n);
    for (size_t i = 0; i < got; i++)
        if (to[i] == '\r')
            to[i] = '\n';
    return got > 0 ? (ssize_t)got : fail_with(s);
}

static struct stream *begin(struct stream *text, stream_puller *pull, bool is_big_endian)
{
    struct rewritten *s = malloc(sizeof *s);
    if (!s)
        return NULL;
    stream_init(&s->stream, pull, NULL);
    s->text = text;
    s->is_big_endian = is_big_endian;
    s->high = NO_UNIT;
    s->is_begun = s->is_mixed = false;
    s->run = s->last = 0;
    s->at = s->n = s->given_at = s->given_n = 0;
    return &s->stream;
}

struct stream *rewritten_open_utf16le(struct stream *text, struct expansion *expansion)
{
    (void)expansion; /* at most half as much again comes out */
    return begin(text, pull_utf16, false);
}

struct stream *rewritten_open_utf16be(struct stream *text, struct expansion *expansion)
{
    (void)expansion;
    return begin(text, pull_utf16, true);
}

struct stream *rewritten_open_cr_lines(struct stream *text, struct expansion *expansion)
{
    (void)expansion;
    return begin(text, pull_cr_lines, false);
}

void rewritten_close(struct stream *s)
{
    free(s);
}
