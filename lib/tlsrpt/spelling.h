/*
 * spelling: keys that drafts of RFC 8460 and senders have for those of its section 4.4, one row for
 * each, with where it was seen.
 */
#ifndef TLSRPT_SPELLING_H
#define TLSRPT_SPELLING_H

#include "lib/base/slice.h"

struct spelling {
    const char *key; /* as it is found */
    const char *rfc; /* the key of RFC 8460 that means the same */
    const char *source;
};

extern const struct spelling spellings[];
extern const size_t spellings_n;

struct slice spelling_of(struct slice key); /* RFC 8460's; empty: none is known */

#endif
