#include "formats/read/spelled.h"

#include "lib/mail/encoding.h"

/* Each string around another one doubles backslashes: six in each other have so many. */
enum { MOST_SLASHES = 32 };

static size_t count_slashes(struct slice text, size_t most)
{
    size_t n = 0;
    while (n < most && n < text.n && text.at[n] == '\\')
        n++;
    return n;
}

/* Reads up to three octal digits; gives how many there are. */
static size_t octal(struct slice text, char *byte)
{
    size_t n = 0;
    unsigned value = 0;
    for (; n < 3 && n < text.n && text.at[n] >= '0' && text.at[n] <= '7'; n++)
        value = value * 8 + (unsigned)(text.at[n] - '0');
    *byte = (char)value;
    return n;
}

/* Reads what stands behind a backslash; gives how long it is. */
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

/* Reads a character that a text of digits escapes, and that is a digit or a line end: "\n", "\/",
 * "\u002b", "%2B", "&#13;". Gives the length of the escape; 0: there is none. */
static size_t escape_length(struct slice text, char *c)
{
    *c = '\n';
    if (text.at[0] == '&') {
        const char *end = memchr(text.at, ';', text.n < 8 ? text.n : 8);
        return end ? (size_t)(end + 1 - text.at) : 0;
    }
    if (text.at[0] == '%' && text.n > 2) {
        *c = (char)ascii_hex_byte(slice_from(text, 1));
        return 3;
    }
    if (text.at[0] != '\\')
        return 0;
    const size_t n = count_slashes(text, text.n);
    if (n + 4 < text.n && text.at[n] == 'u') {
        *c = (char)ascii_hex_byte(slice_from(text, n + 3));
        return n + 5;
    }
    return n < text.n && (text.at[n] == 'n' || text.at[n] == 'r') ? n + 1 : n;
}

int spelled_base64_digit(char c)
{
    return encoding_base64_digit((char)(c == '-' ? '+' : c == '_' ? '/' : c));
}

static bool stands_between_lines(char c)
{
    return ascii_is_space(c) || c == '>';
}

/* Quoted-printable ends a full line with '='; any other '=' ends the digits. */
static bool is_soft_break(struct slice rest, size_t line)
{
    enum { LEAST = 60, MOST = 75 };
    return rest.at[0] == '=' && line >= LEAST && line <= MOST && rest.n > 1 &&
           ascii_is_space(rest.at[1]);
}

size_t spelled_in_base64(struct slice text, char *bytes, size_t room, size_t *used)
{
    size_t n = 0, at = 0, line = 0, length;
    unsigned group = 0, digits = 0;
    for (; n < room && at < text.n; at += length) {
        struct slice rest = slice_from(text, at);
        char c = rest.at[0];
        int value = spelled_base64_digit(c);
        length = 1;
        if (value < 0 && !stands_between_lines(c) && !is_soft_break(rest, line)) {
            length = escape_length(rest, &c);
            value = spelled_base64_digit(c);
            if (length == 0 || (value < 0 && !stands_between_lines(c)))
                break;
        }
        line = value < 0 ? 0 : line + 1;
        if (value < 0)
            continue;
        group = group << 6 | (unsigned)value;
        if (digits % 4 > 0)
            bytes[n++] = (char)(group >> (6 - 2 * (digits % 4)));
        digits++;
    }
    *used = at;
    return n;
}

size_t spelled_in_hex(struct slice text, char *bytes, size_t room, size_t *used)
{
    size_t n = 0, at = 0;
    while (n < room && at < text.n) {
        bool is_space = ascii_is_space(text.at[at]);
        int byte = is_space ? 0 : ascii_hex_byte(slice_from(text, at));
        if (byte < 0)
            break;
        bytes[n] = (char)byte;
        n += !is_space;
        at += is_space ? 1 : 2;
    }
    *used = at;
    return n;
}

size_t spelled_in_base32(struct slice text, char *bytes, size_t room, size_t *used)
{
    size_t n = 0, at = 0;
    unsigned group = 0, bits = 0;
    for (; n < room && at < text.n; at++) {
        char c = text.at[at];
        if (ascii_is_space(c))
            continue;
        if (!spelled_is_base32_digit(c))
            break;
        group = group << 5 | (unsigned)(c >= 'A' ? c - 'A' : c - '2' + 26);
        bits += 5;
        if (bits >= 8)
            bytes[n++] = (char)(group >> (bits -= 8));
    }
    *used = at;
    return n;
}

/* Takes an address off a line's begin: "00000010:", "0000020", "0x0010:"; od -An writes none.
 * Gives whether a colon ends it. */
static bool skip_address(struct slice *line)
{
    enum { LEAST = 4, PLAIN = 6 };
    *line = slice_from(*line, slice_run(*line, ascii_is_blank));
    slice_skip(line, SLICE("0x"));
    const size_t n = slice_run(*line, ascii_is_hex);
    struct slice behind = slice_from(*line, n);
    bool has_colon = n >= LEAST && slice_skip(&behind, SLICE(":"));
    if (has_colon || n >= PLAIN || (n >= LEAST && slice_run(behind, ascii_is_blank) > 1))
        *line = behind;
    return has_colon;
}

enum { DUMPED_LINE = 64, HALF = 8 };

/* Gives the bytes in a line of xxd, hexdump, od or their like, which may have them as text behind.
 * Those of words (7246 6d6f) are swapped, but for xxd, which has a colon. */
static size_t in_dumped_line(struct slice line, char bytes[static DUMPED_LINE])
{
    size_t n = 0;
    const bool has_colon = skip_address(&line);
    while (n <= DUMPED_LINE - 4) {
        const size_t blanks = slice_run(line, ascii_is_blank);
        line = slice_from(line, blanks);
        const size_t digits = slice_run(line, ascii_is_hex);
        struct slice behind = slice_from(line, digits);
        bool is_group = (digits == 2 || digits == 4 || digits == 8) &&
                        (behind.n == 0 || ascii_is_space(behind.at[0]));
        if (!is_group || (n > 0 && n != HALF && blanks > 1))
            break;
        const bool is_swapped = digits == 4 && !has_colon;
        for (size_t i = 0; i < digits / 2; i++)
            bytes[n + (is_swapped ? 1 - i : i)] = (char)ascii_hex_byte(slice_from(line, 2 * i));
        n += digits / 2;
        line = behind;
    }
    return n;
}

bool spelled_is_dump(struct slice text)
{
    enum { LINES = 8, ENOUGH = 3 };
    char bytes[DUMPED_LINE];
    size_t found = 0;
    for (size_t i = 0; i < LINES && text.n > 0; i++)
        found += in_dumped_line(slice_until(&text, '\n'), bytes) >= HALF;
    return found >= ENOUGH;
}

size_t spelled_in_dump(struct slice text, char *bytes, size_t room, size_t *used)
{
    size_t n = 0;
    struct slice rest = text;
    while (rest.n > 0 && room - n >= DUMPED_LINE)
        n += in_dumped_line(slice_until(&rest, '\n'), bytes + n);
    *used = text.n - rest.n;
    return n;
}
