/*
 * aligned: how two domain names stand to each other. There is no list of public suffixes here: a
 * name needs a dot to be above another one, and siblings are not aligned.
 */
#ifndef MAIL_ALIGNED_H
#define MAIL_ALIGNED_H

#include "lib/base/slice.h"

/* Does the domain end with ".parent"? Case does not matter. */
bool domain_is_below(struct slice domain, struct slice parent);

/* Are they the same, or is one of them above the other, and has a dot? Case does not matter. */
bool domains_aligned(struct slice a, struct slice b);

#endif
