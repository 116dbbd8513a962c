/* Tests of lib/findings/protected: since when an enforced policy was seen week by week. */
#include "lib/findings/protected.h"
#include "tests/unit/unit.h"

static struct domain_day_line day(day_number number, bool sts_enforced, bool dane)
{
    return (struct domain_day_line){.policy_domain = SLICE("a.example"),
                                    .day = number,
                                    .sts_enforced = sts_enforced,
                                    .dane = dane};
}

static struct domain_day_line weaker(day_number number)
{
    struct domain_day_line line = day(number, false, false);
    line.sts_weaker = true;
    return line;
}

/* Of a domain with reports from day 100 to day 200. */
static struct protected_since of(struct domain_day_line *days, size_t n, enum policy_kind kind)
{
    struct summary s = {.domain_days = days, .domain_days_n = n};
    struct domain_row d = {.policy_domain = SLICE("a.example"),
                           .span = {.first = 100, .last = 200, .any = true}};
    return protected_since(&s, &d, kind);
}

static void six_days_without_reports_are_no_break(void **state)
{
    (void)state;
    struct domain_day_line days[] = {day(100, false, false), day(186, true, false),
                                     day(193, true, false), day(195, false, false),
                                     day(200, true, false)};
    struct protected_since since = of(days, 5, POLICY_STS);
    assert_true(since.is_protected && !of(days, 5, POLICY_TLSA).is_protected);
    assert_int_equal(since.since, 186);
    assert_int_equal(since.last, 200);
    assert_false(since.from_first_day);
}

static void a_week_without_it_begins_anew(void **state)
{
    (void)state;
    struct domain_day_line days[] = {day(100, true, false), day(190, false, true),
                                     day(198, false, true)};
    struct protected_since since = of(days, 3, POLICY_TLSA);
    assert_true(since.is_protected && !of(days, 3, POLICY_STS).is_protected);
    assert_int_equal(since.since, 198);
    assert_int_equal(since.last, 198);
}

static void a_day_in_a_weaker_mode_alone_begins_anew(void **state)
{
    (void)state;
    struct domain_day_line days[] = {day(194, true, false), weaker(195), day(196, true, false),
                                     day(197, true, false), weaker(200)};
    struct protected_since since = of(days, 5, POLICY_STS);
    assert_int_equal(since.since, 196);
    assert_int_equal(since.last, 197);
    days[1].sts_enforced = true; /* some senders have a policy of the week before */
    assert_int_equal(of(days, 5, POLICY_STS).since, 194);
}

static void each_way_of_protection_has_its_own_days(void **state)
{
    (void)state;
    struct domain_day_line days[] = {day(188, false, true), day(194, false, true), weaker(195),
                                     day(200, true, true)};
    assert_int_equal(of(days, 4, POLICY_STS).since, 200);
    assert_int_equal(of(days, 4, POLICY_TLSA).since, 188);
}

static void the_same_policy_before_and_after_a_break_is_not_one(void **state)
{
    (void)state;
    struct domain_day_line days[] = {day(100, true, false), day(150, false, false),
                                     day(200, true, false)};
    assert_int_equal(of(days, 3, POLICY_STS).since, 200);
    assert_false(of(days, 3, POLICY_STS).from_first_day);
}

static void what_was_seen_from_the_first_day_may_be_older(void **state)
{
    (void)state;
    struct domain_day_line days[101];
    for (day_number i = 0; i <= 100; i++)
        days[i] = day(100 + i, true, false);
    assert_true(of(days, 101, POLICY_STS).from_first_day);
}

static void what_is_gone_protects_no_more(void **state)
{
    (void)state;
    struct domain_day_line days[] = {day(193, true, false), day(200, false, false)};
    assert_false(of(days, 2, POLICY_STS).is_protected);
    assert_false(of(days, 0, POLICY_STS).is_protected);
    days[0].day = 194;
    assert_true(of(days, 2, POLICY_STS).is_protected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_days_without_reports_are_no_break),
        cmocka_unit_test(a_week_without_it_begins_anew),
        cmocka_unit_test(a_day_in_a_weaker_mode_alone_begins_anew),
        cmocka_unit_test(each_way_of_protection_has_its_own_days),
        cmocka_unit_test(the_same_policy_before_and_after_a_break_is_not_one),
        cmocka_unit_test(what_was_seen_from_the_first_day_may_be_older),
        cmocka_unit_test(what_is_gone_protects_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
