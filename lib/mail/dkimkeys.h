/*
 * dkimkeys: the DKIM key records that a user supplied, by name (RFC 6376, 3.6.2.1).
 *
 * Records are added as text, by one thread; nothing is looked up anywhere. A name's records are
 * read when they are asked for first, by any thread: of 100,000 records a run uses ten. CNAMEs are
 * followed, all that a name has or had. A name may have several records (an archive has old and new
 * ones); the order in which they were added does not matter.
 *
 * libcrypto is used in a context of its own: no configuration file is read, so that a system's
 * policy against old algorithms cannot change results, and no file is opened after dkimkeys_new.
 */
#ifndef MAIL_DKIMKEYS_H
#define MAIL_DKIMKEYS_H

#include "lib/base/hash.h"
#include "lib/mail/dkimkey.h"

struct dkimkeys;

enum {
    DKIMKEYS_MOST = 8,   /* records of a name that are tried, and CNAMEs, the first by their text */
    DNS_MOST_ALIASES = 8 /* CNAMEs in a row that are followed, of any name */
};

struct dkimkey_set {
    struct dkimkey keys[DKIMKEYS_MOST];
    size_t n;       /* 0: no record */
    bool was_asked; /* the name was asked for, or stands in an alias */
    bool any_revoked;
};

struct dkimkeys *dkimkeys_new(void); /* NULL: out of memory */

/* Likewise, in a context that outlives it: making one takes 25 ms. */
struct dkimkeys *dkimkeys_new_in(OSSL_LIB_CTX *crypto);

void dkimkeys_free(struct dkimkeys *k);

/* The name of a signature's key record, SELECTOR._domainkey.DOMAIN, in the arena (RFC 6376,
 * 3.6.2.1). False: out of memory. */
bool dkimkeys_name(struct slice selector, struct slice domain, struct arena *arena,
                   struct slice *name);

/* Names are in lower case, without the dot at the end. False: out of memory. */
bool dkimkeys_add(struct dkimkeys *k, struct slice owner, struct slice text);
bool dkimkeys_add_alias(struct dkimkeys *k, struct slice owner, struct slice target);
bool dkimkeys_add_asked(struct dkimkeys *k, struct slice owner);

/* Does the alias of another name lead to this one? */
bool dkimkeys_has_alias_to(const struct dkimkeys *k, struct slice name);

size_t dkimkeys_records(const struct dkimkeys *k); /* how many were added */

/* The records of a name (lower case), read. They live as long as `k`. False: out of memory. Several
 * threads may ask at once. */
bool dkimkeys_find(struct dkimkeys *k, struct slice name, const struct dkimkey_set **set);

OSSL_LIB_CTX *dkimkeys_crypto(const struct dkimkeys *k);
const EVP_MD *dkimkeys_md(const struct dkimkeys *k, bool sha1); /* else SHA-256 */
const struct hash_key *dkimkeys_hash_key(const struct dkimkeys *k);

#endif
