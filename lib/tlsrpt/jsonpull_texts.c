/* jsonpull_texts: what the characters of a key or string stand for (RFC 8259, 7). */
#include "lib/base/utf8.h"
#include "lib/tlsrpt/jsonpull.h"

static uint32_t hex4(const char *at)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit << 4 | (uint32_t)ascii_hex_value(at[i]);
    return unit;
}

/* Undoes the escape at s (behind the backslash); gives how many bytes of s it took. */
static size_t unescape(struct slice s, char **to)
{
    static const char names[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    if (s.at[0] != 'u') {
        const char *name = strchr(names, s.at[0]);
        *(*to)++ = name ? meanings[name - names] : s.at[0];
        return 1;
    }
    uint32_t unit = hex4(s.at + 1), low = 0;
    if (unit >= 0xD800 && unit <= 0xDBFF && s.n >= 11 && s.at[5] == '\\' && s.at[6] == 'u')
        low = hex4(s.at + 7);
    if (low < 0xDC00 || low > 0xDFFF) {
        *to += utf8_put(*to, unit);
        return 5;
    }
    *to += utf8_put(*to, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
    return 11;
}

bool jsonpull_text(const struct jsonpull *j, struct arena *arena, struct slice *text, bool *mended)
{
    *text = j->raw;
    if (j->non_ascii) {
        if (!utf8_sound(j->raw, arena, text))
            return false;
        *mended |= text->at != j->raw.at;
    }
    if (!j->escaped)
        return true;
    /* No escape is shorter than what it stands for. */
    char *start = arena_take_text(arena, text->n), *to = start;
    if (!start)
        return false;
    for (size_t i = 0; i < text->n;) {
        if (text->at[i] == '\\')
            i += 1 + unescape(slice_from(*text, i + 1), &to);
        else
            *to++ = text->at[i++];
    }
    arena_give_back(arena, to);
    *text = slice_between(start, to);
    return true;
}

bool jsonpull_is_blank(const struct jsonpull *j)
{
    for (size_t i = 0; i < j->raw.n;) {
        char c[] = {j->raw.at[i++], 0, 0, 0}, *to = c;
        if (j->escaped && c[0] == '\\')
            i += unescape(slice_from(j->raw, i), &to);
        if (!ascii_is_space(c[0]))
            return false;
    }
    return true;
}

/* The length of the escape or character that `raw` begins with, or of an ill-formed byte. */
static size_t length_of_first(struct slice raw, bool escaped)
{
    if (escaped && raw.at[0] == '\\')
        return raw.at[1] == 'u' ? 6 : 2;
    size_t n = utf8_sequence(raw);
    return n > 0 ? n : 1;
}

bool jsonpull_shorten(struct jsonpull *j, size_t most)
{
    size_t n = 0;
    if (j->raw.n <= most)
        return false;
    for (size_t step; (step = length_of_first(slice_from(j->raw, n), j->escaped)) <= most - n;)
        n += step;
    j->raw.n = n;
    return true;
}
