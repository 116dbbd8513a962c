#include "lib/mail/aligned.h"

bool domain_is_below(struct slice domain, struct slice parent)
{
    return domain.n > parent.n && domain.at[domain.n - parent.n - 1] == '.' &&
           slice_ends_nocase(domain, parent);
}

static bool is_above(struct slice parent, struct slice domain)
{
    return slice_has(parent, '.') &&
           (slice_equal_nocase(parent, domain) || domain_is_below(domain, parent));
}

bool domains_aligned(struct slice a, struct slice b)
{
    return is_above(a, b) || is_above(b, a);
}
