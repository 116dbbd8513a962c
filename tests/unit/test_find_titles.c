/* Tests of what findings say in figures: their days, their sessions, and the numbers in titles. */
#include "tests/unit/findings.h"

#define TESTING "version: STSv1\nmode: testing\nmx: *.a.example\nmax_age: 604800"
#define OFF "version: STSv1\nmode: none\nmax_age: 604800"

static void a_gap_has_its_days(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 113, ENFORCE), FINE("One", 117, 129, ENFORCE));
    assert_string_equal(told, "114 to 116, 0 of 0: No report on 3 days in a row\n");
    FIND(FINE("One", 100, 128, ENFORCE), FINE("One", 134, 158, ENFORCE),
         FINE("One", 163, 189, ENFORCE));
    assert_string_equal(told,
                        "129 to 162, 0 of 0: No report on 5 days in a row, and 1 more such gap\n");
}

static void a_loop_has_the_days_of_its_longest_run(void **state)
{
    (void)state;
    FIND_ALL(YEAR("Two"), {"One", 100, 114, 1, ENFORCE, 1, 0, NULL, NULL, NULL},
             {"Three", 200, 213, 1, ENFORCE, 1, 0, NULL, NULL, NULL});
    assert_string_equal(told, "100 to 213, 0 of 0: A reporter seems to report on its own daily "
                              "report only, for 15 days in a row (One, Three)\n");
    FIND_ALL(YEAR("Two"), {"One", 100, 119, 1, ENFORCE, 1, 0, NULL, NULL, NULL},
             {"One", 300, 313, 1, ENFORCE, 1, 0, NULL, NULL, NULL});
    assert_string_equal(told, "100 to 313, 0 of 0: A reporter seems to report on its own daily "
                              "report only, for 20 days in a row (One)\n"); /* not over since 119 */
}

static void a_rise_has_the_share_and_the_sessions_of_its_week(void **state)
{
    (void)state; /* day 102 is a Monday */
    FIND({"One", 74, 101, 1, ENFORCE, 100, 0, NULL, NULL, NULL},
         {"One", 102, 108, 1, ENFORCE, 80, 20, "certificate-expired", NULL, NULL},
         {"One", 109, 122, 1, ENFORCE, 100, 0, NULL, NULL, NULL});
    assert_string_equal(told, "102 to 108, 140 of 700: Senders met an expired certificate (One)\n"
                              "102 to 108, 140 of 700: In a week 20.0 % of the sessions failed, "
                              "far more than in the weeks before (One)\n");
    FIND({"One", 74, 101, 1, ENFORCE, 100, 0, NULL, NULL, NULL},
         {"One", 102, 108, 1, ENFORCE, 1, 9999, NULL, NULL, NULL});
    assert_non_null(strstr(told, "In a week 99.9 % of the sessions failed")); /* not all of them */
}

static void a_weak_mode_has_its_days(void **state)
{
    (void)state;
    FIND(FINE("Two", 100, 105, ENFORCE), /* saw the other mode alone */
         FINE("One", 100, 109, ENFORCE), FINE("One", 110, 121, TESTING));
    assert_string_equal(
        told, "110 to 121, 0 of 60: The MTA-STS mode went from enforce to testing (One)\n"
              "110 to 121, 0 of 0: The MTA-STS policy is in the mode testing, and not "
              "enforced for 12 days now; ready for enforce: 14 clean days, 70 sessions, 1 "
              "reporter (One)\n");
    FIND(FINE("One", 100, 100, OFF));
    assert_string_equal(told, "100 to 100, 0 of 0: The MTA-STS policy is in the mode none, and not "
                              "enforced for 1 day now (One)\n");
    FIND(FINE("One", 100, 104, TESTING), FINE("One", 105, 106, OFF)); /* none for 2 days alone */
    assert_non_null(strstr(told, "100 to 106, 0 of 0: The MTA-STS policy is in the mode none, and "
                                 "not enforced for 7 days now"));
}

static void a_policy_changed_on_the_days_of_other_ones(void **state)
{
    (void)state;
    FIND_ALL(FINE("One", 99, 100, NULL), FINE("One", 101, 110, TESTING),
             FINE("One", 111, 120, ENFORCE)); /* the first one is no other one */
    assert_string_equal(told,
                        "111 to 111, 0 of 0: The policy changed: 2 MTA-STS policies were seen\n");
}

static void failures_have_the_sessions_of_their_days(void **state)
{
    (void)state; /* those of others on these days, too */
    FIND({"One", 67, 102, 1, ENFORCE, 700, 0, NULL, NULL, NULL},
         {"One", 103, 104, 1, ENFORCE, 11, 3, "certificate-expired", NULL, NULL},
         {"Two", 104, 105, 1, ENFORCE, 13, 0, NULL, NULL, NULL});
    assert_string_equal(told, "103 to 104, 6 of 41: Senders met an expired certificate (One)\n");
}

static void what_is_open_comes_before_what_is_closed_and_has_more_failures(void **state)
{
    (void)state;
    FIND({"One", 99, 99, 1, ENFORCE, 90000, 0, NULL, NULL, NULL},
         {"One", 100, 100, 1, ENFORCE, 90000, 50, "certificate-expired", NULL, NULL},
         {"One", 101, 109, 1, ENFORCE, 90000, 0, NULL, NULL, NULL},
         {"One", 110, 110, 1, ENFORCE, 90000, 5, "certificate-host-mismatch", NULL, NULL});
    assert_string_equal(found, "certificate-host-mismatch certificate-expired ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_has_its_days),
        cmocka_unit_test(a_loop_has_the_days_of_its_longest_run),
        cmocka_unit_test(a_rise_has_the_share_and_the_sessions_of_its_week),
        cmocka_unit_test(a_weak_mode_has_its_days),
        cmocka_unit_test(a_policy_changed_on_the_days_of_other_ones),
        cmocka_unit_test(failures_have_the_sessions_of_their_days),
        cmocka_unit_test(what_is_open_comes_before_what_is_closed_and_has_more_failures),
    };
    return cmocka_run_group_tests_name("find_titles", tests, NULL, NULL);
}
