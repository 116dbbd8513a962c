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

const bool domain_letters[256] = {
    ['a'] = true, ['b'] = true, ['c'] = true, ['d'] = true, ['e'] = true, ['f'] = true,
    ['g'] = true, ['h'] = true, ['i'] = true, ['j'] = true, ['k'] = true, ['l'] = true,
    ['m'] = true, ['n'] = true, ['o'] = true, ['p'] = true, ['q'] = true, ['r'] = true,
    ['s'] = true, ['t'] = true, ['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true,
    ['y'] = true, ['z'] = true, ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true,
    ['4'] = true, ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true,
    ['-'] = true, ['_'] = true};

/* RFC 3696, 2: then the name is an address. */
static bool is_number(struct slice label)
{
    size_t n = 0;
    while (n < label.n && ascii_is_digit(label.at[n]))
        n++;
    return n == label.n;
}

bool domain_is_name(struct slice domain)
{
    size_t dots = 0, label = 0; /* where the label begins */
    if (domain.n > BOUND_DOMAIN)
        return false;
    for (size_t i = 0; i < domain.n; i++) {
        if (domain_letters[(unsigned char)domain.at[i]])
            continue;
        if (domain.at[i] != '.' || i == label || i - label > MOST_LABEL)
            return false;
        dots++;
        label = i + 1;
    }
    struct slice last = slice_from(domain, label);
    return dots > 0 && last.n > 0 && last.n <= MOST_LABEL && !is_number(last);
}
