/* Tests of the rules about policies: each fires, just does not fire, and does not fire. */
#include "tests/unit/findings.h"

#define TESTING "version: STSv1\nmode: testing\nmx: *.a.example\nmax_age: 604800"

static void a_policy_is_downgraded_when_the_stricter_one_is_seen_no_more(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 150, ENFORCE), FINE("One", 151, 200, TESTING));
    assert_string_equal(found, "policy-downgraded policy-not-enforced ");
    FIND_ALL(FINE("One", 100, 150, TESTING), FINE("One", 151, 200, ENFORCE));
    assert_string_equal(found, "policy-changed ");
    FIND(FINE("One", 100, 200, ENFORCE), FINE("Two", 150, 180, TESTING));
    assert_string_equal(found, "");
}

static void a_policy_is_lost_when_one_that_saw_it_finds_none(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 150, ENFORCE), FINE("One", 151, 157, NULL));
    assert_string_equal(found, "policy-downgraded ");
    FIND(FINE("One", 100, 150, ENFORCE), FINE("One", 151, 156, NULL));
    assert_string_equal(found, "");
    FIND(FINE("One", 100, 150, ENFORCE), FINE("Two", 100, 180, NULL));
    assert_string_equal(found, ""); /* Two never knew the policy; One only stopped to report */
}

static void a_weaker_mode_and_then_no_policy_are_one_downgrade(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 150, ENFORCE), FINE("One", 151, 160, TESTING),
         FINE("One", 161, 170, NULL));
    assert_string_equal(found, "policy-downgraded policy-not-enforced ");
}

static void a_weaker_mode_that_has_ended_is_told_of(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 121, TESTING),
         FINE("One", 122, 130, ENFORCE));
    assert_non_null(strstr(told, "121 to 121, 0 of 5: The MTA-STS mode went from enforce to "
                                 "testing, and enforce was seen again on 1970-05-03 (One)"));
    FIND(FINE("One", 100, 107, TESTING), FINE("One", 108, 120, ENFORCE),
         FINE("One", 121, 127, TESTING), FINE("One", 128, 130, ENFORCE));
    assert_string_equal(found, "policy-downgraded "); /* a week of the mode it had before */
    FIND(FINE("One", 100, 107, TESTING), FINE("One", 108, 120, ENFORCE),
         FINE("Two", 121, 126, TESTING), FINE("One", 127, 130, ENFORCE));
    assert_string_equal(found, ""); /* Two may have kept the policy that was there first */
    FIND(FINE("One", 100, 120, ENFORCE), FINE("Two", 100, 100, TESTING),
         FINE("Two", 121, 126, TESTING), FINE("One", 127, 130, ENFORCE));
    assert_string_equal(found, ""); /* nobody knows which of them was there first */
    FIND(FINE("One", 100, 107, TESTING), FINE("One", 108, 120, ENFORCE),
         FINE("Two", 121, 126, TESTING));
    assert_string_equal(found, "policy-downgraded policy-not-enforced "); /* enforce is gone */
    FIND(FINE("One", 100, 130, ENFORCE), FINE("Two", 110, 120, TESTING));
    assert_string_equal(found, ""); /* enforce was there on each of these days */
}

static void a_policy_that_was_lost_and_is_back_is_told_of(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 127, NULL),
         FINE("One", 128, 130, ENFORCE));
    assert_non_null(strstr(told, "121 to 127, 0 of 35: Senders that found an MTA-STS or DANE "
                                 "policy before found none on 7 days with reports, and one again "
                                 "on 1970-05-09"));
    FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 126, NULL),
         FINE("One", 127, 130, ENFORCE));
    assert_string_equal(found, "");
    FIND(FINE("One", 100, 109, NULL), FINE("One", 110, 120, ENFORCE), FINE("Two", 121, 130, NULL),
         FINE("One", 131, 140, ENFORCE));
    assert_string_equal(found, ""); /* Two never knew it; One knew none before it was there */
    FIND(FINE("One", 100, 120, ENFORCE), FINE("Two", 121, 127, NULL),
         FINE("Two", 128, 130, ENFORCE));
    assert_string_equal(found, ""); /* Two had not seen it before */
    FIND(FINE("One", 100, 120, ENFORCE), FINE("Two", 121, 127, NULL),
         FINE("One", 128, 140, ENFORCE), FINE("One", 141, 141, NULL));
    assert_string_equal(found, ""); /* One was silent on the days of Two */
}

static void strangers_do_not_hide_that_a_policy_was_lost(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 127, NULL),
         FINE("One", 128, 128, ENFORCE), FINE("Stranger", 129, 135, NULL));
    assert_non_null(strstr(told, "121 to 127"));
}

static void one_mail_does_not_end_that_a_policy_is_lost(void **state)
{
    (void)state;
    for (day_number day = 121; day <= 128; day++) {
        FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 128, NULL),
             FINE("Forged", day, day, ENFORCE));
        assert_string_equal(found, "policy-downgraded ");
        assert_non_null(strstr(told, "find none any more"));
    }
    FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 127, NULL),
         FINE("Forged", 127, 127, ENFORCE));
    assert_string_equal(found, "policy-downgraded ");
    FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 132, NULL),
         FINE("Two", 126, 127, ENFORCE));
    assert_string_equal(found, ""); /* others see it */
    FIND(FINE("One", 100, 120, ENFORCE), FINE("One", 121, 132, NULL),
         FINE("Two", 123, 123, ENFORCE), FINE("Two", 127, 127, ENFORCE));
    assert_string_equal(found, "");
}

/* Is a policy lost, says what is found in lines of which the last one is of stale reports? */
static bool is_lost_with_stale(const struct line *lines, size_t n)
{
    struct judged j;
    bool is_lost = false;
    judged_start(&j);
    for (size_t i = 0; i < n; i++) {
        are_stale = i + 1 == n;
        add_line(&j.figures, &lines[i]);
    }
    are_stale = false;
    judged_finish(&j);
    for (size_t i = 0; i < j.findings.n; i++)
        is_lost |= j.findings.at[i].rule == RULE_POLICY_DOWNGRADED;
    judged_free(&j);
    return is_lost;
}

static void what_stale_reports_say_makes_no_lost_policy(void **state)
{
    (void)state;
    const struct line saw_one[] = {FINE("Two", 100, 120, ENFORCE), FINE("One", 100, 140, NULL),
                                   FINE("One", 100, 100, ENFORCE)};
    const struct line found_none[] = {FINE("One", 100, 120, ENFORCE), FINE("Two", 121, 140, NULL),
                                      FINE("One", 121, 140, NULL)};
    assert_false(is_lost_with_stale(saw_one, COUNT_OF(saw_one)));
    assert_false(is_lost_with_stale(found_none, COUNT_OF(found_none)));
}

static void an_unknown_policy_type_is_neither_a_policy_nor_none(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 100, NULL), FINE("One", 101, 120, ENFORCE),
         FINE("One", 121, 130, "sts-v2"));
    assert_string_equal(found, "");
    FIND(FINE("One", 100, 120, "sts-v2"), FINE("One", 121, 130, NULL));
    assert_string_equal(found, "");
    FIND(FINE("One", 100, 110, "sts-v2"));
    assert_string_equal(found, "");
}

static void testing_and_none_are_not_enforced(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 150, TESTING));
    assert_string_equal(found, "policy-not-enforced ");
    FIND(FINE("One", 100, 150, ENFORCE));
    assert_string_equal(found, "");
}

static void no_policy_needs_some_days(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 104, NULL));
    assert_string_equal(found, "no-policy ");
    FIND(FINE("One", 100, 103, NULL));
    assert_string_equal(found, "");
    FIND(FINE("One", 100, 110, NULL), FINE("Two", 100, 100, ENFORCE));
    assert_string_equal(found, "");
}

static void a_max_age_under_a_day_is_short(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 100, "mode: enforce\nmax_age: 86399"));
    assert_string_equal(found, "short-max-age ");
    FIND(FINE("One", 100, 100, "mode: enforce\nmax_age: 86400"));
    assert_string_equal(found, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_is_downgraded_when_the_stricter_one_is_seen_no_more),
        cmocka_unit_test(a_policy_is_lost_when_one_that_saw_it_finds_none),
        cmocka_unit_test(a_weaker_mode_and_then_no_policy_are_one_downgrade),
        cmocka_unit_test(a_weaker_mode_that_has_ended_is_told_of),
        cmocka_unit_test(a_policy_that_was_lost_and_is_back_is_told_of),
        cmocka_unit_test(one_mail_does_not_end_that_a_policy_is_lost),
        cmocka_unit_test(strangers_do_not_hide_that_a_policy_was_lost),
        cmocka_unit_test(what_stale_reports_say_makes_no_lost_policy),
        cmocka_unit_test(an_unknown_policy_type_is_neither_a_policy_nor_none),
        cmocka_unit_test(testing_and_none_are_not_enforced),
        cmocka_unit_test(no_policy_needs_some_days),
        cmocka_unit_test(a_max_age_under_a_day_is_short),
    };
    return cmocka_run_group_tests_name("find_policies", tests, NULL, NULL);
}
