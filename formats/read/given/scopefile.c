#include "formats/read/given/scopefile.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/base/dates.h"
#include "lib/base/sha256.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/domain.h"

enum { MOST_LINE = 4096 };

enum column { COLUMN_DOMAIN, COLUMN_CLIENT, COLUMN_OWNER, COLUMN_SINCE, COLUMN_UNTIL, COLUMNS };

static const char *const column_names[] = {"domain", "client", "owner", "since", "until"};
_Static_assert(COUNT_OF(column_names) == COLUMNS, "one name per column");

struct reader {
    struct scope *scope;
    day_number today;
    unsigned line;
    bool is_csv, began;
    enum column columns[COLUMNS]; /* of the header, in its order */
    size_t columns_n;
    struct arena scratch; /* of one line */
    char *error;
};

__attribute__((format(printf, 2, 3))) static bool wrong(struct reader *r, const char *format, ...)
{
    va_list arguments;
    int n = snprintf(r->error, SCOPE_ERROR, "line %u: ", r->line);
    if (n > 0 && n < SCOPE_ERROR) {
        va_start(arguments, format);
        vsnprintf(r->error + n, SCOPE_ERROR - (size_t)n, format, arguments);
        va_end(arguments);
    }
    return false;
}

static int shown(struct slice text)
{
    enum { MOST_SHOWN = 100 };
    return (int)utf8_cut(text, MOST_SHOWN).n;
}

/* A blank beyond ASCII (Unicode's White_Space), as a copy from a page or a spreadsheet has it. */
static bool is_wide_blank(uint32_t cp)
{
    return cp == 0x85 || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static const char *hint_for(const struct reader *r, struct slice text)
{
    if (slice_has(text, ';') ||
        slice_has(text, '\t')) /* as spreadsheets write in place of commas */
        return ": commas separate fields";
    bool has_no_header = !r->is_csv && slice_has(text, ',');
    return has_no_header ? ": the first line of a list with commas names its columns, as in "
                           "domain,client"
                         : "";
}

/* Is there a blank between two names, which are no name then? To IDNA a wide blank is nothing at
 * all (UTS 46), and it would make one name of two. Around a name blanks do no harm. */
static bool has_blank_inside(struct slice text)
{
    bool began = false, paused = false;
    for (size_t n; text.n > 0; text = slice_from(text, n)) {
        n = utf8_sequence(text);
        bool is_blank = n > 1 ? is_wide_blank(utf8_code_point(text, n))
                              : ascii_is_space(text.at[0]);
        if (paused && !is_blank)
            return true;
        began |= !is_blank;
        paused = began && is_blank;
    }
    return false;
}

/* Reads a name, or "*." and a name: then the domain is what stands behind the star. */
static bool read_domain(struct reader *r, struct slice text, struct scope_entry *entry)
{
    char *copy = arena_take_text(&r->scratch, text.n);
    struct slice raw = {.at = copy, .n = text.n}, name;
    if (!copy)
        return wrong(r, "out of memory");
    memcpy(copy, text.n > 0 ? text.at : "", text.n);
    entry->is_wildcard = slice_starts(raw, SLICE("*."));
    if (entry->is_wildcard)
        copy[0] = 'x'; /* any label stands for the star while the rest is looked at */
    if (!domain_normalise(raw, &r->scratch, &name, NULL))
        return wrong(r, "out of memory");
    const char *hint = hint_for(r, text);
    if (has_blank_inside(text))
        return wrong(r, "%.*s has a blank inside, and is no domain name%s", shown(text), text.at,
                     hint);
    if (!domain_is_name(name))
        return wrong(r, "%.*s is no domain name%s", shown(text), text.n > 0 ? text.at : "", hint);
    entry->domain = slice_from(name, entry->is_wildcard ? 1 : 0);
    return true;
}

static bool read_date(struct reader *r, struct slice text, struct span *dates, bool *there)
{
    *there = text.n > 0;
    return text.n == 0 || date_parse(text, r->today, dates) ||
           wrong(r, "%.*s is no date; these are: %s", shown(text), text.at, date_forms);
}

/* The owner is for who reads the list: no output has it. */
static bool add(struct reader *r, const struct slice fields[static COLUMNS])
{
    struct scope_entry entry = {.client = fields[COLUMN_CLIENT]};
    struct span since = {0}, until = {0};
    struct slice domain = fields[COLUMN_DOMAIN];
    if (!read_domain(r, domain, &entry) ||
        !read_date(r, fields[COLUMN_SINCE], &since, &entry.has_since) ||
        !read_date(r, fields[COLUMN_UNTIL], &until, &entry.has_until))
        return false;
    if (slice_equal(entry.client, SLICE("unassigned")))
        return wrong(r, "a client cannot be named unassigned: that stands for domains without "
                        "one");
    entry.since = since.first;
    entry.until = until.last;
    if (entry.has_since && entry.has_until && entry.since > entry.until)
        return wrong(r, "since is after until");
    switch (scope_add(r->scope, &entry)) {
    case SCOPE_ADDED:
        return true;
    case SCOPE_TWICE:
        return wrong(r, "%.*s is there twice", shown(domain), domain.at);
    case SCOPE_NO_MEMORY:
        break;
    }
    return wrong(r, "out of memory");
}

/* Takes the field at the start of *rest, and the comma behind it (RFC 4180). */
static bool take_field(struct reader *r, struct slice *rest, struct slice *field)
{
    *rest = slice_trim(*rest);
    if (rest->n == 0 || rest->at[0] != '"') {
        *field = slice_trim(slice_until(rest, ','));
        return true;
    }
    char *to = arena_take_text(&r->scratch, rest->n);
    size_t n = 0, i = 1;
    if (!to)
        return wrong(r, "out of memory");
    for (; i < rest->n; i++) {
        bool doubled = rest->at[i] == '"' && i + 1 < rest->n && rest->at[i + 1] == '"';
        if (rest->at[i] == '"' && !doubled)
            break;
        i += doubled;
        to[n++] = rest->at[i];
    }
    if (i == rest->n)
        return wrong(r, "a quoted field does not end");
    *field = slice_trim((struct slice){.at = to, .n = n});
    *rest = slice_trim(slice_from(*rest, i + 1));
    if (rest->n > 0 && rest->at[0] != ',')
        return wrong(r, "something follows a quoted field");
    *rest = slice_from(*rest, rest->n > 0);
    return true;
}

static bool read_header(struct reader *r, struct slice line)
{
    struct slice field = {0};
    bool ends_in_comma = true;
    while (line.n > 0) {
        int column = 0;
        ends_in_comma = line.at[line.n - 1] == ',';
        if (!take_field(r, &line, &field))
            return false;
        while (column < COLUMNS && !slice_equal_nocase(field, slice_of(column_names[column])))
            column++;
        for (size_t i = 0; i < r->columns_n; i++)
            if (r->columns[i] == (enum column)column)
                return wrong(r, "the column %s is there twice", column_names[column]);
        if (column == COLUMNS)
            return wrong(r,
                         "there is no column %.*s; there are domain, client, owner, since, until",
                         shown(field), field.n > 0 ? field.at : "");
        r->columns[r->columns_n++] = (enum column)column;
    }
    return !ends_in_comma || wrong(r, "the header ends in a comma");
}

/* Is the first line a header? Then one of its fields is "domain", which is no name. */
static bool is_header(struct slice line)
{
    while (line.n > 0) {
        struct slice field = slice_trim(slice_until(&line, ','));
        if (slice_equal_nocase(field, SLICE("domain")) ||
            slice_equal_nocase(field, SLICE("\"domain\"")))
            return true;
    }
    return false;
}

static bool read_row(struct reader *r, struct slice line)
{
    struct slice fields[COLUMNS] = {{0}};
    for (size_t i = 0; i < r->columns_n && line.n > 0; i++)
        if (!take_field(r, &line, &fields[r->columns[i]]))
            return false;
    return slice_trim(line).n > 0 ? wrong(r, "there are more fields than columns") : add(r, fields);
}

/* A comment begins with '#' at the start of a line, or behind a blank in a list of bare names. */
static struct slice without_comment(struct slice line, bool is_csv)
{
    for (size_t i = 0; i < line.n; i++)
        if (line.at[i] == '#' && (i == 0 || (!is_csv && ascii_is_space(line.at[i - 1]))))
            return slice_trim(slice_first(line, i));
    return line;
}

static bool read_line(struct reader *r, struct slice line)
{
    if (line.n > MOST_LINE)
        return wrong(r, "is longer than %d bytes", MOST_LINE);
    if (line.n > 0 && memchr(line.at, '\0', line.n))
        return wrong(r, "holds a NUL");
    if (!utf8_is_valid(line))
        return wrong(r, "is no UTF-8");
    line = slice_trim(line);
    if (line.n > 0 && memchr(line.at, '\r', line.n)) /* would make one name of all of them */
        return wrong(r, "has a carriage return inside: end lines with a line feed");
    line = without_comment(line, r->is_csv);
    if (line.n == 0)
        return true;
    bool is_first = !r->began;
    r->began = true;
    if (is_first && is_header(line)) {
        r->is_csv = true;
        return read_header(r, line);
    }
    struct slice fields[COLUMNS] = {[COLUMN_DOMAIN] = line};
    return r->is_csv ? read_row(r, line) : add(r, fields);
}

bool scopefile_read(struct slice text, day_number today, struct scope *scope,
                    char error[static SCOPE_ERROR])
{
    struct reader r = {.scope = scope, .today = today, .error = error};
    if (!sha256_once_text(text, scope->sha256))
        return wrong(&r, "out of memory");
    slice_skip(&text, UTF8_BYTE_ORDER_MARK);
    bool ok = true;
    while (ok && text.n > 0) {
        r.line++;
        ok = read_line(&r, slice_until(&text, '\n'));
        arena_reset(&r.scratch);
    }
    arena_free(&r.scratch);
    if (ok && scope_n(scope) == 0) {
        snprintf(error, SCOPE_ERROR, "names no domain");
        return false;
    }
    return ok;
}
