/* Tests of MTA-STS policies (RFC 8461, 3.2). */
#include "lib/tlsrpt/stspolicy.h"
#include "tests/unit/unit.h"

static void a_field_without_a_value_hides_no_later_one(void **state)
{
    struct slice policy = SLICE("mode:\nmx: a.example\nmx:\r\nmx: b.example\nmode: enforce\nmx:");
    (void)state;
    assert_int_equal(stspolicy_mode(policy), STS_MODE_ENFORCE);
    assert_true(slice_equal(stspolicy_next(&policy, SLICE("mx")), SLICE("a.example")));
    assert_true(slice_equal(stspolicy_next(&policy, SLICE("mx")), SLICE("b.example")));
    assert_int_equal(stspolicy_next(&policy, SLICE("mx")).n, 0);
    assert_int_equal(policy.n, 0);
}

static void policies_tell_mode_and_age(void **state)
{
    (void)state;
    int64_t age;
    assert_int_equal(stspolicy_mode(SLICE("version: STSv1\r\nmode: enforce\r\n")),
                     STS_MODE_ENFORCE);
    assert_int_equal(stspolicy_mode(SLICE("mode:testing")), STS_MODE_TESTING);
    assert_int_equal(stspolicy_mode(SLICE("mode: other")), STS_MODE_UNKNOWN);
    assert_true(stspolicy_max_age(SLICE("max_age: 86400"), &age) && age == 86400);
    assert_false(stspolicy_max_age(SLICE("max_age: 1 day"), &age));
    assert_false(stspolicy_max_age(SLICE("max_age: 12345678901"), &age));
    assert_false(stspolicy_max_age(SLICE("mode: none"), &age));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_without_a_value_hides_no_later_one),
        cmocka_unit_test(policies_tell_mode_and_age),
    };
    return cmocka_run_group_tests_name("stspolicy", tests, NULL, NULL);
}
