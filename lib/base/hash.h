/*
 * hash: keyed hashing (XXH3 with a secret drawn once a run), so that nobody who mails reports can
 * aim a collision.
 *
 * Hashes differ from run to run: nothing that is written may depend on them.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "lib/base/slice.h"

enum { HASH_SECRET_BYTES = 192 };

struct hash_key {
    unsigned char secret[HASH_SECRET_BYTES];
};

struct hash128 {
    uint64_t low, high;
};

/* Draws a key from the kernel's random source. False: it gave none, and nothing can be hashed. */
bool hash_key_draw(struct hash_key *key);
uint64_t hash64(const struct hash_key *key, struct slice s);
struct hash128 hash128(const struct hash_key *key, struct slice s);

/* Spreads a small number over 64 bits (the finaliser of splitmix64). */
static inline uint64_t hash_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* hash64 of one number. The finaliser alone can be inverted, and so slots aimed at; between two
 * secret numbers nobody knows what goes into it. */
static inline uint64_t hash64_number(const struct hash_key *key, uint64_t n)
{
    uint64_t secret[2];
    memcpy(secret, key->secret, sizeof secret);
    return hash_mix(hash_mix(n ^ secret[0]) ^ secret[1]);
}

#endif
