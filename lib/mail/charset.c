#include "lib/mail/charset.h"

static bool is_latin1(struct slice charset)
{
    static const char *const names[] = {"iso-8859-1", "iso-8859-15", "latin1", "windows-1252",
                                        "cp1252"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (slice_equal_nocase(charset, slice_of(names[i])))
            return true;
    return false;
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
