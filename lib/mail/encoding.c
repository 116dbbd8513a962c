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

enum { NO = -1 };

/* clang-format off */
/* The value of each base64 letter (RFC 4648, 4); NO: it is none. */
static const signed char letter[256] = {
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, NO, NO, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
    NO,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, NO,
    NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
};
/* clang-format on */

int encoding_base64_digit(char c)
{
    return letter[(unsigned char)c];
}

static unsigned value_of(char c) /* UINT_MAX: it is no letter */
{
    return (unsigned)letter[(unsigned char)c];
}

static char *put_three(char *to, unsigned group)
{
    to[0] = (char)(group >> 16);
    to[1] = (char)(group >> 8);
    to[2] = (char)group;
    return to + 3;
}

/* The three bytes of four letters, and a NUL, as they stand in memory. False: one is no letter, and
 * its ones reach beyond 24 bits. */
static inline bool take_group(const char *at, uint32_t *bytes)
{
    uint32_t group = value_of(at[0]) << 18 | value_of(at[1]) << 12 | value_of(at[2]) << 6 |
                     value_of(at[3]);
    *bytes = htobe32(group << 8);
    return group >> 24 == 0;
}

/* Whole groups of four letters in a row, three bytes by one store of four; stops at anything
 * else. */
static char *decode_groups(char *to, const char *to_end, const char **from, const char *end)
{
    const char *at = *from;
    uint32_t first, second;
    while (end - at >= 8 && to_end - to >= 7 && take_group(at, &first) &&
           take_group(at + 4, &second)) {
        memcpy(to, &first, sizeof first);
        memcpy(to + 3, &second, sizeof second);
        to += 6;
        at += 8;
    }
    while (end - at >= 4 && to_end - to >= 4 && take_group(at, &first)) {
        memcpy(to, &first, sizeof first);
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
        int value = encoding_base64_digit(c);
        if (value == NO) {
            *damaged |= !ascii_is_space(c);
            continue;
        }
        group = group << 6 | (unsigned)value;
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

/* How many bytes of s, which begins with an '=', are a code or a soft line break; 0: it begins
 * neither. *byte: what it stands for; -1: nothing. */
static size_t code_length(struct slice s, int *byte)
{
    struct slice rest = slice_from(s, 1);
    size_t soft = blank_line_end(rest);
    bool is_soft = soft > 0 || rest.n == 0;
    *byte = is_soft ? -1 : ascii_hex_byte(rest);
    return is_soft ? 1 + soft : *byte >= 0 ? 3 : 0;
}

/* The end of a line without the blanks that were added on the way (6.7, rule 3); a CR stays. */
static char *without_blanks(const char *end, char *solid)
{
    bool has_cr = end > solid && end[-1] == '\r';
    if (has_cr)
        *solid = '\r';
    return solid + has_cr;
}

size_t encoding_quoted_printable(char *to, struct slice from, bool *damaged)
{
    char *start = to;
    char *solid = to; /* behind the last byte that is no blank at a line's end */
    while (from.n > 0) {
        char c = from.at[0];
        int byte = -1;
        size_t n = c == '=' ? code_length(from, &byte) : 0;
        from = slice_from(from, n > 0 ? n : 1);
        if (n > 0) {
            if (byte >= 0)
                *to++ = (char)byte;
            solid = to;
            continue;
        }

        *damaged |= c == '=';
        if (c == '\n')
            to = without_blanks(to, solid);
        *to++ = c;
        if (c != ' ' && c != '\t' && c != '\r')
            solid = to;
    }
    return (size_t)(to - start);
}
