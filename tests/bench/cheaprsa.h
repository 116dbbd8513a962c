/*
 * cheaprsa: RSA signatures that cost little to make, for mail that is made by the million.
 *
 * The modulus is the product of as many primes of 64 bits as it takes. What a verifier has to do
 * depends on the modulus' length and on the exponent (65,537), which are the usual ones; a signer
 * does it prime by prime, thirty times as quickly as with two. Such a key protects nothing.
 */
#ifndef BENCH_CHEAPRSA_H
#define BENCH_CHEAPRSA_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buffer.h"

enum { CHEAPRSA_MOST_BITS = 2048, CHEAPRSA_DIGEST = 32 };

struct cheaprsa;

/* `bits` is a multiple of 64; the same seed gives the same key. NULL: out of memory. */
struct cheaprsa *cheaprsa_new(unsigned bits, uint64_t seed);
void cheaprsa_free(struct cheaprsa *key);

/* Appends the SubjectPublicKeyInfo (RFC 5280, section 4.1) in DER. */
bool cheaprsa_public(const struct cheaprsa *key, struct buffer *der);

/* Appends the signature of a SHA-256 digest, RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2). */
bool cheaprsa_sign(const struct cheaprsa *key, const unsigned char digest[static CHEAPRSA_DIGEST],
                   struct buffer *signature);

#endif
