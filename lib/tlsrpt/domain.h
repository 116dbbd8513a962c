/*
 * domain: names of domains and hosts in their normal form (SPEC 4), so that one domain is one row
 * whatever its spelling.
 */
#ifndef TLSRPT_DOMAIN_H
#define TLSRPT_DOMAIN_H

#include "lib/base/arena.h"

/*
 * The normal form: lower case, as A-labels (RFC 5891; mapped as UTS #46 says, non-transitional),
 * without blanks, NUL and dots at the end, copied. What cannot be an A-label stays as it is but for
 * ASCII letters. Longer than 255 bytes: empty. *not_ascii, where it is asked for, is set when the
 * raw name has bytes of other scripts, else left alone. False: out of memory.
 */
bool domain_normalise(struct slice raw, struct arena *arena, struct slice *domain, bool *not_ascii);

/* Whether a byte is of a label in that form: a letter, a digit, '-' or '_'. */
extern const bool domain_letters[256];

/* Is a normal form a name of the DNS with at least two labels: of letters, digits, '-' and '_'? */
bool domain_is_name(struct slice domain);

#endif
