#include "lib/mail/dkimproof.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdlib.h>

bool dkimproof_init(struct dkimproof *p, const struct dkimkeys *keys)
{
    *p = (struct dkimproof){.keys = keys, .ed25519 = EVP_MD_CTX_new()};
    return p->ed25519 != NULL;
}

void dkimproof_free(struct dkimproof *p)
{
    for (size_t i = 0; i < p->contexts_n; i++)
        EVP_PKEY_CTX_free(p->contexts[i]);
    free(p->contexts);
    EVP_MD_CTX_free(p->ed25519);
}

static bool make_room(struct dkimproof *p, size_t at)
{
    if (at < p->contexts_n)
        return true;
    size_t n = 2 * (at + 1);
    EVP_PKEY_CTX **more = realloc(p->contexts, n * sizeof(EVP_PKEY_CTX *));
    if (!more)
        return false;
    for (size_t i = p->contexts_n; i < n; i++)
        more[i] = NULL;
    p->contexts = more;
    p->contexts_n = n;
    return true;
}

static bool prepare(const struct dkimproof *p, EVP_PKEY_CTX *context, bool sha1)
{
    return EVP_PKEY_verify_init(context) == 1 &&
           EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context, dkimkeys_md(p->keys, sha1)) == 1;
}

/* The context for a key, made once. NULL: out of memory. */
static EVP_PKEY_CTX *context_of(struct dkimproof *p, const struct dkimkey *key, bool sha1)
{
    size_t at = 2 * (size_t)key->number + sha1;
    if (!make_room(p, at))
        return NULL;
    if (p->contexts[at])
        return p->contexts[at];

    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(dkimkeys_crypto(p->keys), key->pkey, NULL);
    if (!context || !prepare(p, context, sha1)) {
        EVP_PKEY_CTX_free(context);
        return NULL;
    }
    return p->contexts[at] = context;
}

static bool check_rsa(struct dkimproof *p, const struct dkimkey *key, const struct dkimsignature *s,
                      struct slice digest, bool *sound)
{
    EVP_PKEY_CTX *context = context_of(p, key, s->sha1);
    if (!context)
        return false;
    *sound = EVP_PKEY_verify(context, (const unsigned char *)s->signature.at, s->signature.n,
                             (const unsigned char *)digest.at, digest.n) == 1;
    return true;
}

/* RFC 8463, 3: what is signed is the hash. */
static bool check_ed25519(struct dkimproof *p, const struct dkimkey *key,
                          const struct dkimsignature *s, struct slice digest, bool *sound)
{
    if (EVP_MD_CTX_reset(p->ed25519) != 1 ||
        EVP_DigestVerifyInit_ex(p->ed25519, NULL, NULL, dkimkeys_crypto(p->keys), NULL, key->pkey,
                                NULL) != 1)
        return false;
    *sound = EVP_DigestVerify(p->ed25519, (const unsigned char *)s->signature.at, s->signature.n,
                              (const unsigned char *)digest.at, digest.n) == 1;
    return true;
}

bool dkimproof_check(struct dkimproof *p, const struct dkimkey *key, const struct dkimsignature *s,
                     struct slice digest, bool *sound)
{
    *sound = false;
    bool ok = s->ed25519 ? check_ed25519(p, key, s, digest, sound)
                         : check_rsa(p, key, s, digest, sound);
    ERR_clear_error(); /* a wrong signature leaves an error: the next one must not find it */
    return ok;
}
