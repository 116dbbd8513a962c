/*
 * policycache: policy objects that were read before, known again by their bytes.
 *
 * A sender says the same of a domain's policy for months (RFC 8460, 4.4: policy-type,
 * policy-string, policy-domain, mx-host); only the counts beside it change from day to day. An
 * object with the same bytes holds the same, and need not be read again. The cache changes neither
 * what is read nor how much memory a report is charged with. Not shared between threads; bounded,
 * whatever is mailed.
 */
#ifndef TLSRPT_POLICYCACHE_H
#define TLSRPT_POLICYCACHE_H

#include "lib/base/arena.h"
#include "lib/base/hash.h"
#include "lib/base/texts.h"

/* What a policy object holds, written as RFC 8460 has it. */
struct policy_texts {
    struct slice type, domain;
    struct texts strings, mx_patterns;
};

struct policycache;

struct policycache *policycache_new(const struct hash_key *key); /* borrows it; NULL: no memory */
void policycache_free(struct policycache *cache);

/*
 * Does `text`, which starts behind the opening brace, begin with an object that is known? Gives how
 * many bytes the object has, its closing brace included; what it holds is copied into the arena, of
 * which it takes as much as reading it did. 0: it has to be read.
 */
size_t policycache_find(const struct policycache *cache, struct slice text, struct arena *arena,
                        struct policy_texts *policy);

/*
 * Offers an object that was read: its bytes, as above, what it holds, and how many bytes of an
 * arena that took. It is kept from the second time it is met until another one takes its place; one
 * that is unusually long, or has a brace inside, never is.
 */
void policycache_keep(struct policycache *cache, struct slice object,
                      const struct policy_texts *policy, size_t taken);

#endif
