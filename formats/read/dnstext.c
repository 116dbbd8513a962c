#include "formats/read/dnstext.h"

#include "formats/read/dnszone.h"

/* Does the string end before this byte? A quote that is never closed ends with its line. */
static bool ends_string(char c, bool quoted)
{
    if (c == '\n' || c == '"')
        return true;
    return !quoted && (ascii_is_space(c) || c == ';' || c == '(' || c == ')');
}

/* How many bytes of `text` the string takes, as they are written. */
static size_t length_of_string(struct slice text, bool quoted)
{
    size_t n = 0;
    while (n < text.n && !ends_string(text.at[n], quoted))
        n += text.at[n] == '\\' && n + 1 < text.n && text.at[n + 1] != '\n' ? 2 : 1;
    return n;
}

/* RFC 1035, 5.1: \DDD is a byte, \X stands for X. Takes one byte off *text. */
static char take_byte(struct slice *text)
{
    struct slice rest = slice_from(*text, 1);
    char c = text->at[0];
    bool digits = rest.n >= 3 && ascii_is_digit(rest.at[0]) && ascii_is_digit(rest.at[1]) &&
                  ascii_is_digit(rest.at[2]);
    if (c == '\\' && digits) {
        c = (char)((rest.at[0] - '0') * 100 + (rest.at[1] - '0') * 10 + (rest.at[2] - '0'));
        rest = slice_from(rest, 3);
    } else if (c == '\\' && rest.n > 0) {
        c = rest.at[0];
        rest = slice_from(rest, 1);
    }
    *text = rest;
    return c;
}

static bool take_string(struct zone *z, bool quoted, struct slice *text)
{
    struct slice written = slice_first(z->rest, length_of_string(z->rest, quoted));
    char *start = arena_take_text(zone_arena(z), written.n), *to = start;
    if (!start)
        return false;
    z->rest = slice_from(z->rest, written.n);
    while (written.n > 0)
        *to++ = take_byte(&written);
    arena_give_back(zone_arena(z), to);
    *text = (struct slice){.at = start, .n = (size_t)(to - start)};
    if (quoted && z->rest.n > 0 && z->rest.at[0] == '"')
        z->rest = slice_from(z->rest, 1);
    return true;
}

static bool add_token(struct zone *z, bool quoted)
{
    struct token t = {.quoted = quoted};
    if (quoted)
        z->rest = slice_from(z->rest, 1);
    if (!take_string(z, quoted, &t.text))
        return false;
    if (z->tokens_n < MOST_TOKENS)
        z->tokens[z->tokens_n++] = t;
    return true;
}

/* Comments of the tools tell what was asked, when, and whether the answer was signed. */
static bool take_comment(struct zone *z)
{
    struct slice line = slice_until(&z->rest, '\n'), name, type, asked;
    if (!dnscomments_take(&z->comments, z->to, line, &name, &type))
        return true;
    return zone_full_name(z, name, &asked) && zone_ask(z, asked, type);
}

/* The tokens of one entry: a line, or more where parentheses join them. False: out of memory. */
static bool take_entry(struct zone *z)
{
    unsigned depth = 0;
    z->tokens_n = 0;
    z->indented = z->rest.n > 0 && (z->rest.at[0] == ' ' || z->rest.at[0] == '\t');
    while (z->rest.n > 0) {
        char c = z->rest.at[0];
        if (c == ';') {
            if (z->tokens_n == 0 && depth == 0)
                return take_comment(z);
            slice_until(&z->rest, '\n');
            if (depth == 0)
                return true;
            continue;
        }
        if (c == '\n' && depth == 0) {
            z->rest = slice_from(z->rest, 1);
            return true;
        }
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        if (ascii_is_space(c) || c == '(' || c == ')')
            z->rest = slice_from(z->rest, 1);
        else if (!add_token(z, c == '"'))
            return false;
    }
    return true;
}

static bool is_ttl(struct slice text) /* 300, 1h, 2w3d */
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_digit(text.at[i]) && !(i > 0 && strchr("smhdwSMHDW", text.at[i])))
            return false;
    return text.n > 0;
}

/* "[a.example.] a.example. 300 MX 10 mx.a.example." of knotc. */
static bool is_zone_name(const struct zone *z)
{
    struct slice first = z->tokens[0].text;
    return !z->indented && first.n > 2 && first.at[0] == '[' && first.at[first.n - 1] == ']';
}

static bool take_record(struct zone *z)
{
    size_t i = is_zone_name(z) ? 1 : 0;
    bool was_host_line;
    if (zone_has_word(z, 0, "$ORIGIN") && z->tokens_n > 1)
        return zone_full_name(z, z->tokens[1].text, &z->origin);
    if (!z->tokens[0].quoted && slice_starts(z->tokens[0].text, SLICE("$")))
        return true; /* $TTL and the like leave the owner as it is */
    if (!zone_take_host_line(z, &was_host_line))
        return false;
    if (was_host_line)
        return true;
    if (!z->indented && (i == z->tokens_n || !zone_full_name(z, z->tokens[i++].text, &z->owner)))
        return i == z->tokens_n;
    while (i < z->tokens_n && !z->tokens[i].quoted &&
           (is_ttl(z->tokens[i].text) || zone_has_word(z, i, "IN") ||
            zone_has_word(z, i, "CLASS1") || zone_has_word(z, i, "CH") ||
            zone_has_word(z, i, "HS")))
        i++;
    return zone_add_by_type(z, i);
}

static bool take_next(struct zone *z)
{
    return take_entry(z) && (z->tokens_n == 0 || take_record(z));
}

/* dig's +yaml has each record as a line "- 'NAME 300 IN TYPE …'", where \'\' stands for a quote,
 * below lines that tell of the answer. *was_one: the line is such a record, and was taken. */
static bool take_yaml_line(struct zone *z, bool *was_one)
{
    struct slice after = z->rest, line = slice_trim(slice_until(&after, '\n'));
    *was_one = line.n > 4 && slice_starts(line, SLICE("- '")) && line.at[line.n - 1] == '\'';
    if (!*was_one) {
        dnscomments_take_yaml(&z->comments, z->to, line);
        return true;
    }
    line = slice_from(slice_first(line, line.n - 1), 3);
    char *to = arena_take_text(zone_arena(z), line.n), *end = to;
    for (size_t i = 0; to && i < line.n; i++) {
        *end++ = line.at[i];
        i += line.at[i] == '\'' && i + 1 < line.n && line.at[i + 1] == '\'';
    }
    z->rest = (struct slice){.at = to, .n = (size_t)(end - to)};
    bool ok = to && take_next(z);
    z->rest = after;
    return ok;
}

bool dnstext_read(struct slice text, struct dns_records *to)
{
    struct zone z = {.to = to, .rest = text, .comments.first = to->n, .comments.answer = to->n};
    while (z.rest.n > 0) {
        bool was_yaml = false;
        if (strchr(" -", z.rest.at[0]) && z.rest.at[0] != '\0' && !take_yaml_line(&z, &was_yaml))
            return false;
        if (!was_yaml && !take_next(&z))
            return false;
    }
    dnscomments_end(&z.comments, to);
    return true;
}

bool dnstext_find_targets(struct dns_records *dns)
{
    bool found = dns->keys != NULL;
    while (found) { /* once a link of the longest chain of aliases */
        found = false;
        for (size_t i = 0; i < dns->n; i++) {
            struct dns_record *r = &dns->at[i];
            if (r->is_key || r->kind == DNS_ASKED || !dkimkeys_has_alias_to(dns->keys, r->owner))
                continue;
            if (!zone_add_key(dns->keys, r->kind, r->owner, r->data))
                return false;
            found |= r->kind == DNS_CNAME;
            r->is_key = true;
        }
    }
    return true;
}
