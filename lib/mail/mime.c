#include "lib/mail/mime.h"

#include <stdint.h>

#include "lib/base/scan.h"

static void begin(struct mime_walk *w)
{
    w->on_top_field = NULL;
    w->rest = w->message;
    w->open = 0;
    w->parts = w->passed = 0;
    w->at_part = true;
    w->has_preamble = false;
}

void mime_start(struct mime_walk *w, struct slice message, const struct mime_limits *limits,
                struct arena *arena)
{
    w->message = message;
    w->top_type = w->lowest_type = (struct slice){0};
    w->too_many = w->out_of_memory = false;
    w->passed_over = 0;
    w->limits = *limits;
    if (w->limits.depth > MIME_MOST_DEPTH)
        w->limits.depth = MIME_MOST_DEPTH;
    w->arena = arena;
    w->takes_lowest = false;
    begin(w);
}

bool mime_again(struct mime_walk *w)
{
    if (w->takes_lowest || w->too_many || w->out_of_memory ||
        slice_equal(w->lowest_type, w->top_type))
        return false;
    w->takes_lowest = true;
    begin(w);
    return true;
}

void mime_on_top_field(struct mime_walk *w, void (*handler)(void *self, const struct field *f),
                       void *self)
{
    w->on_top_field = handler;
    w->self = self;
}

static bool may_end_delimiter(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* May this follow a line that closes a multipart, without a line feed between them? */
static bool is_of_another(struct slice s)
{
    return field_begins(s) || slice_starts(s, SLICE("From "));
}

bool mime_is_delimiter(struct slice s, struct slice boundary, bool *closes, size_t *length)
{
    if (s.n < boundary.n + 2 || memcmp(s.at + 2, boundary.at, boundary.n) != 0)
        return false;
    size_t i = boundary.n + 2;
    *closes = s.n - i >= 2 && s.at[i] == '-' && s.at[i + 1] == '-';
    if (*closes)
        i += 2;
    while (i < s.n && may_end_delimiter(s.at[i]))
        i++;
    bool is_line = i == s.n || s.at[i] == '\n';
    *length = i + (is_line && i < s.n);
    return is_line || (*closes && is_of_another(slice_from(s, i)));
}

/* Which open multipart the line at `s` delimits, the innermost first: its level from 1 on; 0:
 * none. */
static unsigned delimited_level(const struct mime_walk *w, struct slice s, bool *closes,
                                size_t *length)
{
    for (unsigned level = w->open; level > 0; level--)
        if (mime_is_delimiter(s, w->boundaries[level - 1], closes, length))
            return level;
    return 0;
}

/* The first line of a body that begins with a hyphen. What stands before the body is a line feed,
 * so its first byte starts a line. */
static const char *first_hyphen(struct slice body)
{
    bool is_here = body.n == 0 || body.at[0] == '-';
    return is_here ? body.at : scan_line_start(body.at + 1, body.at + body.n, '-', '-');
}

/*
 * Gives the bytes before the next delimiter of any open multipart (without the line end that
 * belongs to the delimiter) and moves behind it; without one, all the rest. Afterwards w->at_part
 * tells whether a part follows.
 */
static struct slice take_until_delimiter(struct mime_walk *w)
{
    struct slice body = w->rest;
    const char *end = body.at + body.n, *line = first_hyphen(body);
    bool closes = false;
    size_t length = 0;
    w->at_part = false;
    if (w->open == 0) {
        w->rest = slice_from(body, body.n);
        return body;
    }
    while (line < end) {
        struct slice here = slice_between(line, end);
        unsigned level = here.n > 1 && here.at[1] == '-'
                             ? delimited_level(w, here, &closes, &length)
                             : 0;
        if (level > 0) {
            w->open = level - closes;
            w->at_part = !closes;
            w->rest = slice_from(here, length);
            size_t n = (size_t)(line - body.at);
            n -= n > 0 && body.at[n - 1] == '\n';
            n -= n > 0 && body.at[n - 1] == '\r';
            return slice_first(body, n);
        }
        line = scan_line_start(line + 1, end, '-', '-');
    }
    w->rest = slice_from(body, body.n);
    return body;
}

static void leave_comments_out(struct mime_walk *w, struct slice *value)
{
    w->out_of_memory |= !field_plain(*value, w->arena, value);
}

static struct slice *field_of_kind(struct mime_leaf *leaf, struct slice kind)
{
    if (slice_equal_nocase(kind, SLICE("Type")))
        return &leaf->type;
    if (slice_equal_nocase(kind, SLICE("Disposition")))
        return &leaf->disposition;
    return slice_equal_nocase(kind, SLICE("Transfer-Encoding")) ||
                   slice_equal_nocase(kind, SLICE("TransferEncoding"))
               ? &leaf->encoding
               : NULL;
}

/* Of the fields that say what a part is, the one of this name; NULL: it is none of them. Some write
 * no hyphens (ContentType). */
static struct slice *field_of_part(struct mime_leaf *own, struct mime_leaf *misspelt,
                                   struct slice name)
{
    const struct slice right = SLICE("Content-"), wrong = SLICE("Content");
    if (name.n < sizeof "ContentType" - 1 || ascii_lower(name.at[0]) != 'c')
        return NULL;
    if (slice_starts_nocase(name, right))
        return field_of_kind(own, slice_from(name, right.n));
    return slice_starts_nocase(name, wrong) ? field_of_kind(misspelt, slice_from(name, wrong.n))
                                            : NULL;
}

static void take_where_absent(struct slice *own, struct slice misspelt)
{
    if (own->n == 0)
        *own = misspelt;
}

/* Of the message's own header: which of its types holds in this walk. */
static void take_top_type(struct mime_walk *w, struct mime_leaf *leaf, struct slice lowest_type)
{
    leave_comments_out(w, &lowest_type);
    w->lowest_type = lowest_type;
    if (w->takes_lowest)
        leaf->type = lowest_type;
    w->top_type = leaf->type;
}

/* False: the header is over a limit. */
static bool read_header(struct mime_walk *w, struct mime_leaf *leaf)
{
    struct field f;
    struct slice start = w->rest, lowest_type = {0};
    struct mime_leaf misspelt = {.type = {0}};
    size_t fields = 0;
    *leaf = (struct mime_leaf){0};
    while (field_next(&w->rest, &f)) {
        if (++fields > w->limits.fields || start.n - w->rest.n > w->limits.header)
            return false;
        if (w->parts == 1 && w->on_top_field)
            w->on_top_field(w->self, &f);
        struct slice *value = field_of_part(leaf, &misspelt, f.name);
        if (value == &leaf->type)
            lowest_type = f.value;
        if (value && value->n == 0) /* the first counts, as for other readers */
            *value = f.value;
    }
    take_where_absent(&leaf->type, misspelt.type);
    take_where_absent(&leaf->encoding, misspelt.encoding);
    take_where_absent(&leaf->disposition, misspelt.disposition);
    take_where_absent(&lowest_type, misspelt.type);
    leave_comments_out(w, &leaf->type);
    leave_comments_out(w, &leaf->encoding);
    leave_comments_out(w, &leaf->disposition);
    if (w->parts == 1)
        take_top_type(w, leaf, lowest_type);
    return true;
}

static bool is_forwarded_message(const struct mime_walk *w, struct slice type)
{
    if (type.n == 0)
        return w->open > 0 && w->digest[w->open - 1];
    if (!slice_starts_nocase(type, SLICE("message/")))
        return false;
    struct slice whole = field_main(type);
    return slice_equal_nocase(whole, SLICE("message/rfc822")) ||
           slice_equal_nocase(whole, SLICE("message/global"));
}

static void note_preamble(struct mime_walk *w, struct slice preamble, unsigned around)
{
    w->has_preamble |= around == 0 && slice_trim(preamble).n > 0;
}

static void open_multipart(struct mime_walk *w, struct slice type, struct slice boundary)
{
    w->digest[w->open] = slice_starts_nocase(type, SLICE("multipart/digest"));
    w->number[w->open] = 0;
    w->boundaries[w->open++] = boundary;
}

/* What the first line that stands before a part's field has behind its hyphens. */
static struct slice boundary_in(struct slice body)
{
    const char *end = body.at + body.n, *at = first_hyphen(body);
    for (; at < end; at = scan_line_start(at + 1, end, '-', '-')) {
        struct slice rest = slice_between(at, end);
        struct slice line = slice_strip(slice_until(&rest, '\n'), may_end_delimiter);
        if (slice_skip(&line, SLICE("--")) && line.n > 0 &&
            slice_starts_nocase(rest, SLICE("Content-")))
            return line;
    }
    return (struct slice){0};
}

/* Enters a multipart. Gateways and bad copies change the boundary, or lose it: where it does not
 * stand in the body, what does is taken. Others encode the body as a whole, which RFC 2045 (6.4)
 * forbids. False: nothing tells of parts, or no line can, and it is a leaf. */
static bool enter_multipart(struct mime_walk *w, struct slice type, struct slice *body)
{
    const struct slice start = w->rest;
    const unsigned around = w->open;
    struct slice boundary;
    w->out_of_memory |= !field_parameter(type, SLICE("boundary"), w->arena, &boundary);
    if (slice_has(boundary, '\n')) /* no line is it, but each would be compared with all of it */
        boundary.n = 0;
    if (boundary.n > 0)
        open_multipart(w, type, boundary);
    *body = take_until_delimiter(w);              /* the preamble */
    bool is_met = w->open == around + w->at_part; /* it, or its end: no delimiter further out */
    if (boundary.n > 0 && is_met) {
        note_preamble(w, *body, around);
        return true;
    }
    struct slice met = boundary_in(*body);
    if (met.n == 0)
        return boundary.n > 0 && first_hyphen(*body) < body->at + body->n;
    w->rest = start;
    w->open = around;
    open_multipart(w, type, met);
    note_preamble(w, take_until_delimiter(w), around);
    return true;
}

static void pass_over(struct mime_walk *w)
{
    if (++w->passed > w->passed_over)
        w->passed_over = w->passed;
    take_until_delimiter(w);
}

/* A part's header was read; true: it is a leaf, and its body too was taken. */
static bool enter(struct mime_walk *w, struct mime_leaf *leaf)
{
    bool is_multipart = slice_starts_nocase(leaf->type, SLICE("multipart/"));
    if (is_multipart && w->open >= w->limits.depth) {
        pass_over(w);
        return false;
    }
    leaf->is_message = is_forwarded_message(w, leaf->type);
    leaf->number = w->number;
    leaf->number_n = w->open;
    if (is_multipart && enter_multipart(w, leaf->type, &leaf->body))
        return false;
    if (!is_multipart)
        leaf->body = take_until_delimiter(w);
    return true;
}

bool mime_next(struct mime_walk *w, struct mime_leaf *leaf)
{
    while (!w->out_of_memory) {
        if (!w->at_part) {
            if (w->rest.n == 0)
                return false;
            take_until_delimiter(w); /* an epilogue */
            continue;
        }
        w->too_many = w->parts >= w->limits.parts;
        if (w->too_many)
            return false;
        w->parts++;
        if (w->open > 0)
            w->number[w->open - 1]++;
        if (!read_header(w, leaf))
            pass_over(w);
        else if (enter(w, leaf))
            return true;
    }
    return false;
}

void mime_go_on(struct mime_walk *w)
{
    w->limits.parts = SIZE_MAX;
}
