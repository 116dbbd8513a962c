/*
 * dkimkey: one DKIM key record (RFC 6376, 3.6.1; RFC 8463), from its text to a key that libcrypto
 * can verify with.
 *
 * Whoever runs a zone chooses what stands in it, so keys that would cost minutes are refused:
 * moduli over 8192 bits, exponents over 64.
 */
#ifndef MAIL_DKIMKEY_H
#define MAIL_DKIMKEY_H

#include <openssl/evp.h>

#include "lib/base/arena.h"
#include "lib/mail/dkimverdict.h"

struct dkimkey {
    enum dkim_reason wrong; /* DKIM_SOUND, DKIM_KEY_REVOKED, DKIM_KEY_SYNTAX, DKIM_KEY_LIMITS */
    enum dkim_service service;
    bool is_rsa, is_ed25519;         /* k=; neither: another kind */
    bool allows_sha1, allows_sha256; /* h= */
    bool is_testing, is_strict;      /* t=y, t=s */
    unsigned bits;
    /* Owned; NULL where something is wrong. It is only read, so threads can share it. */
    EVP_PKEY *pkey;
    /* Among all keys of the run, from 0 on: an index for what is kept for each key. */
    unsigned number;
};

/* Reads a record; what is wrong with it stands in the key. `scratch` holds nothing that is needed
 * afterwards. False: out of memory. */
bool dkimkey_read(struct dkimkey *key, struct slice text, OSSL_LIB_CTX *crypto,
                  struct arena *scratch);
void dkimkey_free(struct dkimkey *key);

#endif
