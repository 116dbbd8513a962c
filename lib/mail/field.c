#include "lib/mail/field.h"

#include "lib/base/scan.h"
#include "lib/mail/charset.h"

/* Length of the field name at the start of a line, and where its colon is; 0: the line is no
 * field. */
static inline size_t name_length(struct slice line, size_t *colon)
{
    size_t n = scan_field_name(line), at = n;
    while (at < line.n && line.at[at] != ':' && ascii_is_blank(line.at[at]))
        at++;
    *colon = at;
    return n > 0 && at < line.n && line.at[at] == ':' ? n : 0;
}

bool field_begins(struct slice line)
{
    size_t colon;
    return name_length(line, &colon) > 0;
}

static size_t line_length(struct slice s) /* its line feed included */
{
    const char *feed = s.n > 0 ? memchr(s.at, '\n', s.n) : NULL;
    return feed ? (size_t)(feed - s.at) + 1 : s.n;
}

static bool is_from_line(struct slice s) /* left in front of some messages by delivery agents */
{
    return (slice_starts(s, SLICE("From ")) && !field_begins(s)) || /* "From : a@b" is a field */
           slice_starts(s, SLICE(">From "));
}

bool field_next(struct slice *rest, struct field *f)
{
    struct slice s = *rest;
    while (s.n > 4 && (s.at[0] == 'F' || s.at[0] == '>') && is_from_line(s))
        s = slice_from(s, line_length(s));
    size_t colon, name = name_length(s, &colon);
    if (name == 0) { /* the empty line, or the body without one */
        *rest = slice_from(s, slice_starts(s, SLICE("\n"))     ? 1
                              : slice_starts(s, SLICE("\r\n")) ? 2
                                                               : 0);
        return false;
    }

    size_t n = line_length(s);
    while (n < s.n && ascii_is_blank(s.at[n]))
        n += line_length(slice_from(s, n));
    f->name = slice_first(s, name);
    f->value = slice_trim(slice_from(slice_first(s, n), colon + 1));
    *rest = slice_from(s, n);
    return true;
}

bool field_unfold(struct slice value, struct arena *arena, struct slice *line)
{
    *line = value;
    if (!slice_has(value, '\n'))
        return true;
    char *to = arena_take_text(arena, value.n);
    if (!to)
        return false;
    line->at = to;
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] != '\n' && value.at[i] != '\r')
            *to++ = value.at[i];
    line->n = (size_t)(to - line->at);
    return true;
}

struct slice field_main(struct slice value)
{
    size_t n = 0;
    while (n < value.n && value.at[n] != ';' && value.at[n] != '(')
        n++;
    return slice_trim(slice_first(value, n));
}

/* The length of a quoted string with its closing mark; s begins behind the opening one. */
static size_t skip_quoted(struct slice s)
{
    size_t i = 0;
    while (i < s.n && s.at[i] != '"')
        i += s.at[i] == '\\' ? 2 : 1;
    return i < s.n ? i + 1 : s.n;
}

bool field_skip_comment(struct slice *rest)
{
    unsigned depth = 0;
    while (rest->n > 0) {
        char c = rest->at[0];
        *rest = slice_from(*rest, c == '\\' && rest->n > 1 ? 2 : 1);
        depth += c == '(';
        depth -= c == ')';
        if (depth == 0)
            return true;
    }
    return false;
}

/* How many of the first bytes of s are white space and comments that are closed. */
static size_t gap_length(struct slice s)
{
    struct slice rest = s;
    while (rest.n > 0) {
        struct slice behind = slice_from(rest, 1);
        if (rest.at[0] == '(') {
            behind = rest;
            if (!field_skip_comment(&behind))
                break;
        } else if (!ascii_is_space(rest.at[0])) {
            break;
        }
        rest = behind;
    }
    return s.n - rest.n;
}

static bool may_have_gaps(struct slice value)
{
    if (value.n == 0)
        return false;
    const char *slash = memchr(value.at, '/', value.n);
    size_t at = slash ? (size_t)(slash - value.at) : 0;
    return (at > 0 && ascii_is_space(value.at[at - 1])) ||
           (slash && at + 1 < value.n && ascii_is_space(value.at[at + 1])) ||
           memchr(value.at, '(', value.n);
}

static bool is_between_tokens(char c)
{
    return c == ';' || c == '=' || c == '/';
}

/* What stands in the middle of a token is kept: some write `name=report (1).json` without
 * quotes. */
bool field_plain(struct slice value, struct arena *arena, struct slice *plain)
{
    *plain = value;
    if (!may_have_gaps(value))
        return true;
    char *start = arena_take_text(arena, value.n), *to = start;
    if (!start)
        return false;
    for (struct slice rest = value; rest.n > 0;) {
        size_t gap = gap_length(rest), n = gap;
        if (gap == 0)
            n = rest.at[0] == '"'   ? 1 + skip_quoted(slice_from(rest, 1))
                : rest.at[0] == '(' ? rest.n /* never closed: it is text, and so is the rest */
                                    : 1;
        bool is_left_out = gap > 0 && (to == start || is_between_tokens(to[-1]) || gap == rest.n ||
                                       is_between_tokens(rest.at[gap]));
        if (!is_left_out)
            to = (char *)memcpy(to, rest.at, n) + n;
        rest = slice_from(rest, n);
    }
    arena_give_back(arena, to);
    *plain = slice_between(start, to);
    return true;
}

/* Up to the next ';' that is in no quotes. */
static size_t until_parameter(struct slice s)
{
    static const bool marks[256] = {[';'] = true, ['"'] = true};
    size_t n = 0;
    for (;;) {
        while (n < s.n && !marks[(unsigned char)s.at[n]])
            n++;
        if (n == s.n || s.at[n] == ';')
            return n;
        n++;
        n += skip_quoted(slice_from(s, n));
    }
}

static bool is_of_parameter(char c)
{
    return c != ';';
}

static bool is_of_name(char c)
{
    return c != '=' && c != ';';
}

/* Takes the raw value (quotes kept) that follows a '='. */
static struct slice take_value(struct slice *rest)
{
    *rest = slice_from(*rest, slice_run(*rest, ascii_is_space));
    bool is_quoted = slice_starts(*rest, SLICE("\""));
    size_t n = is_quoted ? 1 + skip_quoted(slice_from(*rest, 1))
                         : slice_run(*rest, is_of_parameter);
    struct slice value = slice_trim(slice_first(*rest, n));
    *rest = slice_from(*rest, n);
    return value;
}

/* Cuts the next parameter off *rest: its name and its raw value; empty: it is a name alone. False:
 * no more. */
static bool next_parameter(struct slice *rest, struct slice *name, struct slice *value)
{
    size_t n = until_parameter(*rest);
    if (n == rest->n)
        return false;
    *rest = slice_from(*rest, n + 1);
    n = slice_run(*rest, is_of_name);
    *name = slice_trim(slice_first(*rest, n));
    *rest = slice_from(*rest, n);
    bool has_value = slice_skip(rest, SLICE("="));
    *value = has_value ? take_value(rest) : (struct slice){0};
    return true;
}

/* Appends a raw value to `to`: quotes, backslashes and folding undone, and RFC 2231's percent
 * encoding if it has it. */
static char *put_value(char *to, struct slice raw, bool percent)
{
    bool quoted = raw.n > 0 && raw.at[0] == '"';
    if (quoted)
        raw = slice_from(raw, 1);
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.at[i];
        if (c == '\r' || c == '\n')
            continue;
        if (quoted && c == '"')
            break;
        if (quoted && c == '\\' && i + 1 < raw.n)
            c = raw.at[++i];
        int byte = percent && c == '%' ? ascii_hex_byte(slice_from(raw, i + 1)) : -1;
        if (byte >= 0) {
            c = (char)byte;
            i += 2;
        }
        *to++ = c;
    }
    return to;
}

static struct slice without_quotes(struct slice raw)
{
    bool quoted = raw.n > 1 && raw.at[0] == '"' && raw.at[raw.n - 1] == '"';
    return quoted ? (struct slice){.at = raw.at + 1, .n = raw.n - 2} : raw;
}

/* Does a raw value stand for itself, but for quotes around it? */
static bool is_plain_value(struct slice raw, struct slice *inner)
{
    static const bool marks[256] = {['"'] = true, ['\\'] = true, ['\r'] = true, ['\n'] = true};
    *inner = without_quotes(raw);
    for (size_t i = 0; i < inner->n; i++)
        if (marks[(unsigned char)inner->at[i]])
            return false;
    return true;
}

/* RFC 2231, 4: charset'language'text, around which some put quotes, too. */
static struct slice without_charset(struct slice raw, struct slice *charset)
{
    struct slice rest = without_quotes(raw), name = slice_until(&rest, '\'');
    if (!slice_has(rest, '\''))
        return raw;
    *charset = name;
    slice_until(&rest, '\'');
    return rest;
}

/* Is `found` the wanted parameter's section number `section`? "name" and "name*" are whole; RFC
 * 2231, 3: "name*0", "name*0*". */
static bool is_section(struct slice found, struct slice name, int section, bool *whole,
                       bool *percent)
{
    if (!slice_starts_nocase(found, name))
        return false;
    struct slice rest = slice_from(found, name.n);
    *percent = rest.n > 0 && rest.at[rest.n - 1] == '*';
    rest.n -= *percent;
    *whole = rest.n == 0;
    if (*whole)
        return section == 0;
    int number = 0;
    for (size_t i = 1; i < rest.n; i++) {
        if (!ascii_is_digit(rest.at[i]) || number > 999)
            return false;
        number = number * 10 + (rest.at[i] - '0');
    }
    return rest.at[0] == '*' && rest.n > 1 && number == section;
}

enum { MOST_PASSES = 32 /* over sections that stand out of order */ };

struct gathered {
    char *start, *to;   /* NULL: nothing yet */
    struct slice plain; /* instead, where the value needs no change */
    struct slice charset;
    int section; /* the next one */
    bool is_whole;
};

/* Takes the sections that stand in order from here on. False: out of memory. */
static bool gather(struct gathered *g, struct slice value, struct slice name, struct arena *arena)
{
    struct slice rest = value, key, raw;
    while (!g->is_whole && next_parameter(&rest, &key, &raw)) {
        bool whole, percent;
        if (!is_section(key, name, g->section, &whole, &percent))
            continue;
        if (whole && !percent && !g->start && is_plain_value(raw, &g->plain)) {
            g->is_whole = true;
            return true;
        }
        if (!g->start && !(g->start = g->to = arena_take_text(arena, value.n)))
            return false;
        bool has_charset = percent && g->section == 0;
        g->to = put_value(g->to, has_charset ? without_charset(raw, &g->charset) : raw, percent);
        g->is_whole = whole;
        g->section++;
    }
    return true;
}

/* Sections may stand in any order (RFC 2231, 3): each pass takes up where the last one ended. */
bool field_parameter(struct slice value, struct slice name, struct arena *arena,
                     struct slice *found)
{
    struct gathered g = {.section = 0};
    int before = -1;
    *found = (struct slice){0};
    for (int i = 0; i < MOST_PASSES && !g.is_whole && g.section > before; i++) {
        before = g.section;
        if (!gather(&g, value, name, arena))
            return false;
    }
    *found = slice_trim(g.plain);
    if (!g.start)
        return true;
    arena_give_back(arena, g.to);
    *found = slice_trim(slice_between(g.start, g.to));
    return charset_to_utf8(g.charset, *found, arena, found);
}

struct slice field_received_date(struct slice value)
{
    return slice_behind_last(&value, ';') ? slice_trim(value) : (struct slice){0};
}
