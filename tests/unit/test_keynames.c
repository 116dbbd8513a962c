/* Tests of keynames: the names of the key records that signatures ask for. */
#include "lib/audit/keynames.h"
#include "tests/unit/unit.h"

static const struct hash_key key;
static const char key_text[REPORT_KEY_TEXT + 1] = "00000000000000000000000000000000";

static void a_key_is_wanted_with_the_days_of_all_that_wait_for_it(void **state)
{
    (void)state;
    static const int days[] = {105, 100, 107};
    struct arena arena = {0};
    struct signers s;
    size_t n;
    signers_init(&s, &key);
    for (size_t i = 0; i < 2 * COUNT_OF(days); i++) { /* one key by turns with another */
        struct report r = {
            .source = {.signature = {.result = DKIM_KEY_MISSING,
                                     .reason = DKIM_NO_KEY,
                                     .aligned = DKIM_ALIGNED,
                                     .domain = SLICE("a.example"),
                                     .selector = i % 2 > 0 ? SLICE("t") : SLICE("s")},
                       .received = (time_seconds)days[i / 2] * SECONDS_A_DAY}};
        assert_true(signers_add(&s, &r, (uint32_t)i / 2, SLICE("Org"), key_text));
    }
    const struct keyname *keys = keynames_wanted(&s, &arena, &n);
    assert_true(keys && n == 2 && slice_equal(keys[0].name, SLICE("s._domainkey.a.example")) &&
                slice_equal(keys[1].name, SLICE("t._domainkey.a.example")));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(keys[i].reports, 3);
        assert_int_equal(keys[i].received.first, 100);
        assert_int_equal(keys[i].received.last, 107);
    }
    signers_free(&s);
    arena_free(&arena);
}

/* A name has 253 bytes at the most (RFC 1035, 2.3.4): no server could be asked for a longer one. */
static void a_key_whose_name_is_too_long_is_not_wanted(void **state)
{
    (void)state;
    static char domain[] = "a.example.a.example.a.example.a.example.a.example.a.example.a.example."
                           "a.example.a.example.a.example.a.example.a.example.a.example.a.example."
                           "a.example.a.example.a.example.a.example.a.example.a.example.a.example";
    for (int more = 0; more < 2; more++) {
        struct arena arena = {0};
        struct signers s;
        size_t n, room = 253 - (sizeof domain - 1) - (sizeof "._domainkey." - 1);
        signers_init(&s, &key);
        struct report r = {.source = {.signature = {.result = DKIM_KEY_MISSING,
                                                    .reason = DKIM_NO_KEY,
                                                    .aligned = DKIM_ALIGNED,
                                                    .domain = slice_of(domain),
                                                    .selector = {.at = domain, .n = room + more}},
                                      .received = WHEN_NEVER}};
        assert_true(signers_add(&s, &r, 0, SLICE("Org"), key_text));
        assert_non_null(keynames_wanted(&s, &arena, &n));
        assert_int_equal(n, more ? 0 : 1);
        signers_free(&s);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_wanted_with_the_days_of_all_that_wait_for_it),
        cmocka_unit_test(a_key_whose_name_is_too_long_is_not_wanted),
    };
    return cmocka_run_group_tests_name("keynames", tests, NULL, NULL);
}
