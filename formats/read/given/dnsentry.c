/* dnsentry: the tokens of an entry of a zone file (RFC 1035, 5.1). */
#include "formats/read/given/dnszone.h"

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
    *text = slice_between(start, to);
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

/* A comment of one of the tools tells what was asked, when, and whether the answer was signed. */
static bool take_comment(struct zone *z)
{
    struct slice line = slice_until(&z->rest, '\n'), name, type, asked;
    if (!dnscomments_take(&z->comments, z->to, line, &name, &type))
        return true;
    return zone_full_name(z, name, &asked) && zone_ask(z, asked, type);
}

bool zone_take_entry(struct zone *z)
{
    unsigned depth = 0;
    z->tokens_n = 0;
    z->indented = z->rest.n > 0 && ascii_is_blank(z->rest.at[0]);
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
