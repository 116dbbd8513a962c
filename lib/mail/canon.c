#include "lib/mail/canon.h"

void canon_start(struct canon *c, const EVP_MD *md, uint64_t most)
{
    c->hashed = c->n = 0;
    c->most = most;
    c->failed = EVP_DigestInit_ex2(c->digest, md, NULL) != 1;
}

static void digest(struct canon *c, struct slice s)
{
    uint64_t left = c->hashed < c->most ? c->most - c->hashed : 0;
    c->hashed += s.n;
    if (left < s.n)
        s = slice_first(s, (size_t)left);
    if (s.n > 0 && !c->failed)
        c->failed = EVP_DigestUpdate(c->digest, s.at, s.n) != 1;
}

static void flush(struct canon *c)
{
    digest(c, (struct slice){.at = c->buffer, .n = c->n});
    c->n = 0;
}

static void put(struct canon *c, struct slice s)
{
    if (s.n > CANON_BUFFER - c->n)
        flush(c);
    if (s.n > CANON_BUFFER) {
        digest(c, s);
    } else if (s.n > 0) {
        memcpy(c->buffer + c->n, s.at, s.n);
        c->n += s.n;
    }
}

/* Adds a byte. Line ends, single spaces and names come byte by byte, a hundred of them in a usual
 * mail. */
static inline void put_char(struct canon *c, char byte)
{
    if (c->n == CANON_BUFFER)
        flush(c);
    c->buffer[c->n++] = byte;
}

static void put_line_end(struct canon *c)
{
    put_char(c, '\r');
    put_char(c, '\n');
}

bool canon_finish(struct canon *c, unsigned char to[static EVP_MAX_MD_SIZE], size_t *n)
{
    unsigned size = 0;
    flush(c);
    if (!c->failed)
        c->failed = EVP_DigestFinal_ex(c->digest, to, &size) != 1;
    *n = size;
    return !c->failed;
}

/* Cuts the next line off *rest and gives it without its line end. */
static struct slice next_line(struct slice *rest, bool *ends)
{
    const char *feed = memchr(rest->at, '\n', rest->n);
    struct slice line = feed ? slice_first(*rest, (size_t)(feed - rest->at)) : *rest;
    *rest = slice_from(*rest, line.n + (feed != NULL));
    *ends = feed != NULL;
    line.n -= feed && line.n > 0 && line.at[line.n - 1] == '\r';
    return line;
}

static struct slice without_blanks_at_end(struct slice line)
{
    while (line.n > 0 && ascii_is_blank(line.at[line.n - 1]))
        line.n--;
    return line;
}

/* Adds a line with its runs of blanks reduced to a space each (3.4.4). If the body has no tabs,
 * none are sought in its lines. */
static void put_reduced(struct canon *c, struct slice line, bool has_tabs)
{
    if (!slice_has(line, ' ') && !(has_tabs && slice_has(line, '\t'))) {
        put(c, line);
        return;
    }
    while (line.n > 0) {
        size_t n = 0;
        while (n < line.n && !ascii_is_blank(line.at[n]))
            n++;
        put(c, slice_first(line, n));
        line = slice_from(line, n);
        if (line.n > 0)
            put_char(c, ' ');
        while (line.n > 0 && ascii_is_blank(line.at[0]))
            line = slice_from(line, 1);
    }
}

void canon_body(struct canon *c, struct slice body, bool relaxed)
{
    uint64_t empty = 0;
    bool any = false, has_tabs = slice_has(body, '\t');
    c->read += body.n;
    while (body.n > 0) {
        bool ends;
        struct slice line = next_line(&body, &ends);
        if (relaxed)
            line = without_blanks_at_end(line);
        if (line.n == 0) {
            empty++; /* those at the end do not count */
            continue;
        }

        for (; empty > 0; empty--)
            put_line_end(c);
        if (relaxed)
            put_reduced(c, line, has_tabs);
        else
            put(c, line);
        put_line_end(c);
        any = true;
    }
    if (!any && !relaxed)
        put_line_end(c);
}

static bool is_plain(char c) /* neither a blank nor a control character */
{
    return (unsigned char)c > ' ';
}

/* The number of bytes that stay as they are: words, and single spaces between them. */
static size_t length_of_words(struct slice value)
{
    size_t n = 0;
    while (n < value.n && (is_plain(value.at[n]) || (value.at[n] == ' ' && n > 0 &&
                                                     n + 1 < value.n && is_plain(value.at[n + 1]))))
        n++;
    return n;
}

static bool breaks_line(struct slice value)
{
    return value.at[0] == '\n' || (value.at[0] == '\r' && value.n > 1 && value.at[1] == '\n');
}

/* Adds the value of a field on one line: without outer blanks, and with a space for each run of
 * inner ones. */
static void put_unfolded(struct canon *c, struct slice value)
{
    bool any = false, gap = false;
    while (value.n > 0) {
        size_t n = length_of_words(value);
        if (n == 0 && !ascii_is_blank(value.at[0]) && !breaks_line(value))
            n = 1; /* a control character stays */
        if (n == 0) {
            gap |= any && ascii_is_blank(value.at[0]);
            value = slice_from(value, 1);
            continue;
        }

        if (gap)
            put_char(c, ' ');
        put(c, slice_first(value, n));
        value = slice_from(value, n);
        any = true;
        gap = false;
    }
}

static void put_relaxed(struct canon *c, struct slice field)
{
    struct slice name = without_blanks_at_end(slice_until(&field, ':'));
    for (size_t i = 0; i < name.n; i++)
        put_char(c, ascii_lower(name.at[i]));
    put_char(c, ':');
    put_unfolded(c, field);
}

static void put_simple(struct canon *c, struct slice field)
{
    while (field.n > 0) {
        bool ends;
        put(c, next_line(&field, &ends));
        if (ends)
            put_line_end(c);
    }
}

void canon_field(struct canon *c, struct slice field, bool relaxed)
{
    c->read += field.n;
    if (!relaxed) {
        put_simple(c, field);
        return;
    }
    put_relaxed(c, field);
    put_line_end(c);
}

void canon_last_field(struct canon *c, struct slice field, bool relaxed)
{
    c->read += field.n;
    if (relaxed) {
        put_relaxed(c, field);
        return;
    }
    bool ends = field.n > 0 && field.at[field.n - 1] == '\n';
    field.n -= ends;
    field.n -= ends && field.n > 0 && field.at[field.n - 1] == '\r';
    put_simple(c, field);
}
