#include "lib/mail/sender.h"

static bool is_domain_character(char c) /* RFC 6532, 3.2: U-labels, too */
{
    return ascii_is_alnum(c) || c == '.' || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

/* Leaves the domain of what stands between angle brackets. False: it has none. */
static bool leave_domain(struct slice *address)
{
    return slice_behind_last(address, '@') && address->n > 0 &&
           slice_run(*address, is_domain_character) == address->n;
}

struct slice sender_domain(struct slice value)
{
    struct slice last = {0}, rest = value;
    while (rest.n > 0) {
        slice_until(&rest, '<');
        struct slice inside = rest;
        size_t n = 0;
        while (n < inside.n && inside.at[n] != '<' && inside.at[n] != '>')
            n++;
        struct slice domain = slice_first(inside, n);
        if (n < inside.n && inside.at[n] == '>' && leave_domain(&domain))
            last = domain;
        rest = slice_from(rest, n);
    }
    for (rest = value; last.n == 0 && rest.n > 0;) {
        slice_until(&rest, '@');
        last = slice_first(rest, slice_run(rest, is_domain_character));
    }
    return last;
}
