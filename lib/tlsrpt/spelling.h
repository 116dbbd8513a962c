/*
 * spelling: keys that drafts of RFC 8460 and senders have for those of its section 4.4, one row for
 * each; and words that are the same but for how they are joined.
 */
#ifndef TLSRPT_SPELLING_H
#define TLSRPT_SPELLING_H

#include "lib/base/slice.h"

struct spelling {
    struct slice key; /* as it is found */
    struct slice rfc; /* the key of RFC 8460 that means the same */
};

extern const struct spelling spellings[];
extern const size_t spellings_n;

struct slice spelling_of(struct slice key); /* RFC 8460's; empty: none is known */

/* Are two words the same but for letter case, an s at the end, and whatever is neither a letter nor
 * a digit: failure-details, Failure_Detail, "failureDetails:"? */
bool spelling_is_alike(struct slice a, struct slice b);

/* Keys of RFC 8460, in whichever object they stand; empty: there is none. */
struct spelling_found {
    struct slice own;   /* that a key is alike to */
    struct slice meant; /* by a row of `spellings` that it is alike to */
};

/* A report may have any number of keys that are neither: those cost little. */
void spelling_find(struct slice key, struct spelling_found *found);

#endif
