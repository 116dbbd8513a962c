#include "lib/tlsrpt/domain.h"

#include <idn2.h>

#include "lib/tlsrpt/bounds.h"

enum { MOST_LABEL = 63 }; /* RFC 1035, 2.3.4 */

static struct slice without_last_dots(struct slice name)
{
    name = slice_trim(name);
    while (name.n > 0 && (name.at[name.n - 1] == '.' || name.at[name.n - 1] == '\0')) {
        name.n--;
        name = slice_trim(name);
    }
    return name;
}

static bool has_other_scripts(struct slice name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.at[i] >= 0x80)
            return true;
    return false;
}

/* The usual case: a copy is as good as the rest would make of it. */
static bool is_plain(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c <= ' ' || c >= 0x80 || (c >= 'A' && c <= 'Z'))
            return false;
    }
    return true;
}

/* A copy in lower case without blanks and NUL, which are in no name. */
static bool copy_plain(struct slice from, struct arena *arena, struct slice *copy)
{
    char *start = arena_take_text(arena, from.n), *to = start;
    if (!start)
        return false;
    for (size_t i = 0; i < from.n; i++)
        if (from.at[i] != '\0' && !ascii_is_space(from.at[i]))
            *to++ = ascii_lower(from.at[i]);
    arena_give_back(arena, to);
    *copy = (struct slice){.at = start, .n = (size_t)(to - start)};
    return true;
}

/* Turns a name with U-labels into A-labels where it is one; *name is without NUL. */
static bool to_ascii(struct slice *name, struct arena *arena)
{
    char text[BOUND_DOMAIN + 1], *ascii = NULL;
    memcpy(text, name->at, name->n);
    text[name->n] = '\0';
    int result = idn2_to_ascii_8z(text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    bool ok = result != IDN2_MALLOC;
    if (result == IDN2_OK && strlen(ascii) <= BOUND_DOMAIN)
        ok = copy_plain(without_last_dots(slice_of(ascii)), arena, name);
    idn2_free(ascii);
    return ok;
}

bool domain_normalise(struct slice raw, struct arena *arena, struct slice *domain, bool *not_ascii)
{
    *domain = (struct slice){0};
    raw = without_last_dots(raw);
    if (raw.n > BOUND_DOMAIN)
        return true;
    if (is_plain(raw))
        return arena_copy(arena, raw, domain);
    if (!copy_plain(raw, arena, domain))
        return false;
    if (!has_other_scripts(*domain))
        return true;
    if (not_ascii)
        *not_ascii = true;
    return to_ascii(domain, arena);
}

static bool is_of_label(char c)
{
    return (c >= 'a' && c <= 'z') || ascii_is_digit(c) || c == '-' || c == '_';
}

bool domain_is_name(struct slice domain)
{
    size_t dots = 0, label = 0, digits = 0; /* of the last label */
    if (domain.n > BOUND_DOMAIN)
        return false;
    for (size_t i = 0; i < domain.n; i++) {
        char c = domain.at[i];
        if (c == '.') {
            if (label == 0)
                return false;
            dots++;
            label = digits = 0;
            continue;
        }
        if (!is_of_label(c) || ++label > MOST_LABEL)
            return false;
        digits += ascii_is_digit(c);
    }
    bool is_address = digits == label; /* RFC 3696, 2 */
    return dots > 0 && label > 0 && !is_address;
}
