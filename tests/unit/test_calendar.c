/* Tests of the calendar: reporters a day. */
#include "tests/unit/days.h"

#include "lib/audit/calendar.h"

static void the_calendar_counts_reporters_a_day(void **state)
{
    (void)state;
    struct reading r;
    struct calendar c;
    reading_start(&r);
    add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE, "");
    add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE,
               ""); /* a second report of the same day is no second reporter */
    add_report(&r, "Two", "a.example", 1, 5, 0, ENFORCE, "");
    add_report(&r, "Two", "b.example", 3, 5, 0, ENFORCE, "");
    assert_true(account_finish(&r.account));
    assert_true(calendar_build(&c, &r.account.audit.figures, &r.account.audit.summary));
    assert_int_equal(c.days, 3);
    const uint16_t *a = calendar_domain(&c, r.account.audit.summary.domains[0].number),
                   *two = calendar_reporter(&c, r.account.audit.summary.reporters[1].number);
    assert_int_equal(a[0], 2);
    assert_int_equal(a[2], 0);
    assert_int_equal(two[0], 1);
    assert_int_equal(two[2], 1);
    calendar_free(&c);
    reading_end(&r);
}

static void assert_stretch(day_number until, day_number first, unsigned days)
{
    struct reading r;
    struct calendar c;
    reading_start(&r);
    r.selection = (struct selection){.has_since = true,
                                     .since = day_of_civil((struct civil){2020, 1, 1}),
                                     .has_until = true,
                                     .until = until};
    add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE, "");
    add_report(&r, "One", "a.example", 3, 5, 0, ENFORCE, "");
    assert_true(account_finish(&r.account));
    assert_true(calendar_build(&c, &r.account.audit.figures, &r.account.audit.summary));
    assert_int_equal(c.first, first);
    assert_int_equal(c.days, days);
    assert_int_equal(calendar_domain(&c, 0)[day_of_civil((struct civil){2024, 5, 3}) - first], 1);
    calendar_free(&c);
    reading_end(&r);
}

static void a_calendar_shows_the_end_of_a_long_period(void **state)
{
    (void)state;
    day_number until = day_of_civil((struct civil){2024, 5, 10});
    assert_stretch(until, until - CALENDAR_MOST_DAYS + 1, CALENDAR_MOST_DAYS);
}

static void a_period_as_long_as_a_calendar_is_shown_from_its_first_day(void **state)
{
    (void)state;
    day_number since = day_of_civil((struct civil){2020, 1, 1});
    struct figures f = {0};
    struct summary s = {.period = {.any = true, .span = {since, since + CALENDAR_MOST_DAYS - 1}}};
    struct calendar c;
    assert_true(calendar_build(&c, &f, &s));
    assert_int_equal(c.first, since);
    assert_int_equal(c.days, CALENDAR_MOST_DAYS);
    calendar_free(&c);
    s.period.span.last++; /* and nobody reported */
    assert_true(calendar_build(&c, &f, &s));
    assert_int_equal(c.days, 0);
    calendar_free(&c);
}

static void a_calendar_shows_the_days_with_reports_where_the_end_has_none(void **state)
{
    (void)state;
    day_number first = day_of_civil((struct civil){2024, 5, 1}), last = first + 2;
    day_number until = last + CALENDAR_MOST_DAYS - 1; /* the end reaches to the last report */
    assert_stretch(until, last, CALENDAR_MOST_DAYS);
    assert_stretch(until + 1, first, 3);
}

/* Few reports, far apart, of many domains: most of the calendar would be dashes. */
static void a_calendar_is_no_larger_than_what_it_shows(void **state)
{
    (void)state;
    struct reading r;
    struct calendar c;
    reading_start(&r);
    for (int day = 1; day < 31; day++)
        for (int k = 0; k < 10; k++) {
            char domain[48];
            snprintf(domain, sizeof domain, "d%d-%d.example", day, k);
            add_report(&r, "One", domain, day, 5, 0, ENFORCE, "");
        }
    assert_true(account_finish(&r.account));
    assert_true(calendar_build(&c, &r.account.audit.figures, &r.account.audit.summary));
    assert_non_null(c.of_domains); /* 300 domains on 30 days, 300 reports */
    calendar_free(&c);
    r.account.audit.figures.reports = 10;
    assert_true(calendar_build(&c, &r.account.audit.figures, &r.account.audit.summary));
    assert_null(c.of_domains);
    assert_non_null(c.of_reporters);
    calendar_free(&c);

    /* 300 rows of 30 days: 9,000 cells, 4,096 of them free, and 64 more a report */
    struct summary *s = &r.account.audit.summary;
    r.account.audit.figures.reports = 76;
    assert_true(calendar_build(&c, &r.account.audit.figures, s));
    assert_null(c.of_domains);
    calendar_free(&c);
    r.account.audit.figures.reports = 77;
    assert_true(calendar_build(&c, &r.account.audit.figures, s));
    assert_non_null(c.of_domains);
    calendar_free(&c);

    /* a listed domain that nobody reported on */
    assert_true(calendar_build(&c, &r.account.audit.figures, s));
    for (unsigned day = 0; day < c.days; day++)
        assert_int_equal(calendar_domain(&c, (uint32_t)s->domains_n)[day], 0);
    calendar_free(&c);
    reading_end(&r);
}

/* Where the end of the period has none. */
static void a_calendar_shows_the_stretch_with_the_most_reports(void **state)
{
    (void)state;
    enum { STRETCH = CALENDAR_MOST_DAYS, END = 5 * CALENDAR_MOST_DAYS };
    struct day_row days[] = {
        {.day = 0, .reports = 5},           {.day = 3, .reports = 4},
        {.day = STRETCH, .reports = 3},     {.day = STRETCH + 1, .reports = 5},
        {.day = 3 * STRETCH, .reports = 7}, {.day = 3 * STRETCH + 2, .reports = 5}};
    struct summary s = {.period = {.any = true, .span = {0, END}}, .days = days};
    struct figures f = {0};
    struct calendar c;
    static const struct {
        size_t days_n;
        day_number first;
        unsigned days;
    } cases[] = {
        {2, 0, 4},
        {3, 0, 4},                      /* days 3 to 400 have less */
        {4, 3, CALENDAR_MOST_DAYS - 1}, /* 4, 3 and 5 */
        {5, 3, CALENDAR_MOST_DAYS - 1},
        {6, 3 * STRETCH, 3}, /* as many, and newer */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        s.days_n = cases[i].days_n;
        assert_true(calendar_build(&c, &f, &s));
        assert_int_equal(c.first, cases[i].first);
        assert_int_equal(c.days, cases[i].days);
        calendar_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendar_counts_reporters_a_day),
        cmocka_unit_test(a_calendar_shows_the_end_of_a_long_period),
        cmocka_unit_test(a_period_as_long_as_a_calendar_is_shown_from_its_first_day),
        cmocka_unit_test(a_calendar_shows_the_days_with_reports_where_the_end_has_none),
        cmocka_unit_test(a_calendar_shows_the_stretch_with_the_most_reports),
        cmocka_unit_test(a_calendar_is_no_larger_than_what_it_shows),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
