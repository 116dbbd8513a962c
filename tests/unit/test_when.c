/* Tests of days and times. */
#include <time.h>

#include "lib/base/when.h"
#include "tests/unit/unit.h"

static void days_and_civil_dates_agree(void **state)
{
    (void)state;
    assert_int_equal(day_of_civil((struct civil){1970, 1, 1}), 0);
    assert_int_equal(day_of_civil((struct civil){2000, 2, 29}), 11016);
    for (day_number d = day_of_civil((struct civil){1, 1, 1});
         d <= day_of_civil((struct civil){9999, 12, 31}); d += 13) {
        struct civil c = civil_of_day(d);
        assert_true(civil_is_valid(c));
        assert_int_equal(day_of_civil(c), d);
    }
    static const struct civil none[] = {{2023, 2, 29}, {1900, 2, 29}, {0, 12, 31},  {10000, 1, 1},
                                        {2024, 0, 1},  {2024, 13, 1}, {2024, 1, 0}, {2024, 4, 31}};
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_false(civil_is_valid(none[i]));
    assert_int_equal(day_of_time(-1), -1);
}

static void times_are_read_as_rfc_3339_and_tolerated(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal;
        unsigned flaws;
    } cases[] = {
        {"2024-01-09T00:00:00Z", "2024-01-09T00:00:00Z", 0},
        {"2024-01-09t23:59:59.999z", "2024-01-09T23:59:59Z", 0},
        {"2024-01-09T01:30:00+02:00", "2024-01-08T23:30:00Z", 0},
        {"2024-01-09T00:00:00-0730", "2024-01-09T07:30:00Z", WHEN_ODD_ZONE},
        {"2024-01-09T00:00:00 Z", "2024-01-09T00:00:00Z", WHEN_ODD_ZONE},
        {"2024-01-09T00:00:00", "2024-01-09T00:00:00Z", WHEN_NO_ZONE},
        {"2024-01-09 00:00:00Z", "2024-01-09T00:00:00Z", WHEN_SPACE},
        {"2024-01-09", "2024-01-09T00:00:00Z", WHEN_NO_TIME | WHEN_NO_ZONE},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", 0},
        {"2024-02-29T24:00:00Z", "2024-03-01T00:00:00Z", 0}, /* RFC 8460, 4.1: 0000-2400 UTC */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        time_seconds t;
        unsigned flaws;
        assert_true(time_parse(slice_of(cases[i].text), &t, &flaws));
        assert_string_equal(when_time(t).text, cases[i].normal);
        assert_int_equal(flaws, cases[i].flaws);
    }
    static const char *const bad[] = {"",
                                      "yesterday",
                                      "2024-02-30T00:00:00Z",
                                      "2024-1-9T00:00:00Z",
                                      "2024-01-09T24:00:01Z",
                                      "2024-01-09T24:01:00Z",
                                      "2024-01-09T25:00:00Z",
                                      "9999-12-31T24:00:00Z",
                                      "2024-01-09T00:00:00Zx",
                                      "0001-01-01T00:00:00+01:00",
                                      "2024-01-09T00:00",
                                      "2024-01-09T00:00:00+2"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        time_seconds t;
        unsigned flaws;
        assert_false(time_parse(slice_of(bad[i]), &t, &flaws));
    }
}

static void days_that_are_doubtful_make_a_span_only_without_others(void **state)
{
    (void)state;
    struct grown_span span = {0};
    span_take(&span, -7, true);
    span_take(&span, -3, true);
    assert_true(span.any && !span.sound && span.first == -7 && span.last == -3);
    span_take(&span, 5, false);
    assert_true(span.sound && span.first == 5 && span.last == 5);
    span_take(&span, 9, true);
    span_take(&span, 4, false);
    assert_true(span.first == 4 && span.last == 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_civil_dates_agree),
        cmocka_unit_test(times_are_read_as_rfc_3339_and_tolerated),
        cmocka_unit_test(days_that_are_doubtful_make_a_span_only_without_others),
    };
    return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
