/* Tests of MTA-STS policies (RFC 8461, 3.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tlsrpt/stspolicy.h"

static void mx_patterns_match_one_label(void **state)
{
    (void)state;
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
        cmocka_unit_test(mx_patterns_match_one_label),
        cmocka_unit_test(policies_tell_mode_and_age),
    };
    return cmocka_run_group_tests_name("stspolicy", tests, NULL, NULL);
}
