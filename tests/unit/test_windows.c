/* Tests of the last 7, 30 and 90 days, and of each domain's days (SPEC 6.1). */
#include "tests/unit/summed.h"

enum { LAST = 20000 }; /* the period's last day */

static void assert_windows(const struct last_days windows[static LAST_DAYS],
                           const int64_t ok[static LAST_DAYS],
                           const uint64_t reports[static LAST_DAYS])
{
    static const int days[LAST_DAYS] = {7, 30, 90};
    for (int i = 0; i < LAST_DAYS; i++) {
        assert_int_equal(windows[i].days, days[i]);
        assert_int_equal(windows[i].span.first, LAST - days[i] + 1);
        assert_int_equal(windows[i].span.last, LAST);
        assert_int_equal(windows[i].sessions.successful, ok[i]);
        assert_int_equal(windows[i].reports, reports[i]);
    }
}

/* The first day of each is in it, the day before is not; b.example ends before the period does. */
static void windows_reach_back_from_the_periods_last_day(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){{"a.example", "One", LAST, .ok = 1},
                                {"a.example", "One", LAST - 6, .ok = 2},
                                {"a.example", "One", LAST - 7, .ok = 4},
                                {"a.example", "One", LAST - 29, .ok = 8},
                                {"a.example", "One", LAST - 30, .ok = 16},
                                {"b.example", "One", LAST - 89, .ok = 32},
                                {"b.example", "One", LAST - 90, .ok = 64},
                                {0}},
          NULL, NULL);
    assert_int_equal(b.summary.windows_n, LAST_DAYS);
    assert_windows(b.summary.windows, (int64_t[]){3, 15, 63}, (uint64_t[]){2, 4, 6});
    assert_windows(b.summary.domains[0].now->windows, (int64_t[]){3, 15, 31},
                   (uint64_t[]){2, 4, 5});
    assert_windows(b.summary.domains[1].now->windows, (int64_t[]){0, 0, 32}, (uint64_t[]){0, 0, 1});
    end(&b);
}

static void windows_end_where_the_days_asked_for_end(void **state)
{
    (void)state;
    struct built b;
    build(&b, (const struct told[]){{"a.example", "One", LAST - 7, .ok = 5}, {0}},
          &(struct selection){.has_until = true, .until = LAST}, NULL);
    assert_windows(b.summary.windows, (int64_t[]){0, 5, 5}, (uint64_t[]){0, 1, 1});
    end(&b);
}

/* SPEC 4: one that came late enough tells of days behind those of all sound ones. */
static void days_behind_the_period_are_in_no_window(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){{"a.example", "One", LAST, .ok = 1},
                                {"a.example", "One", LAST + 1, .ok = 2, .is_stale = true},
                                {0}},
          NULL, NULL);
    assert_int_equal(b.summary.domain_days_n, 2);
    assert_windows(b.summary.windows, (int64_t[]){1, 1, 1}, (uint64_t[]){1, 1, 1});
    assert_windows(b.summary.domains[0].now->windows, (int64_t[]){1, 1, 1}, (uint64_t[]){1, 1, 1});
    end(&b);
}

static void no_reports_have_no_windows(void **state)
{
    (void)state;
    struct built b;
    build(&b, (const struct told[]){{0}}, NULL, NULL);
    assert_int_equal(b.summary.windows_n, 0);
    assert_int_equal(b.summary.domain_days_n, 0);
    end(&b);
}

static void assert_line(const struct domain_day_line *line, const char *domain, day_number day,
                        uint64_t reports, uint64_t reporters)
{
    assert_true(slice_equal(line->policy_domain, slice_of(domain)));
    assert_int_equal(line->day, day);
    assert_int_equal(line->reports, reports);
    assert_int_equal(line->reporters, reporters);
}

static void a_domains_days_stand_in_order_with_their_reporters(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){{"b.example", "One", LAST, .ok = 1},
                                {"a.example", "One", LAST, .ok = 1},
                                {"a.example", "One", LAST, .ok = 1},
                                {"a.example", "Two", LAST, .ok = 1},
                                {"a.example", "Two", LAST - 70, .ok = 1},
                                {"b.example", "Two", LAST - 1, .ok = 1},
                                {0}},
          NULL, NULL);
    assert_int_equal(b.summary.domain_days_n, 4);
    assert_line(&b.summary.domain_days[0], "a.example", LAST - 70, 1, 1);
    assert_line(&b.summary.domain_days[1], "a.example", LAST, 3, 2);
    assert_line(&b.summary.domain_days[2], "b.example", LAST - 1, 1, 1);
    assert_line(&b.summary.domain_days[3], "b.example", LAST, 1, 1);
    end(&b);
}

/* SPEC 4: a stale report counts on its day, too; who sent a sound one as well is one reporter. */
static void reporters_of_stale_reports_are_counted_once_on_their_day(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){{"a.example", "One", LAST, .ok = 1},
                                {"a.example", "One", LAST, .ok = 1, .is_stale = true},
                                {"a.example", "Old", LAST, .ok = 1, .is_stale = true},
                                {"a.example", "Old", LAST, .ok = 1, .is_stale = true},
                                {"a.example", "One", LAST - 1, .ok = 1, .is_stale = true},
                                {0}},
          NULL, NULL);
    assert_int_equal(b.summary.domain_days_n, 2);
    assert_line(&b.summary.domain_days[0], "a.example", LAST - 1, 1, 1);
    assert_line(&b.summary.domain_days[1], "a.example", LAST, 4, 2);
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_reach_back_from_the_periods_last_day),
        cmocka_unit_test(windows_end_where_the_days_asked_for_end),
        cmocka_unit_test(days_behind_the_period_are_in_no_window),
        cmocka_unit_test(no_reports_have_no_windows),
        cmocka_unit_test(a_domains_days_stand_in_order_with_their_reporters),
        cmocka_unit_test(reporters_of_stale_reports_are_counted_once_on_their_day),
    };
    return cmocka_run_group_tests_name("windows", tests, NULL, NULL);
}
