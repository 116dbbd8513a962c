/* Tests of auth: how reports are counted by their signatures. */
#include "lib/audit/auth.h"
#include "tests/unit/unit.h"

/* A domain of which no report has a verdict has no figures at all: one of which none is authentic
 * has a zero. */
static void reports_count_by_what_is_known_of_them(void **state)
{
    (void)state;
    static const struct {
        struct dkim_verdict verdict;
        struct auth_counts want;
    } cases[] = {
        {{.result = DKIM_UNCHECKED}, {0}},
        {{.result = DKIM_NONE, .reason = DKIM_NOT_MAIL}, {.checked = 1}},
        {{.result = DKIM_KEY_MISSING}, {.checked = 1, .unchecked = 1}},
        {{.result = DKIM_PASS, .aligned = DKIM_ALIGNED}, {.checked = 1, .authentic = 1}},
        {{.result = DKIM_PASS, .aligned = DKIM_UNALIGNED}, {.checked = 1, .unauthenticated = 1}},
        {{.result = DKIM_NONE}, {.checked = 1, .unauthenticated = 1}},
        {{.result = DKIM_FAIL}, {.checked = 1, .unauthenticated = 1}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct auth_counts got = {.checked = 5, .authentic = 6};
        auth_count(&got, &cases[i].verdict);
        assert_int_equal(got.checked, 5 + cases[i].want.checked);
        assert_int_equal(got.authentic, 6 + cases[i].want.authentic);
        assert_int_equal(got.unauthenticated, cases[i].want.unauthenticated);
        assert_int_equal(got.unchecked, cases[i].want.unchecked);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_count_by_what_is_known_of_them),
    };
    return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
