/* Tests of the summary's rows: gaps and months. */
#include "tests/unit/reading.h"

static void add_day(struct figures *f, int month, int day, int64_t ok)
{
    struct policy p = {.type = SLICE("sts"),
                       .domain = SLICE("a"),
                       .attributed = SLICE("a"),
                       .successful_sessions = ok};
    struct report r = {.organization_name = SLICE("o"),
                       .policies = &p,
                       .policies_n = 1,
                       .begin = (time_seconds)day_of_civil((struct civil){2024, month, day}) *
                                SECONDS_A_DAY};
    assert_true(figures_add(f, &r, "0123456789abcdef0123456789abcdef"));
}

static void the_summary_finds_gaps_and_months(void **state)
{
    (void)state;
    struct hash_key key;
    struct figures f;
    struct summary s;
    struct buffer scratch = {0};
    assert_true(hash_key_draw(&key));
    figures_init(&f, &key, &scratch);
    add_day(&f, 3, 2, 5);
    add_day(&f, 1, 31, 7);
    add_day(&f, 3, 2, 1);
    add_day(&f, 2, 28, 0);
    assert_true(summary_build(&s, &f, &(struct selection){0}, NULL));
    assert_int_equal(s.domains_n, 1);
    assert_int_equal(s.domains[0].reports, 4);
    assert_int_equal(s.domains[0].days_covered, 3);
    assert_int_equal(s.domains[0].gaps_n, 2);
    assert_int_equal(s.domains[0].days_missing,
                     27 + 2); /* February 1 to 27; 29 and March 1: a leap year */
    assert_int_equal(s.months_n, 3);
    assert_int_equal(s.months[2].reports, 2);
    assert_int_equal(s.months[2].sessions.successful, 6);
    assert_int_equal(s.days_n, 3);
    double rate;
    assert_false(sessions_rate(s.days[1].sessions, &rate));
    summary_free(&s);
    figures_free(&f);
    buffer_free(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_summary_finds_gaps_and_months),
    };
    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
