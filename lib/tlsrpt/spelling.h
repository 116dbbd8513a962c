/*
 * spelling: what drafts of RFC 8460 and senders write for the keys of its section 4.4, one row
 * each; and whether two words differ only in how they are written.
 */
#ifndef TLSRPT_SPELLING_H
#define TLSRPT_SPELLING_H

#include "lib/base/slice.h"

struct spelling {
    struct slice key; /* as it is sent */
    struct slice rfc; /* the key of RFC 8460 that means the same */
};

extern const struct spelling spellings[];
extern const size_t spellings_n;

struct slice spelling_of(struct slice key); /* by its row; empty: it has none */

/* Are two words the same but for letter case, an s at the end, and whatever is neither a letter nor
 * a digit: failure-details, Failure_Detail, "failureDetails:"? */
bool spelling_is_alike(struct slice a, struct slice b);

/* Keys of RFC 8460, of whichever object; empty: there is none. */
struct spelling_found {
    struct slice own;   /* which the key is alike to */
    struct slice meant; /* that of a row of `spellings` which the key is alike to */
};

/* Finds both. It is quick, since a report may have any number of keys that are neither. */
void spelling_find(struct slice key, struct spelling_found *found);

#endif
