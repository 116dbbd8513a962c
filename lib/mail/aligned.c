#include "lib/mail/aligned.h"

/* The same, or `domain` ends with ".parent", and `parent` has a dot itself. */
static bool is_above(struct slice parent, struct slice domain)
{
    if (parent.n == 0 || !memchr(parent.at, '.', parent.n))
        return false;
    if (slice_equal_nocase(parent, domain))
        return true;
    return domain.n > parent.n && domain.at[domain.n - parent.n - 1] == '.' &&
           slice_ends_nocase(domain, parent);
}

bool domains_aligned(struct slice a, struct slice b)
{
    return is_above(a, b) || is_above(b, a);
}
