/*
 * domain: the normal form of names of domains and hosts (SPEC 4), so that one domain is one row
 * however it is written.
 */
#ifndef TLSRPT_DOMAIN_H
#define TLSRPT_DOMAIN_H

#include "lib/base/arena.h"

/*
 * Copies the name in its normal form: lower case, as A-labels (RFC 5891; mapped as UTS #46 says,
 * non-transitional), without blanks, NULs and dots at the end. What cannot be an A-label keeps its
 * bytes, but for the case of ASCII letters. Empty: the name is longer than 255 bytes. *not_ascii,
 * unless NULL, is set if the raw name has bytes of other scripts, else left alone. False: out of
 * memory.
 */
bool domain_normalise(struct slice raw, struct arena *arena, struct slice *domain, bool *not_ascii);

/* May a label in normal form hold this byte: a letter, a digit, '-' or '_'? */
extern const bool domain_letters[256];

/* Is this name, in normal form, one of the DNS, of at least two labels of letters, digits, '-' and
 * '_'? */
bool domain_is_name(struct slice domain);

#endif
