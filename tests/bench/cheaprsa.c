#include "tests/bench/cheaprsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "lib/base/hash.h"

enum { EXPONENT = 65537, MOST_PRIMES = CHEAPRSA_MOST_BITS / 64, TESTS = 12 };

__extension__ typedef unsigned __int128 wide;

/* Chinese remainders: the sum of each prime's signature times its `share` is the whole one's. */
struct part {
    uint64_t prime, exponent;
    BIGNUM *share;
};

struct cheaprsa {
    struct part parts[MOST_PRIMES];
    unsigned parts_n;
    BIGNUM *modulus;
    BN_CTX *context;
};

/* Montgomery's product: a b / 2^64 modulo m, without a division; `inverse` is m's modulo 2^64. */
static uint64_t product(uint64_t a, uint64_t b, uint64_t m, uint64_t inverse)
{
    wide whole = (wide)a * b;
    uint64_t quotient = (uint64_t)whole * inverse, high = (uint64_t)(whole >> 64),
             taken = (uint64_t)((wide)quotient * m >> 64);
    return high >= taken ? high - taken : high - taken + m;
}

/* Modulo m, which is odd. Newton's steps double the bits of the inverse: 3, 6, … 96. */
static uint64_t power(uint64_t base, uint64_t exponent, uint64_t m)
{
    uint64_t inverse = m, result = (uint64_t)(((wide)1 << 64) % m);
    for (int i = 0; i < 5; i++)
        inverse *= 2 - m * inverse;
    base = (uint64_t)(((wide)(base % m) << 64) % m);
    for (; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = product(result, base, m, inverse);
        base = product(base, base, m, inverse);
    }
    return product(result, 1, m, inverse);
}

/* Miller and Rabin's test; with these bases it does not err below 2^64. */
static bool is_prime(uint64_t n)
{
    static const uint64_t bases[TESTS] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    unsigned twos = (unsigned)__builtin_ctzll(n - 1);
    for (int i = 0; i < TESTS; i++) {
        uint64_t x = power(bases[i], (n - 1) >> twos, n);
        bool is_witness = x != 1;
        for (unsigned k = 0; is_witness && k < twos; k++) {
            is_witness = x != n - 1;
            x = (uint64_t)((wide)x * x % n);
        }
        if (is_witness)
            return false;
    }
    return true;
}

/* So near to 2^64 that 32 of them have all 2,048 bits. */
static uint64_t next_prime(uint64_t *seed)
{
    uint64_t n = 0;
    do
        n = hash_mix(++*seed) | UINT64_C(0xfc) << 56 | 1;
    while ((n - 1) % EXPONENT == 0 || !is_prime(n));
    return n;
}

/* The inverse of the public exponent: of k (p - 1) + 1 one of 65,537 can be divided by it. */
static uint64_t private_exponent(uint64_t prime)
{
    wide product = 1;
    while (product % EXPONENT != 0)
        product += prime - 1;
    return (uint64_t)(product / EXPONENT);
}

static bool make_share(struct cheaprsa *key, struct part *part)
{
    BIGNUM *others = part->share = BN_dup(key->modulus);
    if (!others || BN_div_word(others, part->prime) != 0)
        return false;
    uint64_t rest = BN_mod_word(others, part->prime);
    return BN_mul_word(others, power(rest, part->prime - 2, part->prime)) == 1;
}

static bool make(struct cheaprsa *key, uint64_t seed)
{
    key->context = BN_CTX_new();
    key->modulus = BN_new();
    bool ok = key->context && key->modulus && BN_one(key->modulus) == 1;
    for (unsigned i = 0; ok && i < key->parts_n; i++) {
        uint64_t prime = next_prime(&seed);
        key->parts[i] = (struct part){.prime = prime, .exponent = private_exponent(prime)};
        ok = BN_mul_word(key->modulus, prime) == 1;
    }
    for (unsigned i = 0; ok && i < key->parts_n; i++)
        ok = make_share(key, &key->parts[i]);
    return ok;
}

struct cheaprsa *cheaprsa_new(unsigned bits, uint64_t seed)
{
    struct cheaprsa *key = calloc(1, sizeof *key);
    if (!key)
        return NULL;
    key->parts_n = bits / 64;
    if (make(key, hash_mix(seed)))
        return key;
    cheaprsa_free(key);
    return NULL;
}

void cheaprsa_free(struct cheaprsa *key)
{
    for (unsigned i = 0; key && i < key->parts_n; i++)
        BN_free(key->parts[i].share);
    if (key) {
        BN_free(key->modulus);
        BN_CTX_free(key->context);
    }
    free(key);
}

static EVP_PKEY *public_key(const struct cheaprsa *key)
{
    EVP_PKEY *made = NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM *values = NULL;
    if (build && context && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, key->modulus) &&
        OSSL_PARAM_BLD_push_ulong(build, OSSL_PKEY_PARAM_RSA_E, EXPONENT) &&
        (values = OSSL_PARAM_BLD_to_param(build)) && EVP_PKEY_fromdata_init(context) == 1 &&
        EVP_PKEY_fromdata(context, &made, EVP_PKEY_PUBLIC_KEY, values) != 1)
        made = NULL;
    OSSL_PARAM_free(values);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_BLD_free(build);
    return made;
}

bool cheaprsa_public(const struct cheaprsa *key, struct buffer *der)
{
    unsigned char *bytes = NULL;
    EVP_PKEY *made = public_key(key);
    int n = made ? i2d_PUBKEY(made, &bytes) : -1;
    if (n > 0)
        buffer_append(der, (struct slice){(char *)bytes, (size_t)n});
    OPENSSL_free(bytes);
    EVP_PKEY_free(made);
    return n > 0 && !der->failed;
}

/* 00 01 FF … FF 00, what says SHA-256, and the digest (RFC 8017, section 9.2). */
static BIGNUM *encoded(const struct cheaprsa *key, const unsigned char *digest)
{
    static const unsigned char algorithm[] = {0,    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09,
                                              0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
                                              0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    unsigned char text[CHEAPRSA_MOST_BITS / 8] = {0, 1};
    size_t n = key->parts_n * sizeof(uint64_t), tail = n - CHEAPRSA_DIGEST - sizeof algorithm;
    memset(text + 2, 0xff, tail - 2);
    memcpy(text + tail, algorithm, sizeof algorithm);
    memcpy(text + tail + sizeof algorithm, digest, CHEAPRSA_DIGEST);
    return BN_bin2bn(text, (int)n, NULL);
}

bool cheaprsa_sign(const struct cheaprsa *key, const unsigned char digest[static CHEAPRSA_DIGEST],
                   struct buffer *signature)
{
    BIGNUM *text = encoded(key, digest), *sum = BN_new(), *term = BN_new();
    int n = (int)(key->parts_n * sizeof(uint64_t));
    bool ok = text && sum && term;
    for (unsigned i = 0; ok && i < key->parts_n; i++) {
        const struct part *p = &key->parts[i];
        uint64_t own = power(BN_mod_word(text, p->prime), p->exponent, p->prime);
        ok = BN_copy(term, p->share) && BN_mul_word(term, own) == 1 && BN_add(sum, sum, term) == 1;
    }
    char *to = buffer_reserve(signature, (size_t)n);
    ok = ok && to && BN_mod(sum, sum, key->modulus, key->context) == 1 &&
         BN_bn2binpad(sum, (unsigned char *)to, n) == n;
    if (ok)
        signature->n += (size_t)n;
    BN_free(text);
    BN_free(sum);
    BN_free(term);
    return ok;
}
