#include "lib/base/filename.h"

#include <locale.h>
#include <stdio.h>
#include <wctype.h>

#include "lib/base/sha256.h"
#include "lib/base/utf8.h"

enum { MARK = 9 }; /* '-' and eight digits */

static bool is_forbidden(char c)
{
    return (unsigned char)c < ' ' || c == 0x7F || strchr("/\\:*?\"<>|", c);
}

/* Marks that combine with the letter before them: some file systems take both for one letter. */
static bool combines(uint32_t cp)
{
    return (cp >= 0x300 && cp <= 0x36F) || (cp >= 0x200B && cp <= 0x200F) || cp == 0xFEFF;
}

/* Copies what may stand in a name and puts '_' for the rest. Gives the length, and whether the copy
 * differs. */
static size_t copy_allowed(struct slice text, char *to, bool *changed)
{
    size_t n = 0;
    while (text.n > 0) {
        size_t length = utf8_sequence(text);
        bool bad = length == 0 || utf8_control(text) > 0 || is_forbidden(text.at[0]) ||
                   combines(utf8_code_point(text, length));
        length = length == 0 ? 1 : length;
        if (n + length > FILENAME_MOST) {
            *changed = true;
            break;
        }
        *changed |= bad;
        if (bad)
            to[n++] = '_';
        else {
            memcpy(to + n, text.at, length);
            n += length;
        }
        text = slice_from(text, length);
    }
    return n;
}

static bool ends_badly(char c)
{
    return c == '.' || c == ' ';
}

static bool begins_badly(char c)
{
    return ends_badly(c) || c == '-'; /* to `tar cf x.tar *` it would be an option */
}

bool filename_is_reserved(struct slice name)
{
    static const char *const names[] = {"con",         "prn",         "aux",         "nul",
                                        "conin$",      "conout$",     "com\xC2\xB9", "com\xC2\xB2",
                                        "com\xC2\xB3", "lpt\xC2\xB9", "lpt\xC2\xB2", "lpt\xC2\xB3"};
    struct slice rest = name, base = slice_trim(slice_until(&rest, '.'));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (slice_equal_nocase(base, slice_of(names[i])))
            return true;
    bool is_port = slice_starts_nocase(base, SLICE("com")) ||
                   slice_starts_nocase(base, SLICE("lpt"));
    return is_port && base.n == 4 && ascii_is_digit(base.at[3]);
}

static bool mark(struct slice text, char *to)
{
    char digest[SHA256_TEXT + 1];
    if (!sha256_once_text(text, digest))
        return false;
    snprintf(to, MARK + 1, "-%.8s", digest);
    return true;
}

static bool make(struct slice text, bool marked, char to[static FILENAME_ROOM])
{
    bool changed = false;
    to[0] = '_';
    size_t n = copy_allowed(text, to + 1, &changed);
    /* In front of a device's name, or of the mark alone, whose hyphen would begin it. */
    bool fronted = n == 0 || filename_is_reserved((struct slice){.at = to + 1, .n = n});
    if (!fronted)
        memmove(to, to + 1, n);
    n += fronted;
    for (size_t i = 0; i < n && begins_badly(to[i]); i++, changed = true)
        to[i] = '_';
    for (size_t i = n; i > 0 && ends_badly(to[i - 1]); i--, changed = true)
        to[i - 1] = '_';
    to[n] = '\0';
    return (!changed && !fronted && !marked) || mark(text, to + n);
}

bool filename_safe(struct slice text, char to[static FILENAME_ROOM])
{
    return make(text, false, to);
}

bool filename_safe_marked(struct slice text, char to[static FILENAME_ROOM])
{
    return make(text, true, to);
}

size_t filename_folded(struct slice name, char *to, size_t most)
{
    size_t n = 0;
    locale_t letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    while (name.n > 0) {
        char folded[4];
        size_t length = utf8_sequence(name), written = 1;
        folded[0] = ascii_lower(name.at[0]);
        if (length > 1) {
            wint_t cp = (wint_t)utf8_code_point(name, length);
            written = utf8_put(folded, letters
                                           ? (uint32_t)towlower_l(towupper_l(cp, letters), letters)
                                           : (uint32_t)cp);
        }
        if (n + written > most)
            break;
        memcpy(to + n, folded, written);
        n += written;
        name = slice_from(name, length > 0 ? length : 1);
    }
    if (letters)
        freelocale(letters);
    return n;
}
