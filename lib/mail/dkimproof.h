/*
 * dkimproof: is a signature one by this key over this digest (RFC 6376, 3.3; RFC 8463, 3)?
 *
 * For one thread: libcrypto's contexts are kept for each key, which costs a kilobyte each and saves
 * a fifth of the time. Keys are shared.
 */
#ifndef MAIL_DKIMPROOF_H
#define MAIL_DKIMPROOF_H

#include "lib/mail/dkimkeys.h"
#include "lib/mail/dkimsignature.h"

struct dkimproof {
    const struct dkimkeys *keys; /* borrowed */
    EVP_MD_CTX *ed25519;
    EVP_PKEY_CTX **contexts; /* two for each key, by its number: SHA-256 and SHA-1 */
    size_t contexts_n;
};

bool dkimproof_init(struct dkimproof *p, const struct dkimkeys *keys); /* false: out of memory */
void dkimproof_free(struct dkimproof *p);

/* Sets *sound to the answer. The key has to be of the signature's kind, and sound itself. False:
 * out of memory. */
bool dkimproof_check(struct dkimproof *p, const struct dkimkey *key, const struct dkimsignature *s,
                     struct slice digest, bool *sound);

#endif
