/* Tests of canonical text (RFC 6376, 3.4), as digests of what it has to be: bodies of every odd
 * form, and large ones. */
#include <stdlib.h>

#include "lib/mail/canon.h"
#include "tests/unit/unit.h"

struct digest {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    size_t n;
};

static struct digest digest_of_text(struct slice text)
{
    struct digest d = {.n = 32};
    assert_int_equal(EVP_Digest(text.at, text.n, d.bytes, NULL, EVP_sha256(), NULL), 1);
    return d;
}

static struct digest digest_of_body(struct slice body, bool relaxed, uint64_t most,
                                    uint64_t *length)
{
    struct digest d;
    struct canon *c = malloc(sizeof *c);
    assert_non_null(c);
    assert_non_null(c->digest = EVP_MD_CTX_new());
    canon_start(c, EVP_sha256(), most);
    canon_body(c, body, relaxed);
    assert_true(canon_finish(c, d.bytes, &d.n));
    *length = c->hashed;
    EVP_MD_CTX_free(c->digest);
    free(c);
    return d;
}

static bool same(struct digest a, struct digest b)
{
    return a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0;
}

static void a_body_of_any_form_has_its_canonical_text(void **state)
{
    (void)state;
    static const struct {
        struct slice body, simple, relaxed;
    } cases[] = {
        {SLICE(""), SLICE("\r\n"), SLICE("")},
        {SLICE("\n"), SLICE("\r\n"), SLICE("")},
        {SLICE("\r\n\r\n\n"), SLICE("\r\n"), SLICE("")},
        {SLICE(" \t"), SLICE(" \t\r\n"), SLICE("")},
        {SLICE(" \t\n \n"), SLICE(" \t\r\n \r\n"), SLICE("")},
        {SLICE("a"), SLICE("a\r\n"), SLICE("a\r\n")},
        {SLICE("a\n\n\nb\n\n"), SLICE("a\r\n\r\n\r\nb\r\n"), SLICE("a\r\n\r\n\r\nb\r\n")},
        {SLICE("a \t b \n"), SLICE("a \t b \r\n"), SLICE("a b\r\n")},
        {SLICE("\ta\tb\n"), SLICE("\ta\tb\r\n"), SLICE(" a b\r\n")},
        {SLICE("a\rb\n"), SLICE("a\rb\r\n"), SLICE("a\rb\r\n")},
        {SLICE("a\r\r\nb"), SLICE("a\r\r\nb\r\n"), SLICE("a\r\r\nb\r\n")},
        {SLICE("a\n\rb"), SLICE("a\r\n\rb\r\n"), SLICE("a\r\n\rb\r\n")},
        {SLICE("\r"), SLICE("\r\r\n"), SLICE("\r\r\n")},
        {SLICE("a\0b\n\0"), SLICE("a\0b\r\n\0\r\n"), SLICE("a\0b\r\n\0\r\n")},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t length;
        struct digest simple = digest_of_body(cases[i].body, false, UINT64_MAX, &length);
        if (!same(simple, digest_of_text(cases[i].simple)) || length != cases[i].simple.n)
            fail_msg("simple, case %zu", i);
        struct digest relaxed = digest_of_body(cases[i].body, true, UINT64_MAX, &length);
        if (!same(relaxed, digest_of_text(cases[i].relaxed)) || length != cases[i].relaxed.n)
            fail_msg("relaxed, case %zu", i);
    }
}

/* l= cuts where it likes, inside a line end, too; what is over it is counted. */
static void a_length_cuts_anywhere(void **state)
{
    (void)state;
    struct slice body = SLICE("one\ntwo\n"), canonical = SLICE("one\r\ntwo\r\n");
    for (size_t most = 0; most <= canonical.n; most++) {
        uint64_t length;
        struct digest d = digest_of_body(body, false, most, &length);
        assert_true(same(d, digest_of_text(slice_first(canonical, most))));
        assert_int_equal(length, canonical.n);
    }
}

/* A body of 64 MB goes once through a buffer of 16 KB, whatever it is made of. */
static void large_bodies_are_read_in_one_pass(void **state)
{
    (void)state;
    enum { LARGE = 64 << 20 };
    char *bytes = malloc(LARGE + 1);
    uint64_t length;
    assert_non_null(bytes);
    struct slice body = {.at = bytes, .n = LARGE + 1};

    for (size_t i = 0; i < LARGE; i += 2)
        memcpy(bytes + i, "\r\n", 2);
    bytes[LARGE] = '\n';
    assert_true(same(digest_of_body(body, true, UINT64_MAX, &length), digest_of_text(SLICE(""))));
    assert_int_equal(length, 0);
    bytes[LARGE] = 'x'; /* now the empty lines count, all of them */
    (void)digest_of_body(body, true, UINT64_MAX, &length);
    assert_int_equal(length, LARGE + 3);

    memset(bytes, '\t', LARGE);
    assert_true(
        same(digest_of_body(body, true, UINT64_MAX, &length), digest_of_text(SLICE(" x\r\n"))));
    memset(bytes, 'a', LARGE);
    (void)digest_of_body(body, false, UINT64_MAX, &length);
    assert_int_equal(length, LARGE + 3);
    free(bytes);
}

static void a_field_of_any_form_has_its_canonical_text(void **state)
{
    (void)state;
    static const struct {
        struct slice field, simple, relaxed;
    } cases[] = {
        {SLICE("A: b\n"), SLICE("A: b\r\n"), SLICE("a:b\r\n")},
        {SLICE("A \t:\t b \t\r\n"), SLICE("A \t:\t b \t\r\n"), SLICE("a:b\r\n")},
        {SLICE("A:\n"), SLICE("A:\r\n"), SLICE("a:\r\n")},
        {SLICE("A:\n \t\n"), SLICE("A:\r\n \t\r\n"), SLICE("a:\r\n")},
        {SLICE("A: b\n\tc  d\n"), SLICE("A: b\r\n\tc  d\r\n"), SLICE("a:b c d\r\n")},
        {SLICE("A: \xE4\0\x01 b\n"), SLICE("A: \xE4\0\x01 b\r\n"), SLICE("a:\xE4\0\x01 b\r\n")},
    };
    struct canon *c = malloc(sizeof *c);
    assert_non_null(c);
    assert_non_null(c->digest = EVP_MD_CTX_new());
    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        bool relaxed = i % 2;
        struct digest d;
        canon_start(c, EVP_sha256(), UINT64_MAX);
        canon_field(c, cases[i / 2].field, relaxed);
        assert_true(canon_finish(c, d.bytes, &d.n));
        if (!same(d, digest_of_text(relaxed ? cases[i / 2].relaxed : cases[i / 2].simple)))
            fail_msg("case %zu", i);
    }
    EVP_MD_CTX_free(c->digest);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_of_any_form_has_its_canonical_text),
        cmocka_unit_test(a_length_cuts_anywhere),
        cmocka_unit_test(large_bodies_are_read_in_one_pass),
        cmocka_unit_test(a_field_of_any_form_has_its_canonical_text),
    };
    return cmocka_run_group_tests_name("canon", tests, NULL, NULL);
}
