/*
 * dkimkeys: the DKIM key records that a user supplied, by name (RFC 6376, 3.6.2.1).
 *
 * Records are added as text, by one thread; nothing is looked up anywhere. A name's records are
 * read when they are first asked for, by any thread: of 100,000 records a run uses ten. All CNAMEs
 * are followed that a name has or once had. A name may have several records, since an archive has
 * old and new ones; the order in which they were added does not matter.
 *
 * libcrypto is used in a context of its own: it reads no configuration file, so that a system's
 * policy against old algorithms cannot change results, and opens no file after dkimkeys_new.
 */
#ifndef MAIL_DKIMKEYS_H
#define MAIL_DKIMKEYS_H

#include "lib/base/hash.h"
#include "lib/mail/dkimkey.h"

struct dkimkeys;

enum {
    /* Records of a name that are tried, and CNAMEs of it: the first ones by their text. */
    DKIMKEYS_MOST = 8,
    DNS_MOST_ALIASES = 8 /* CNAMEs in a row that are followed, of whatever names */
};

struct dkimkey_set {
    struct dkimkey keys[DKIMKEYS_MOST];
    size_t n;       /* 0: no record */
    bool was_asked; /* somebody asked for the name, or an alias has it */
    bool any_revoked;
};

struct dkimkeys *dkimkeys_new(void); /* NULL: out of memory */

/* The same in a context that outlives it, for fuzzing: to make one takes 25 ms. */
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

/* Does another name's alias lead to this one? */
bool dkimkeys_has_alias_to(const struct dkimkeys *k, struct slice name);

size_t dkimkeys_records(const struct dkimkeys *k); /* how many were added */

/* The records of a name (in lower case). They live as long as `k`. False: out of memory. Several
 * threads may ask at once. */
bool dkimkeys_find(struct dkimkeys *k, struct slice name, const struct dkimkey_set **set);

OSSL_LIB_CTX *dkimkeys_crypto(const struct dkimkeys *k);
const EVP_MD *dkimkeys_md(const struct dkimkeys *k, bool sha1); /* sha1: SHA-1, else SHA-256 */
const struct hash_key *dkimkeys_hash_key(const struct dkimkeys *k);

#endif
