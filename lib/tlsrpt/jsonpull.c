#include "lib/tlsrpt/jsonpull.h"

#include "lib/base/scan.h"
#include "lib/base/utf8.h"

/* What may come next. */
enum state { AT_VALUE, AT_FIRST_KEY, AT_KEY, AT_FIRST_ELEMENT, AFTER_VALUE, AT_END, BROKEN };

void jsonpull_start(struct jsonpull *j, struct slice text, unsigned most_depth)
{
    slice_skip(&text, UTF8_BYTE_ORDER_MARK);
    j->raw = (struct slice){0};
    j->at = text.at;
    j->end = text.at + text.n;
    j->depth = 0;
    j->most_depth = most_depth < PULL_MOST_DEPTH ? most_depth : PULL_MOST_DEPTH;
    j->state = AT_VALUE;
}

static enum jsonpull_token broken(struct jsonpull *j)
{
    j->state = BROKEN;
    return PULL_ERROR;
}

static bool is_in_object(const struct jsonpull *j)
{
    return j->in_object[(j->depth - 1) / 64] >> ((j->depth - 1) % 64) & 1;
}

/* Takes the bracket, too, as does close_level. */
static enum jsonpull_token open_level(struct jsonpull *j, bool object)
{
    if (j->depth == j->most_depth)
        return broken(j);
    uint64_t *word = &j->in_object[j->depth / 64], bit = (uint64_t)1 << j->depth % 64;
    *word = object ? *word | bit : *word & ~bit;
    j->depth++;
    j->at++;
    j->state = object ? AT_FIRST_KEY : AT_FIRST_ELEMENT;
    return object ? PULL_OBJECT : PULL_ARRAY;
}

static void value_ended(struct jsonpull *j)
{
    j->state = j->depth == 0 ? AT_END : AFTER_VALUE;
}

static enum jsonpull_token close_level(struct jsonpull *j, enum jsonpull_token token)
{
    j->depth--;
    j->at++;
    value_ended(j);
    return token;
}

static bool is_space(char c) /* RFC 8259, 2 */
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static char peek_behind_space(struct jsonpull *j)
{
    while (j->at < j->end && is_space(*j->at))
        j->at++;
    return j->at < j->end ? *j->at : '\0';
}

/* Passes over white space and gives the next byte, which is not taken; at the end NUL, which begins
 * nothing. */
static inline char peek(struct jsonpull *j)
{
    return j->at < j->end && j->at[0] > ' ' ? j->at[0] : peek_behind_space(j);
}

static bool scan_escape(struct jsonpull *j) /* at the character behind the backslash */
{
    if (j->at == j->end)
        return false;
    char c = *j->at++;
    if (c != 'u')
        return c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r' ||
               c == 't';
    if (j->end - j->at < 4)
        return false;
    for (int i = 0; i < 4; i++)
        if (ascii_hex_value(*j->at++) < 0)
            return false;
    return true;
}

static void scan_plain(struct jsonpull *j)
{
    struct slice rest = slice_between(j->at, j->end);
    j->at += scan_json_plain(rest, &j->non_ascii);
}

/* Goes on at a byte that cannot stand in a string as it is, up to the closing quote. */
static bool scan_escaped(struct jsonpull *j)
{
    while (j->at < j->end && *j->at == '\\') {
        j->escaped = true;
        j->at++;
        if (!scan_escape(j))
            return false;
        scan_plain(j);
    }
    return j->at < j->end && *j->at == '"';
}

static bool scan_string(struct jsonpull *j) /* at the opening quote */
{
    const char *start = ++j->at;
    j->escaped = j->non_ascii = false;
    scan_plain(j);
    if ((j->at == j->end || *j->at != '"') && !scan_escaped(j))
        return false;
    j->raw = slice_between(start, j->at);
    j->at++;
    return true;
}

static size_t scan_digits(struct jsonpull *j)
{
    const char *start = j->at;
    while (j->at < j->end && ascii_is_digit(*j->at))
        j->at++;
    return (size_t)(j->at - start);
}

static bool take(struct jsonpull *j, char c)
{
    if (j->at == j->end || *j->at != c)
        return false;
    j->at++;
    return true;
}

static bool scan_number(struct jsonpull *j)
{
    const char *start = j->at;
    take(j, '-');
    if (!take(j, '0') && scan_digits(j) == 0)
        return false;
    if (take(j, '.') && scan_digits(j) == 0)
        return false;
    if (take(j, 'e') || take(j, 'E')) {
        if (!take(j, '+'))
            take(j, '-');
        if (scan_digits(j) == 0)
            return false;
    }
    j->raw = slice_between(start, j->at);
    return true;
}

static bool take_word(struct jsonpull *j, struct slice word)
{
    if (!slice_starts(slice_between(j->at, j->end), word))
        return false;
    j->at += word.n;
    return true;
}

static enum jsonpull_token read_scalar(struct jsonpull *j, char first)
{
    enum jsonpull_token token = PULL_ERROR;
    if (first == '"')
        token = scan_string(j) ? PULL_STRING : PULL_ERROR;
    else if (first == '-' || ascii_is_digit(first))
        token = scan_number(j) ? PULL_NUMBER : PULL_ERROR;
    else if (take_word(j, SLICE("true")))
        token = PULL_TRUE;
    else if (take_word(j, SLICE("false")))
        token = PULL_FALSE;
    else if (take_word(j, SLICE("null")))
        token = PULL_NULL;
    if (token == PULL_ERROR)
        return broken(j);
    value_ended(j);
    return token;
}

static enum jsonpull_token read_value(struct jsonpull *j, char first)
{
    if (first == '{' || first == '[')
        return open_level(j, first == '{');
    return read_scalar(j, first);
}

static enum jsonpull_token read_key(struct jsonpull *j, char first)
{
    if (first != '"' || !scan_string(j) || peek(j) != ':')
        return broken(j);
    j->at++;
    j->state = AT_VALUE;
    return PULL_KEY;
}

enum jsonpull_token jsonpull_next(struct jsonpull *j)
{
    if (j->state == BROKEN)
        return PULL_ERROR;
    char next = peek(j);
    if (j->state == AT_END)
        return j->at == j->end ? PULL_END : broken(j);
    if (j->state == AFTER_VALUE) {
        bool object = is_in_object(j);
        if (next == (object ? '}' : ']'))
            return close_level(j, object ? PULL_OBJECT_END : PULL_ARRAY_END);
        if (next != ',')
            return broken(j);
        j->at++;
        j->state = object ? AT_KEY : AT_VALUE;
        next = peek(j);
    }
    if (j->state == AT_FIRST_KEY && next == '}')
        return close_level(j, PULL_OBJECT_END);
    if (j->state == AT_FIRST_ELEMENT && next == ']')
        return close_level(j, PULL_ARRAY_END);
    return j->state == AT_FIRST_KEY || j->state == AT_KEY ? read_key(j, next) : read_value(j, next);
}

char jsonpull_first_of_string(const struct jsonpull *j)
{
    const char *at = j->at;
    while (at < j->end && is_space(*at))
        at++;
    return j->end - at > 1 && at[0] == '"' && at[1] != '"' ? at[1] : '\0';
}

void jsonpull_leap(struct jsonpull *j, size_t n)
{
    j->at += n - 1;
    close_level(j, PULL_OBJECT_END);
}

bool jsonpull_skip(struct jsonpull *j, enum jsonpull_token token)
{
    if (token == PULL_OBJECT || token == PULL_ARRAY)
        for (unsigned outside = j->depth - 1; j->depth > outside;)
            if (jsonpull_next(j) == PULL_ERROR)
                return false;
    return token != PULL_ERROR;
}
