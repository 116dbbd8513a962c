#include "lib/mail/charset.h"

static bool is_latin1(struct slice charset)
{
    static const struct slice names[] = {SLICE("iso-8859-1"), SLICE("iso-8859-15"), SLICE("latin1"),
                                         SLICE("windows-1252"), SLICE("cp1252")};
    return slice_any(charset, slice_equal_nocase, names, COUNT_OF(names));
}

bool charset_to_utf8(struct slice charset, struct slice text, struct arena *arena,
                     struct slice *utf8)
{
    *utf8 = text;
    if (!is_latin1(charset))
        return true;
    char *start = arena_take_text(arena, 2 * text.n), *to = start;
    if (!start)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x80)
            *to++ = (char)(0xC0 | c >> 6);
        *to++ = (char)(c < 0x80 ? c : 0x80 | (c & 0x3F));
    }
    arena_give_back(arena, to);
    *utf8 = slice_between(start, to);
    return true;
}
