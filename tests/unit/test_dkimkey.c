/* Tests of a DKIM key record: which are refused. */
#include "tests/unit/reading.h"

static void keys_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum dkim_reason wrong;
    } cases[] = {
        {"v=DKIM1; p=", DKIM_KEY_REVOKED},
        {"v=DKIM1; p= ; s=other", DKIM_KEY_REVOKED},
        {"p=AAAA; p=AAAA", DKIM_KEY_SYNTAX},
        {"v=spf1 mx a -all", DKIM_KEY_SYNTAX},
        {"v=DKIM1\\; p=AAAA", DKIM_KEY_SYNTAX},
        {"k=rsa; v=DKIM1; p=AAAA", DKIM_KEY_SYNTAX},
        {"p=MAA=", DKIM_KEY_SYNTAX},            /* an empty SEQUENCE */
        {"p=MP8=", DKIM_KEY_SYNTAX},            /* a length of 127 bytes, cut short */
        {"p=MAYCAQECAQM=", DKIM_KEY_SYNTAX},    /* modulus 1 */
        {"p=MAYCAQACAQA=", DKIM_KEY_SYNTAX},    /* zeros */
        {"k=ed25519; p=AAAA", DKIM_KEY_SYNTAX}, /* 3 bytes */
        {"k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo",
         DKIM_KEY_SYNTAX}, /* unpadded */
        {"k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", DKIM_SOUND},
        {"", DKIM_KEY_SYNTAX},
        {";", DKIM_KEY_SYNTAX},
    };
    OSSL_LIB_CTX *crypto = OSSL_LIB_CTX_new();
    struct arena scratch = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct dkimkey key;
        assert_true(dkimkey_read(&key, slice_of(cases[i].text), crypto, &scratch));
        if (key.wrong != cases[i].wrong)
            fail_msg("%s: %d", cases[i].text, key.wrong);
        dkimkey_free(&key);
    }
    arena_free(&scratch);
    OSSL_LIB_CTX_free(crypto);
}

/* SEQUENCE { modulus, exponent } in base64, as a record. */
static void put_rsa_record(struct buffer *to, size_t modulus, unsigned char last, size_t exponent,
                           unsigned char odd)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t inner = modulus + exponent + 8, n = inner + 4;
    unsigned char *der = calloc(1, n + 3);
    assert_non_null(der);
    unsigned char head[] = {0x30, 0x82, (unsigned char)(inner >> 8),   (unsigned char)inner,
                            0x02, 0x82, (unsigned char)(modulus >> 8), (unsigned char)modulus};
    memcpy(der, head, sizeof head);
    memset(der + 8, 0xC1, modulus);
    der[8 + modulus - 1] = last;
    unsigned char *e = der + 8 + modulus;
    e[0] = 0x02, e[1] = 0x82, e[2] = (unsigned char)(exponent >> 8), e[3] = (unsigned char)exponent;
    memset(e + 4, 1, exponent);
    e[4 + exponent - 1] = odd;
    buffer_append_text(to, "v=DKIM1; p=");
    for (size_t i = 0; i < n; i += 3) {
        unsigned long group = (unsigned long)der[i] << 16 | (unsigned long)der[i + 1] << 8 |
                              der[i + 2];
        for (unsigned k = 0; k < 4; k++)
            buffer_append_char(to, i + k > n ? '=' : letters[group >> (18 - 6 * k) & 63]);
    }
    free(der);
}

static void keys_that_would_cost_minutes_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t modulus;
        unsigned char last;
        size_t exponent;
        unsigned char odd;
        enum dkim_reason wrong;
    } cases[] = {
        {256, 0xC1, 3, 1, DKIM_SOUND},      {2048, 0xC1, 3, 1, DKIM_KEY_LIMITS},
        {1024, 0xC1, 3, 1, DKIM_SOUND},     {256, 0xC1, 256, 1, DKIM_KEY_LIMITS},
        {256, 0xC1, 8, 1, DKIM_SOUND},      {256, 0xC1, 9, 1, DKIM_KEY_LIMITS},
        {256, 0xC0, 3, 1, DKIM_KEY_SYNTAX}, {256, 0xC1, 3, 2, DKIM_KEY_SYNTAX},
        {256, 0xC1, 1, 1, DKIM_KEY_SYNTAX}, {16, 0xC1, 3, 1, DKIM_KEY_SYNTAX},
    };
    OSSL_LIB_CTX *crypto = OSSL_LIB_CTX_new();
    struct arena scratch = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer text = {0};
        struct dkimkey key;
        put_rsa_record(&text, cases[i].modulus, cases[i].last, cases[i].exponent, cases[i].odd);
        assert_true(dkimkey_read(&key, buffer_slice(&text), crypto, &scratch));
        if (key.wrong != cases[i].wrong)
            fail_msg("case %zu: %d", i, key.wrong);
        dkimkey_free(&key);
        for (size_t cut = 0; cut < text.n; cut += 7) { /* cut anywhere: an answer */
            assert_true(
                dkimkey_read(&key, slice_first(buffer_slice(&text), cut), crypto, &scratch));
            dkimkey_free(&key);
        }
        buffer_free(&text);
    }
    arena_free(&scratch);
    OSSL_LIB_CTX_free(crypto);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_that_cannot_be_are_refused),
        cmocka_unit_test(keys_that_would_cost_minutes_are_refused),
    };
    return cmocka_run_group_tests_name("dkimkey", tests, NULL, NULL);
}
