/*
 * spelling: keys that drafts of RFC 8460 and senders have for those of its section 4.4, one row for
 * each, with where it was seen; and words that are the same but for how they are joined.
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

struct slice spelling_of(struct slice key);    /* RFC 8460's; empty: none is known */
struct slice spelling_meant(struct slice key); /* likewise, by keys that are alike */

/* Are two words the same but for letter case, an s at the end, and whatever is neither a letter nor
 * a digit: failure-details, Failure_Detail, "failureDetails:"? */
bool spelling_is_alike(struct slice a, struct slice b);

/* Is a key alike to one of RFC 8460's, in whichever object that stands? */
bool spelling_is_of_rfc(struct slice key);

#endif
