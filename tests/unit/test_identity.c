/* Tests of what makes reports the same (SPEC 5.1). */
#include "lib/base/little.h"
#include "tests/unit/decoded.h"

static void identify(struct report *r, enum dedup dedup)
{
    static const struct hash_key key = {{1}};
    struct buffer scratch = {0};
    assert_true(report_identify(r, dedup, &key, &scratch));
    buffer_free(&scratch);
}

static bool same_identity(const char *a, const char *b, enum dedup dedup)
{
    struct report x, y;
    assert_int_equal(decode(a, &x), REASON_NONE);
    assert_int_equal(decode(b, &y), REASON_NONE);
    identify(&x, dedup);
    identify(&y, dedup);
    return x.identity.low == y.identity.low && x.identity.high == y.identity.high;
}

static void identity_is_id_organization_period_and_domains(void **state)
{
    (void)state;
    static const char other_domain[] = HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\","
                                            "\"policy-domain\":\"b.example\"}," SUMMARY "}]}";
    static const char other_organization[] =
        "{\"organization-name\":\"T\",\"report-id\":\"1\"," RANGE "\"policies\":[{" POLICY
        "," SUMMARY "}]}";
    static const char other_count[] = HEAD
        "\"policies\":[{" POLICY
        ",\"summary\":{\"total-successful-session-count\":6,\"total-failure-session-count\":2}}]}";
    static const char domain_twice[] = HEAD "\"policies\":[{" POLICY "," SUMMARY "},{" POLICY
                                            "," SUMMARY "}]}";
    assert_false(same_identity(GOOD, other_domain, DEDUP_IDENTITY));
    assert_false(same_identity(GOOD, other_organization, DEDUP_IDENTITY));
    assert_true(same_identity(GOOD, other_count, DEDUP_IDENTITY));
    assert_true(same_identity(GOOD, domain_twice, DEDUP_IDENTITY)); /* a set */
    assert_true(same_identity(GOOD, other_organization, DEDUP_REPORT_ID));
}

static void content_ignores_how_values_were_spelt(void **state)
{
    (void)state;
    struct report x, y;
    assert_int_equal(decode(GOOD, &x), REASON_NONE);
    assert_int_equal(decode(deviating[1].text, &y), REASON_NONE);
    identify(&x, DEDUP_IDENTITY);
    identify(&y, DEDUP_IDENTITY);
    assert_int_equal(x.content, y.content);
}

static void report_key_is_sha256_of_the_identity(void **state)
{
    (void)state;
    struct report r;
    struct keyer keyer = {0};
    char key[REPORT_KEY_TEXT + 1], again[REPORT_KEY_TEXT + 1];
    assert_int_equal(decode(GOOD, &r), REASON_NONE);
    assert_true(report_key(&keyer, &r, key) && report_key(&keyer, &r, again));
    assert_string_equal(key, again);
    /* printf '1\0S\0002024-05-01T00:00:00Z\0002024-05-01T23:59:59Z\0a.example' | sha256sum */
    assert_string_equal(key, "8a2b4ed5572addb3eb695648db8d7b1b");
    keyer_free(&keyer);
}

/* A state file goes from a little-endian processor to a big-endian one: what is hashed, and how,
 * does not depend on it. */
static void hashes_are_the_same_on_every_processor(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(GOOD, &r), REASON_NONE);
    identify(&r, DEDUP_IDENTITY);
    assert_int_equal(r.identity.low, 0xf52c664b147dcabfu);
    assert_int_equal(r.identity.high, 0x454917a6930a1070u);
    assert_int_equal(r.content, 0x83bc955acb2ef3e0u);

    char bytes[8];
    little_put_64(0x0102030405060708u, bytes);
    assert_memory_equal(bytes, "\10\7\6\5\4\3\2\1", sizeof bytes);
    assert_int_equal(little_64(bytes), 0x0102030405060708u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_is_id_organization_period_and_domains),
        cmocka_unit_test(content_ignores_how_values_were_spelt),
        cmocka_unit_test(report_key_is_sha256_of_the_identity),
        cmocka_unit_test(hashes_are_the_same_on_every_processor),
    };
    return cmocka_run_group_tests_name("identity", tests, NULL, free_arena);
}
