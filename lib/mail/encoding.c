#include "lib/mail/encoding.h"

#include <endian.h>
#include <stdint.h>

#include "lib/mail/field.h"

enum encoding encoding_of(struct slice value)
{
    static const struct {
        struct slice name;
        enum encoding encoding;
    } known[] = {
        {SLICE("base64"), ENCODING_BASE64},
        {SLICE("quoted-printable"), ENCODING_QUOTED_PRINTABLE},
        {SLICE("7bit"), ENCODING_IDENTITY},
        {SLICE("8bit"), ENCODING_IDENTITY},
        {SLICE("binary"), ENCODING_IDENTITY},
        {SLICE(""), ENCODING_IDENTITY},
    };
    struct slice name = field_main(value);
    if (name.n > 1 && name.at[0] == '"' && name.at[name.n - 1] == '"')
        name = slice_trim((struct slice){.at = name.at + 1, .n = name.n - 2});
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (slice_equal_nocase(name, known[i].name))
            return known[i].encoding;
    return ENCODING_UNKNOWN;
}

enum { NOT_BASE64 = 0x80 };

/* The value of each base64 letter, plus one; 0: no letter. value_of() takes the one off again, so
 * that what is no letter has all bits set. */
static const unsigned char letter[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

static unsigned value_of(char c)
{
    return letter[(unsigned char)c] - 1u; /* not a letter: all bits set */
}

static char *put_three(char *to, unsigned group)
{
    to[0] = (char)(group >> 16);
    to[1] = (char)(group >> 8);
    to[2] = (char)group;
    return to + 3;
}

/* Whole groups of four letters in a row, three bytes by one store of four; stops at anything
 * else. */
static char *decode_groups(char *to, const char *to_end, const char **from, const char *end)
{
    const char *at = *from;
    while (end - at >= 4 && to_end - to >= 4) {
        unsigned a = value_of(at[0]), b = value_of(at[1]), c = value_of(at[2]), d = value_of(at[3]);
        if ((a | b | c | d) & NOT_BASE64)
            break;
        uint32_t group = htobe32(a << 26 | b << 20 | c << 14 | d << 8);
        memcpy(to, &group, sizeof group);
        to += 3;
        at += 4;
    }
    *from = at;
    return to;
}

size_t encoding_base64(char *to, size_t most, struct slice from, bool *damaged)
{
    char *start = to, *to_end = to + most;
    const char *at = from.at, *end = from.at + from.n;
    unsigned group = 0, letters = 0;
    while (at < end && to_end - to >= 3) {
        if (letters == 0)
            to = decode_groups(to, to_end, &at, end);
        if (at == end || to_end - to < 3)
            break;
        char c = *at++;
        if (c == '=')
            break;
        unsigned value = value_of(c);
        if (value & NOT_BASE64) {
            *damaged |= !ascii_is_space(c);
            continue;
        }
        group = group << 6 | value;
        if (++letters == 4) {
            to = put_three(to, group);
            group = letters = 0;
        }
    }
    if (letters >= 2 && to < to_end)
        *to++ = (char)(group >> (letters == 2 ? 4 : 10));
    if (letters == 3 && to < to_end)
        *to++ = (char)(group >> 2);
    *damaged |= letters == 1;
    return (size_t)(to - start);
}

/* Length of blanks and a line end at s: what a soft break's '=' may be followed by. 0: something
 * else follows. */
static size_t blank_line_end(struct slice s)
{
    size_t i = 0;
    while (i < s.n && (s.at[i] == ' ' || s.at[i] == '\t' || s.at[i] == '\r'))
        i++;
    if (i == s.n)
        return i;
    return s.at[i] == '\n' ? i + 1 : 0;
}

size_t encoding_quoted_printable(char *to, struct slice from, bool *damaged)
{
    char *start = to,
         *solid = to; /* solid: behind the last byte that is no trailing blank (6.7, rule 3) */
    for (size_t i = 0; i < from.n; i++) {
        char c = from.at[i];
        if (c == '=') {
            struct slice rest = slice_from(from, i + 1);
            size_t soft = blank_line_end(rest);
            if (soft > 0 || rest.n == 0) {
                i += soft;
                solid = to;
                continue;
            }
            int byte = ascii_hex_byte(rest);
            if (byte >= 0) {
                *to++ = (char)byte;
                i += 2;
                solid = to;
                continue;
            }
            *damaged = true;
        }
        if (c == '\n' &&
            to > solid) { /* blanks (and the CR) before a line end were added on the way */
            bool crlf = to[-1] == '\r';
            to = solid;
            if (crlf)
                *to++ = '\r';
        }
        *to++ = c;
        if (c != ' ' && c != '\t' && c != '\r')
            solid = to;
    }
    return (size_t)(to - start);
}
