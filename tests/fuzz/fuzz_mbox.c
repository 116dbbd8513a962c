/*
 * mbox: wherever the stream is cut, the same messages come; they stand where their offsets say,
 * they fill the mbox but for the lines that close them, and they begin at the separators that a
 * simple reader finds.
 * The first byte says where to cut.
 */
#include "formats/read/recognise.h"
#include "tests/fuzz/collect.h"

#include <string.h>

enum {
    LONGEST_LINES = 2000
    /* beyond, a line that begins with "From ", with the field behind it, is no separator; what is a
     * little longer is not compared */
};

static const char *end_of_line(const char *at, const char *end)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    return feed ? feed : end;
}

static bool looks_like_a_field(const char *at, const char *end)
{
    const char *name = at;
    while ((at < end) && *at > ' ' && *at < 127 && *at != ':')
        at++;
    const char *behind = at;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return behind > name && at < end && *at == ':';
}

static bool is_edge_of_year(char c)
{
    return ascii_is_space(c) || (c != '\0' && strchr("-/.,", c));
}

/* Is it a field From with white space before its colon (RFC 5322, section 4.5.2)? */
static bool is_field_from(const char *line, const char *stop)
{
    const char *at = line + strlen("From ");
    while (at < stop && (*at == ' ' || *at == '\t'))
        at++;
    return at < stop && *at == ':';
}

/* SPEC 2, one line at a time. `line` begins with "From ", perhaps after an empty line. */
static bool separates(const char *line, const char *end, bool after_empty)
{
    const char *stop = end_of_line(line, end);
    if (is_field_from(line, stop))
        return false;
    bool time = false, year = false, year_in_date = false;
    for (const char *at = line; at < stop; at++) {
        const char *digits = at;
        while (digits < stop && *digits >= '0' && *digits <= '9')
            digits++;
        time |= digits > at && digits + 2 < stop && *digits == ':' && digits[1] >= '0' &&
                digits[1] <= '9' && digits[2] >= '0' && digits[2] <= '9';
        year |= digits == at + 4 && ascii_is_space(at[-1]) &&
                (digits == stop || ascii_is_space(*digits));
        year_in_date |= digits == at + 4 &&
                        (memcmp(at, "19", 2) == 0 || memcmp(at, "20", 2) == 0) &&
                        is_edge_of_year(at[-1]) && (digits == stop || is_edge_of_year(*digits));
    }
    bool dated = time && year, numeric = time && year_in_date,
         before_field = stop < end && looks_like_a_field(stop + 1, end_of_line(stop + 1, end));
    return after_empty ? dated || before_field : (dated || numeric) && before_field;
}

static void compare(const struct collect *c, struct slice bytes)
{
    const char *end = bytes.at + bytes.n;
    size_t found = 1;
    bool empty = false;
    MUST(c->n == 0 || c->items[0].offset == 0);
    for (const char *at = bytes.at; at < end; at = end_of_line(at, end) + 1) {
        const char *stop = end_of_line(at, end);
        if ((stop < end ? end_of_line(stop + 1, end) : end) - at > LONGEST_LINES)
            return;
        if (at > bytes.at && end - at >= 5 && memcmp(at, "From ", 5) == 0 &&
            separates(at, end, empty)) {
            MUST(found < c->n && c->items[found].offset == (uint64_t)(at - bytes.at));
            found++;
        }
        empty = stop == at || (stop == at + 1 && *at == '\r');
    }
    MUST(found == c->n);
}

static struct slice head_of(struct slice bytes)
{
    return slice_first(bytes, bytes.n < STREAM_HEAD ? bytes.n : STREAM_HEAD);
}

static bool is_mbox(struct slice bytes)
{
    return recognise(head_of(bytes)) == CONTENT_MBOX;
}

/* What is told of, such as a mail joined to the last one, is no message of its own. */
static size_t messages_of(struct collect *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].kind != ITEM_TROUBLE)
            c->items[n++] = c->items[i];
    return n;
}

/* Is it nothing, or the empty line that closes a message in an mbox and is no part of it (RFC 4155,
 * Appendix A)? */
static bool closes(struct slice rest)
{
    return rest.n == 0 || slice_equal(rest, SLICE("\n")) || slice_equal(rest, SLICE("\r\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct collect whole, cut;
    struct limits limits = LIMITS_DEFAULT;
    if (n < 2)
        return 0;
    struct slice bytes = {(const char *)data + 1, n - 1};
    if (!is_mbox(bytes))
        return 0;
    bytes = slice_from(bytes, recognise_prefix(head_of(bytes)));
    if (!is_mbox(bytes)) /* its only line feeds stood before it: now its lines end in CR */
        return 0;
    collect_walk(&whole, bytes, SIZE_MAX, &limits);
    collect_walk(&cut, bytes, (size_t)data[0] + 1, &limits);
    MUST(collect_same(&whole, &cut));
    bool is_all = whole.n < COLLECT_MOST;
    whole.n = messages_of(&whole);
    for (size_t i = 0; i < whole.n; i++) {
        const struct collected_item *item = &whole.items[i];
        uint64_t next = i + 1 < whole.n ? whole.items[i + 1].offset : bytes.n;
        const char *from = bytes.at + item->offset, *body = end_of_line(from, bytes.at + next);
        body += body < bytes.at + next;
        MUST(item->offset < next && next <= bytes.n && item->message == i + 1);
        struct slice all = slice_between(body, bytes.at + next);
        MUST(item->n <= all.n && closes(slice_from(all, item->n)) &&
             item->bytes == collect_checksum(slice_first(all, item->n)));
    }
    if (is_all && slice_find_nocase(bytes, SLICE("Content-Length:")).n == 0)
        compare(&whole, bytes);
    return 0;
}
