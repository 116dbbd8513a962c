/*
 * aligned: whether one domain name stands above another. No list of public suffixes is consulted: a
 * name has to have a dot to stand above others, and siblings are not aligned.
 */
#ifndef MAIL_ALIGNED_H
#define MAIL_ALIGNED_H

#include "lib/base/slice.h"

/* Does the domain end with ".parent"? Case does not matter. */
bool domain_is_below(struct slice domain, struct slice parent);

/* Are they the same, or does one stand above the other, and have a dot? Case does not matter. */
bool domains_aligned(struct slice a, struct slice b);

#endif
