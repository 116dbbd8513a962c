/* Tests of the figures. */
#include "tests/unit/check.h"

static void a_forged_sum_stops_at_the_largest_number(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r,
               FROM REPORT_MAIL("a", 9223372036854775807, 0) "\n" FROM REPORT_MAIL("b", 5, 0) "\n");
    assert_true(r.account.audit.figures.sessions.successful == INT64_MAX);
    assert_true(r.account.audit.figures.saturated);
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forged_sum_stops_at_the_largest_number),
    };
    return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
