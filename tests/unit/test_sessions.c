/* Tests of sums of sessions. */
#include "lib/audit/sessions.h"
#include "tests/unit/unit.h"

static void a_sum_stops_at_its_largest_value(void **state)
{
    (void)state;
    int64_t sum = INT64_MAX - 5;
    assert_true(sum_add(&sum, 5));
    assert_true(sum == INT64_MAX);
    assert_false(sum_add(&sum, 1));
    assert_true(sum == INT64_MAX);
}

static void both_sums_are_added_where_one_is_cut(void **state)
{
    (void)state;
    struct sessions sum = {.successful = INT64_MAX, .failed = 1};
    assert_false(sessions_add(&sum, (struct sessions){.successful = 1, .failed = 2}));
    assert_true(sum.successful == INT64_MAX && sum.failed == 3);
    assert_true(sessions_all(sum) == INT64_MAX);
}

static void a_rate_needs_sessions(void **state)
{
    (void)state;
    double rate = 9;
    assert_false(sessions_rate((struct sessions){0}, &rate));
    assert_true(rate == 0);
    assert_true(sessions_rate((struct sessions){.successful = 3, .failed = 1}, &rate));
    assert_true(rate == 0.75);
    assert_true(
        sessions_rate((struct sessions){.successful = INT64_MAX, .failed = INT64_MAX}, &rate));
    assert_true(rate == 0.5);
    assert_true(sessions_rate((struct sessions){.successful = 2}, &rate) && rate == 1);
    assert_true(sessions_rate((struct sessions){.failed = 2}, &rate) && rate == 0);
}

static void a_rate_is_not_whole_where_any_failed(void **state)
{
    (void)state;
    double rate;
    assert_true(sessions_rate((struct sessions){.successful = INT64_MAX, .failed = 1}, &rate));
    assert_true(rate < 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sum_stops_at_its_largest_value),
        cmocka_unit_test(both_sums_are_added_where_one_is_cut),
        cmocka_unit_test(a_rate_needs_sessions),
        cmocka_unit_test(a_rate_is_not_whole_where_any_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
