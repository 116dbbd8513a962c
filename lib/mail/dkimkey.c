#include "lib/mail/dkimkey.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "lib/mail/taglist.h"

enum { ED25519_BYTES = 32, LEAST_MODULUS = 256, MOST_MODULUS = 8192, MOST_EXPONENT = 64 };
enum { DER_INTEGER = 0x02, DER_BIT_STRING = 0x03, DER_SEQUENCE = 0x30 };

struct rsa_public {
    struct slice modulus, exponent; /* big-endian, without zeros in front */
};

/* Takes the next DER element off *rest (X.690, 8.1). False: it is cut short. */
static bool der_next(struct slice *rest, unsigned char *tag, struct slice *content)
{
    if (rest->n < 2)
        return false;
    *tag = (unsigned char)rest->at[0];
    size_t length = (unsigned char)rest->at[1], more = length & 0x80 ? length & 0x7F : 0;
    *rest = slice_from(*rest, 2);
    if (length & 0x80)
        length = 0;
    for (; more > 0; more--) {
        if (rest->n == 0 || length > SIZE_MAX >> 8)
            return false;
        length = length << 8 | (unsigned char)rest->at[0];
        *rest = slice_from(*rest, 1);
    }
    if (length > rest->n)
        return false;
    *content = slice_first(*rest, length);
    *rest = slice_from(*rest, length);
    return true;
}

static bool der_take(struct slice *rest, unsigned char wanted, struct slice *content)
{
    unsigned char tag;
    return der_next(rest, &tag, content) && tag == wanted;
}

static struct slice without_zeros(struct slice number)
{
    while (number.n > 0 && number.at[0] == '\0')
        number = slice_from(number, 1);
    return number;
}

static size_t bits_of(struct slice number)
{
    size_t bits = number.n * 8;
    for (unsigned char first = number.n > 0 ? (unsigned char)number.at[0] : 0x80; first < 0x80;
         first = (unsigned char)(first << 1))
        bits--;
    return bits;
}

static bool is_odd(struct slice number)
{
    return number.n > 0 && number.at[number.n - 1] & 1;
}

/* RSAPublicKey (RFC 8017, A.1.1), as the RFC says, or the SubjectPublicKeyInfo around it (RFC
 * 5280), as everybody publishes. */
static bool read_rsa(struct slice der, struct rsa_public *rsa)
{
    static const unsigned char rsa_encryption[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                                   0xf7, 0x0d, 0x01, 0x01, 0x01};
    const struct slice algorithm = {.at = (const char *)rsa_encryption, .n = sizeof rsa_encryption};
    struct slice whole, content, rest;
    unsigned char tag;
    if (!der_take(&der, DER_SEQUENCE, &whole))
        return false;
    rest = whole;
    if (!der_next(&rest, &tag, &content))
        return false;
    if (tag == DER_SEQUENCE) {
        struct slice bits;
        if (!slice_starts(content, algorithm) || !der_take(&rest, DER_BIT_STRING, &bits) ||
            bits.n == 0 || bits.at[0] != '\0')
            return false;
        bits = slice_from(bits, 1);
        if (!der_take(&bits, DER_SEQUENCE, &whole))
            return false;
    }
    if (!der_take(&whole, DER_INTEGER, &rsa->modulus) ||
        !der_take(&whole, DER_INTEGER, &rsa->exponent))
        return false;
    rsa->modulus = without_zeros(rsa->modulus);
    rsa->exponent = without_zeros(rsa->exponent);
    bool is_small = rsa->exponent.n == 1 && (unsigned char)rsa->exponent.at[0] < 3;
    return bits_of(rsa->modulus) >= LEAST_MODULUS && is_odd(rsa->modulus) &&
           is_odd(rsa->exponent) && !is_small;
}

static EVP_PKEY *import_rsa(OSSL_LIB_CTX *crypto, BIGNUM *n, BIGNUM *e)
{
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(crypto, "RSA", NULL);
    OSSL_PARAM *params = NULL;
    if (build && context && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
        params = OSSL_PARAM_BLD_to_param(build);
    if (!params || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(context);
    return pkey;
}

static BIGNUM *number_of(struct slice bytes)
{
    return BN_bin2bn((const unsigned char *)bytes.at, (int)bytes.n, NULL);
}

/* False: out of memory. */
static bool make_rsa(struct dkimkey *key, struct slice der, OSSL_LIB_CTX *crypto)
{
    struct rsa_public rsa;
    if (!read_rsa(der, &rsa)) {
        key->wrong = DKIM_KEY_SYNTAX;
        return true;
    }
    if (bits_of(rsa.modulus) > MOST_MODULUS || bits_of(rsa.exponent) > MOST_EXPONENT) {
        key->wrong = DKIM_KEY_LIMITS;
        return true;
    }
    key->bits = (unsigned)bits_of(rsa.modulus);
    BIGNUM *n = number_of(rsa.modulus), *e = number_of(rsa.exponent);
    key->pkey = n && e ? import_rsa(crypto, n, e) : NULL;
    BN_free(n);
    BN_free(e);
    return key->pkey != NULL;
}

/* RFC 8463, 4: the 32 bytes, and nothing around them. False: out of memory. */
static bool make_ed25519(struct dkimkey *key, struct slice bytes, OSSL_LIB_CTX *crypto)
{
    if (bytes.n != ED25519_BYTES) {
        key->wrong = DKIM_KEY_SYNTAX;
        return true;
    }
    key->bits = 8 * ED25519_BYTES;
    key->pkey = EVP_PKEY_new_raw_public_key_ex(crypto, "ED25519", NULL,
                                               (const unsigned char *)bytes.at, bytes.n);
    return key->pkey != NULL;
}

static struct slice value_of(const struct taglist *tags, struct slice name, struct slice otherwise)
{
    const struct tag *tag = taglist_find(tags, name);
    return tag ? tag->value : otherwise;
}

static void read_facts(struct dkimkey *key, const struct taglist *tags)
{
    const struct tag *hashes = taglist_find(tags, SLICE("h"));
    struct slice services = value_of(tags, SLICE("s"), SLICE("*")),
                 flags = value_of(tags, SLICE("t"), SLICE("")),
                 kind = value_of(tags, SLICE("k"), SLICE("rsa"));
    key->is_rsa = slice_equal_nocase(kind, SLICE("rsa"));
    key->is_ed25519 = slice_equal_nocase(kind, SLICE("ed25519"));
    key->allows_sha1 = !hashes || taglist_has_item(hashes->value, SLICE("sha1"));
    key->allows_sha256 = !hashes || taglist_has_item(hashes->value, SLICE("sha256"));
    key->is_testing = taglist_has_item(flags, SLICE("y"));
    key->is_strict = taglist_has_item(flags, SLICE("s"));
    key->service = taglist_has_item(services, SLICE("tlsrpt"))  ? DKIM_SERVICE_TLSRPT
                   : taglist_has_item(services, SLICE("*"))     ? DKIM_SERVICE_ANY
                   : taglist_has_item(services, SLICE("email")) ? DKIM_SERVICE_EMAIL
                                                                : DKIM_SERVICE_OTHER;
}

/* v= is first and exactly DKIM1, or absent; p= is there. */
static bool has_form(const struct taglist *tags)
{
    const struct tag *version = taglist_find(tags, SLICE("v"));
    if (version &&
        (!slice_equal(tags->first, SLICE("v")) || !slice_equal(version->value, SLICE("DKIM1"))))
        return false;
    return taglist_find(tags, SLICE("p")) != NULL;
}

bool dkimkey_read(struct dkimkey *key, struct slice text, OSSL_LIB_CTX *crypto,
                  struct arena *scratch)
{
    struct taglist tags;
    struct slice bytes;
    bool sound;
    *key = (struct dkimkey){.wrong = DKIM_KEY_SYNTAX};
    enum taglist_verdict verdict = taglist_read(text, scratch, &tags);
    if (verdict == TAGLIST_NO_MEMORY)
        return false;
    if (verdict != TAGLIST_SOUND || !has_form(&tags))
        return true;
    if (!taglist_base64(taglist_find(&tags, SLICE("p"))->value, scratch, &bytes, &sound))
        return false;
    if (!sound)
        return true;

    read_facts(key, &tags);
    key->wrong = bytes.n == 0 ? DKIM_KEY_REVOKED : DKIM_SOUND;
    if (bytes.n == 0)
        return true;
    return key->is_ed25519 ? make_ed25519(key, bytes, crypto)
           : key->is_rsa   ? make_rsa(key, bytes, crypto)
                           : true;
}

void dkimkey_free(struct dkimkey *key)
{
    EVP_PKEY_free(key->pkey);
}
