/* Tests of signatures that are none: made with the private key at hand, so that each is wrong in
 * one thing alone (RFC 8017, 8.2.2; RFC 8032, 5.1.7). */
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "lib/base/buffer.h"
#include "lib/mail/dkim.h"
#include "tests/unit/unit.h"

enum { BITS = 1024, MODULUS = BITS / 8, DIGEST = 32 };

/* PKCS #1 v1.5's prefixes of a SHA-256 and of a SHA-1 digest (RFC 8017, 9.2). */
static const struct slice of_sha256 = {
    .at = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", .n = 19};
static const struct slice of_sha512 = {
    .at = "\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40", .n = 19};
static const struct slice of_sha256_without_null = {
    .at = "\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20", .n = 17};

struct fixture {
    EVP_PKEY *key;
    struct dkimkeys *keys;
    struct dkim_worker *worker;
};

static void append_base64(struct buffer *to, const unsigned char *bytes, size_t n)
{
    char *text = malloc(4 * (n / 3 + 1) + 1);
    assert_non_null(text);
    EVP_EncodeBlock((unsigned char *)text, bytes, (int)n);
    buffer_append_text(to, text);
    free(text);
}

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct buffer record = {0};
    unsigned char *der = NULL;
    assert_non_null(f);
    assert_non_null(f->key = EVP_RSA_gen(BITS));
    int n = i2d_PUBKEY(f->key, &der);
    assert_true(n > 0);
    buffer_append_text(&record, "v=DKIM1; p=");
    append_base64(&record, der, (size_t)n);
    assert_non_null(f->keys = dkimkeys_new());
    assert_true(dkimkeys_add(f->keys, SLICE("x._domainkey.a.example"), buffer_slice(&record)));
    assert_non_null(f->worker = dkim_worker_new(f->keys, false));
    OPENSSL_free(der);
    buffer_free(&record);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;
    dkim_worker_free(f->worker);
    dkimkeys_free(f->keys);
    EVP_PKEY_free(f->key);
    free(f);
    return 0;
}

#define TAGS                                                                                       \
    "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=x; h=from; "                                \
    "bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b="
#define FROM "From: t@a.example\r\n"

static enum dkim_reason reason_of(struct fixture *f, const unsigned char *signature, size_t n)
{
    struct buffer mail = {0};
    struct dkim_verdict v;
    buffer_append_text(&mail, TAGS);
    append_base64(&mail, signature, n);
    buffer_append_text(&mail, "\r\n" FROM "\r\n");
    assert_false(mail.failed);
    struct dkim_mail m = {.message = buffer_slice(&mail), .received = WHEN_NEVER};
    assert_true(dkim_verify(f->worker, &m, &v));
    buffer_free(&mail);
    return v.reason;
}

/* The private key's power of a whole block. */
static void sign_block(struct fixture *f, const unsigned char block[static MODULUS],
                       unsigned char signature[static MODULUS])
{
    size_t n = MODULUS;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(f->key, NULL);
    assert_int_equal(EVP_PKEY_sign_init(c), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(c, RSA_NO_PADDING), 1);
    assert_int_equal(EVP_PKEY_sign(c, signature, &n, block, MODULUS), 1);
    EVP_PKEY_CTX_free(c);
}

/* 00 01 FF … FF 00, the prefix, the digest; so many zeros behind it, as Bleichenbacher's forgeries
 * of 2006 have them. */
static void pad(unsigned char block[static MODULUS], struct slice prefix, size_t behind)
{
    unsigned char digest[DIGEST];
    assert_int_equal(EVP_Digest(FROM TAGS, sizeof FROM TAGS - 1, digest, NULL, EVP_sha256(), NULL),
                     1);
    size_t tail = prefix.n + DIGEST + behind, fill = MODULUS - tail - 3;
    memset(block, 0, MODULUS);
    block[1] = 1;
    memset(block + 2, 0xFF, fill);
    memcpy(block + 3 + fill, prefix.at, prefix.n);
    memcpy(block + 3 + fill + prefix.n, digest, DIGEST);
}

static enum dkim_reason reason_of_block(struct fixture *f, const unsigned char *block)
{
    unsigned char signature[MODULUS];
    sign_block(f, block, signature);
    return reason_of(f, signature, MODULUS);
}

static void the_right_padding_passes(void **state)
{
    unsigned char block[MODULUS];
    pad(block, of_sha256, 0);
    assert_int_equal(reason_of_block(*state, block), DKIM_SOUND);
}

static void forged_paddings_do_not(void **state)
{
    unsigned char block[MODULUS];
    static const size_t behind[] = {1, 20, MODULUS - 19 - DIGEST - 3 - 8};
    for (size_t i = 0; i < COUNT_OF(behind); i++) {
        pad(block, of_sha256, behind[i]);
        assert_int_equal(reason_of_block(*state, block), DKIM_SIGNATURE);
    }
    pad(block, of_sha256, 0);
    block[1] = 2; /* padding for encryption */
    assert_int_equal(reason_of_block(*state, block), DKIM_SIGNATURE);
    pad(block, of_sha256, 0);
    block[5] = 0x7F;
    assert_int_equal(reason_of_block(*state, block), DKIM_SIGNATURE);
    pad(block, of_sha256, 0);
    block[2] = 0; /* no padding at all */
    assert_int_equal(reason_of_block(*state, block), DKIM_SIGNATURE);
}

static void prefixes_of_other_hashes_do_not(void **state)
{
    unsigned char block[MODULUS];
    pad(block, of_sha512, 0);
    assert_int_equal(reason_of_block(*state, block), DKIM_SIGNATURE);
    pad(block, (struct slice){.at = "", .n = 0}, 0); /* the bare digest */
    assert_int_equal(reason_of_block(*state, block), DKIM_SIGNATURE);
}

/* Some old signers leave the NULL out of AlgorithmIdentifier; OpenSSL does not let it pass. */
static void a_prefix_without_its_null_does_not(void **state)
{
    unsigned char block[MODULUS];
    pad(block, of_sha256_without_null, 0);
    assert_int_equal(reason_of_block(*state, block), DKIM_SIGNATURE);
}

static void signatures_of_other_lengths_do_not(void **state)
{
    unsigned char block[MODULUS], signature[MODULUS + 1] = {0};
    pad(block, of_sha256, 0);
    sign_block(*state, block, signature);
    assert_int_equal(reason_of(*state, signature, MODULUS), DKIM_SOUND);
    assert_int_equal(reason_of(*state, signature, MODULUS - 1), DKIM_SIGNATURE);
    assert_int_equal(reason_of(*state, signature, MODULUS + 1), DKIM_SIGNATURE);
    assert_int_equal(reason_of(*state, signature, 1), DKIM_SIGNATURE);
    assert_int_equal(reason_of(*state, signature, 0), DKIM_SIGNATURE);
    memset(signature, 0xFF, MODULUS); /* larger than the modulus */
    assert_int_equal(reason_of(*state, signature, MODULUS), DKIM_SIGNATURE);
    memset(signature, 0, MODULUS);
    assert_int_equal(reason_of(*state, signature, MODULUS), DKIM_SIGNATURE);
}

/* Points of small order: with them as the key, one signature fits many texts, which is up to
 * whoever publishes such a key. There is an answer, and the same each time. */
static void ed25519_keys_of_small_order_get_an_answer(void **state)
{
    (void)state;
    static const char *const points[] = {
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", /* order 4 */
        "7P///////////////////////////////////////38=", /* order 2 */
        "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=", /* order 8 */
    };
    static const char mail[] =
        "DKIM-Signature: v=1; a=ed25519-sha256; d=a.example; s=x; h=from; "
        "bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\r\n" FROM "\r\n";
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        struct dkimkeys *keys = dkimkeys_new();
        struct buffer record = {0};
        struct dkim_mail m = {.message = slice_of(mail), .received = WHEN_NEVER};
        struct dkim_verdict v;
        buffer_append_text(&record, "v=DKIM1; k=ed25519; p=");
        buffer_append_text(&record, points[i]);
        assert_true(dkimkeys_add(keys, SLICE("x._domainkey.a.example"), buffer_slice(&record)));
        struct dkim_worker *w = dkim_worker_new(keys, false);
        assert_true(dkim_verify(w, &m, &v));
        assert_true(v.reason == DKIM_SIGNATURE || v.reason == DKIM_SOUND);
        enum dkim_reason first = v.reason;
        assert_true(dkim_verify(w, &m, &v));
        assert_int_equal(v.reason, first);
        dkim_worker_free(w);
        dkimkeys_free(keys);
        buffer_free(&record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_padding_passes),
        cmocka_unit_test(forged_paddings_do_not),
        cmocka_unit_test(prefixes_of_other_hashes_do_not),
        cmocka_unit_test(a_prefix_without_its_null_does_not),
        cmocka_unit_test(signatures_of_other_lengths_do_not),
        cmocka_unit_test(ed25519_keys_of_small_order_get_an_answer),
    };
    return cmocka_run_group_tests_name("dkimproof", tests, start, end);
}
