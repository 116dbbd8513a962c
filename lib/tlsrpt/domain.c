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

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

/* May the byte be in a name in normal form? A name of such bytes alone, as most names are, is in
 * normal form already. */
static bool is_plain(char c)
{
    return is_ascii(c) && c > ' ' && !(c >= 'A' && c <= 'Z');
}

/* Copies in lower case, without blanks and NULs, which no name has. */
static bool copy_plain(struct slice from, struct arena *arena, struct slice *copy)
{
    char *start = arena_take_text(arena, from.n), *to = start;
    if (!start)
        return false;
    for (size_t i = 0; i < from.n; i++)
        if (from.at[i] != '\0' && !ascii_is_space(from.at[i]))
            *to++ = ascii_lower(from.at[i]);
    arena_give_back(arena, to);
    *copy = slice_between(start, to);
    return true;
}

/* Turns U-labels into A-labels if the name has any; *name is without NUL. */
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
    if (slice_run(raw, is_plain) == raw.n)
        return arena_copy(arena, raw, domain);
    if (!copy_plain(raw, arena, domain))
        return false;
    if (slice_run(*domain, is_ascii) == domain->n)
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
    /* Then it is of an address (RFC 3696, 2). */
    bool is_number = slice_run(last, ascii_is_digit) == last.n;
    return dots > 0 && last.n <= MOST_LABEL && !is_number;
}
