#include "lib/base/utf8.h"

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t utf8_sequence(struct slice s)
{
    unsigned char lead = (unsigned char)s.at[0];
    if (lead < 0x80)
        return 1;
    size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || s.n < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if (!is_tail(s.at[i]))
            return 0;
    unsigned char second = (unsigned char)s.at[1];
    bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    bool surrogate = lead == 0xED && second > 0x9F, beyond = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : n;
}

/* How many of the first bytes are ASCII, counted by eights. */
static size_t ascii_run(struct slice s)
{
    uint64_t eight;
    size_t n = 0;
    for (; s.n - n >= sizeof eight; n += sizeof eight) {
        memcpy(&eight, s.at + n, sizeof eight);
        if (eight & 0x8080808080808080u)
            break;
    }
    return n;
}

bool utf8_is_valid(struct slice s)
{
    s = slice_from(s, ascii_run(s));
    while (s.n > 0) {
        size_t n = utf8_sequence(s);
        if (n == 0)
            return false;
        s = slice_from(s, n);
    }
    return true;
}

size_t utf8_put(char *to, uint32_t cp)
{
    if (cp >= 0xD800 && cp <= 0xDFFF)
        cp = 0xFFFD;
    if (cp < 0x80) {
        to[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        to[0] = (char)(0xC0 | cp >> 6);
        to[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        to[0] = (char)(0xE0 | cp >> 12);
        to[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        to[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | cp >> 18);
    to[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    to[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    to[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t utf8_mend(char *to, struct slice from)
{
    char *start = to;
    while (from.n > 0) {
        size_t n = utf8_sequence(from);
        if (n == 0) {
            to += utf8_put(to, 0xFFFD);
            n = 1;
        } else {
            memcpy(to, from.at, n);
            to += n;
        }
        from = slice_from(from, n);
    }
    return (size_t)(to - start);
}

bool utf8_sound(struct slice from, struct arena *arena, struct slice *sound)
{
    *sound = from;
    if (utf8_is_valid(from))
        return true;
    char *to = from.n < SIZE_MAX / UTF8_REPLACEMENT_BYTES
                   ? arena_take_text(arena, from.n * UTF8_REPLACEMENT_BYTES)
                   : NULL;
    if (!to)
        return false;
    *sound = (struct slice){.at = to, .n = utf8_mend(to, from)};
    arena_give_back(arena, to + sound->n);
    return true;
}

uint32_t utf8_code_point(struct slice s, size_t n)
{
    static const unsigned char lead_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t cp = (unsigned char)s.at[0] & lead_mask[n];
    for (size_t i = 1; i < n; i++)
        cp = cp << 6 | ((unsigned char)s.at[i] & 0x3F);
    return cp;
}

static size_t columns_of(uint32_t cp)
{
    if ((cp >= 0x300 && cp <= 0x36F) || (cp >= 0x200B && cp <= 0x200F) ||
        (cp >= 0xFE00 && cp <= 0xFE0F))
        return 0;
    bool wide = (cp >= 0x1100 && cp <= 0x115F) || (cp >= 0x2E80 && cp <= 0xA4CF) ||
                (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xF900 && cp <= 0xFAFF) ||
                (cp >= 0xFF00 && cp <= 0xFF60) || (cp >= 0x1F300 && cp <= 0x1FAFF) ||
                (cp >= 0x20000 && cp <= 0x3FFFD);
    return wide ? 2 : 1;
}

size_t utf8_columns(struct slice s)
{
    size_t columns = 0;
    while (s.n > 0) {
        size_t n = utf8_sequence(s);
        columns += n == 0 ? 1 : columns_of(utf8_code_point(s, n));
        s = slice_from(s, n == 0 ? 1 : n);
    }
    return columns;
}

struct slice utf8_cut(struct slice s, size_t most)
{
    if (s.n <= most)
        return s;
    while (most > 0 && is_tail(s.at[most]))
        most--;
    return slice_first(s, most);
}

size_t utf8_control(struct slice s)
{
    unsigned char c = s.n > 0 ? (unsigned char)s.at[0] : 'x';
    if (c < ' ' || c == 127)
        return 1;
    if (s.n < 2 || (c != 0xC2 && c != 0xD8 && c != 0xE2))
        return 0;
    unsigned char second = (unsigned char)s.at[1], third = s.n > 2 ? (unsigned char)s.at[2] : 0;
    if (c == 0xC2)
        return second >= 0x80 && second < 0xA0 ? 2 : 0; /* U+0080 to U+009F */
    if (c == 0xD8)
        return second == 0x9C ? 2 : 0;                               /* U+061C */
    bool marks = second == 0x80 && (third == 0x8E || third == 0x8F), /* U+200E, U+200F */
        lines = second == 0x80 && third >= 0xA8 && third <= 0xAE,    /* U+2028 to U+202E */
        isolates = second == 0x81 && third >= 0xA6 && third <= 0xA9; /* U+2066 to U+2069 */
    return marks || lines || isolates ? 3 : 0;
}
