#include "formats/read/spelled.h"

/* Each string around another one doubles them: six in each other have so many. */
enum { MOST_SLASHES = 32 };

static size_t count_slashes(struct slice text, size_t most)
{
    size_t n = 0;
    while (n < most && n < text.n && text.at[n] == '\\')
        n++;
    return n;
}

/* Up to three octal digits; gives how many there are. */
static size_t octal(struct slice text, char *byte)
{
    size_t n = 0;
    unsigned value = 0;
    for (; n < 3 && n < text.n && text.at[n] >= '0' && text.at[n] <= '7'; n++)
        value = value * 8 + (unsigned)(text.at[n] - '0');
    *byte = (char)value;
    return n;
}

/* What stands behind a backslash; gives how long it is. */
static size_t unescape(struct slice text, char *byte)
{
    static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
    const char c = text.at[0], *letter = memchr(letters, c, sizeof letters - 1);
    const size_t before = c == 'u' ? 3 : c == 'x' ? 1 : 0; /* the two digits of a byte */
    int value = before > 0 && before < text.n ? ascii_hex_byte(slice_from(text, before)) : -1;
    if (value >= 0) {
        *byte = (char)value;
        return before + 2;
    }
    if (octal(text, byte) > 0)
        return octal(text, byte);
    *byte = letter ? meant[letter - letters] : c;
    return 1;
}

static bool is_number(struct slice text)
{
    return text.n > 0 && (text.at[0] == 'u' || text.at[0] == 'x' || ascii_is_digit(text.at[0]));
}

/* How many backslashes stand between a number that `text` begins with and another one. */
static size_t slashes_between(struct slice text)
{
    char byte;
    if (!is_number(text))
        return 0;
    text = slice_from(text, unescape(text, &byte));
    size_t slashes = count_slashes(text, MOST_SLASHES);
    return is_number(slice_from(text, slashes)) ? slashes : 0;
}

size_t spelled_begin(struct slice text)
{
    const char *slash;
    struct slice rest = text;
    while (rest.n > 0 && (slash = memchr(rest.at, '\\', rest.n))) {
        rest = slice_from(rest, (size_t)(slash - rest.at));
        size_t before = count_slashes(rest, rest.n), between;
        rest = slice_from(rest, before);
        between = slashes_between(rest);
        if (between > 0 && between <= before)
            return text.n - rest.n - between;
    }
    return text.n;
}

size_t spelled_in_string(struct slice text, char *bytes, size_t room, size_t *used)
{
    const size_t begin = count_slashes(text, MOST_SLASHES), slashes = begin > 0 ? begin : 1;
    size_t n = 0, at = 0;
    while (n < room && at < text.n) {
        struct slice rest = slice_from(text, at);
        bool is_escape = count_slashes(rest, slashes) == slashes && rest.n > slashes;
        bytes[n] = rest.at[0];
        at += is_escape ? slashes + unescape(slice_from(rest, slashes), &bytes[n]) : 1;
        n++;
    }
    *used = at;
    return n;
}

size_t spelled_in_list(struct slice text, char *bytes, size_t room, size_t *used)
{
    size_t n = 0, at = 0;
    while (n < room && at < text.n) {
        unsigned value = 0;
        const size_t begin = at;
        for (; at < text.n && ascii_is_digit(text.at[at]); at++)
            value = value * 10 + (unsigned)(text.at[at] - '0');
        bool is_key = at < text.n && text.at[at] == '"';
        if (at > begin && !is_key)
            bytes[n++] = (char)(begin > 0 && text.at[begin - 1] == '-' ? -value : value);
        at += at == begin;
    }
    *used = at;
    return n;
}
