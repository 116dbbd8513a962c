/* Tests of lib/audit/recent: the last days, whatever order reports come in. */
#include <stdlib.h>

#include "lib/audit/recent.h"
#include "tests/unit/unit.h"

enum { DAYS = 40, ADDITIONS = 200 };

static const struct hash_key key = {{0}};

static int64_t sum_of(const int64_t *by_day, day_number last, int days)
{
    int64_t sum = 0;
    for (int i = 0; i < days && last - i >= 0; i++)
        sum += by_day[last - i];
    return sum;
}

static void the_last_days_are_summed_whatever_the_order(void **state)
{
    (void)state;
    srand(1);
    for (int round = 0; round < 50; round++) {
        struct recent r;
        uint32_t number = 0;
        int64_t by_day[DAYS] = {0};
        day_number newest = 0;
        recent_init(&r, &key);
        for (int i = 0; i < ADDITIONS; i++) {
            day_number day = rand() % DAYS;
            int64_t n = rand() % 100;
            newest = day > newest ? day : newest;
            by_day[day] += n;
            assert_true(recent_add(&r, &number, day, false,
                                   (struct sessions){.successful = n, .failed = 0}));
        }
        assert_int_equal(r.rows.n, 1);
        for (day_number last = newest; last < newest + 10; last++)
            for (int days = 1; days <= RECENT_DAYS; days++) {
                int reach = days - (last - newest); /* what lies behind the newest day is empty */
                assert_int_equal(recent_sum(&r, number, last, (unsigned)days).successful,
                                 reach > 0 ? sum_of(by_day, newest, reach) : 0);
            }
        recent_free(&r);
    }
}

static void days_before_1970_have_their_places_too(void **state)
{
    struct recent r;
    uint32_t number = 0;
    (void)state;
    recent_init(&r, &key);
    for (day_number day = -10; day <= 3; day++)
        assert_true(
            recent_add(&r, &number, day, false, (struct sessions){.successful = 1, .failed = 2}));
    assert_int_equal(recent_sum(&r, number, 3, 7).failed, 14);
    assert_int_equal(recent_sum(&r, number, -2, 7).failed, 4);
    recent_free(&r);
}

static void days_of_stale_reports_push_nothing_out_wherever_they_lie(void **state)
{
    struct recent r;
    uint32_t number = 0;
    struct sessions one = {.successful = 1};
    (void)state;
    recent_init(&r, &key);
    for (day_number day = 20; day > 0; day--) {
        assert_true(recent_add(&r, &number, day + 4, true, one));
        assert_true(recent_add(&r, &number, day, false, one));
    }
    assert_int_equal(recent_sum(&r, number, 20, 7).successful, 14);
    assert_int_equal(recent_sum(&r, number, 23, 7).successful, 11);

    uint32_t other = 0;
    assert_true(recent_add(&r, &other, -3, true, one));
    assert_int_equal(recent_sum(&r, other, -3, 1).successful, 1);
    assert_int_equal(recent_sum(&r, other, 0, 7).successful, 1);
    assert_int_equal(recent_sum(&r, other, 0, 1).successful, 0);
    recent_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_days_are_summed_whatever_the_order),
        cmocka_unit_test(days_before_1970_have_their_places_too),
        cmocka_unit_test(days_of_stale_reports_push_nothing_out_wherever_they_lie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
