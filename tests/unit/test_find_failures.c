/* Tests of the rules about failures: each fires, just does not fire, and does not fire. */
#include "tests/unit/findings.h"

static void a_quiet_year_has_no_finding(void **state)
{
    (void)state;
    FIND_ALL(YEAR("One"), YEAR("Two"));
    assert_string_equal(found, "");
}

static void a_downgrade_needs_secured_sessions_on_the_same_day(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "starttls-not-supported", NULL, NULL});
    assert_string_equal(found, "possible-downgrade starttls-not-supported ");
    FIND({"One", 101, 101, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "starttls-not-supported", NULL, NULL});
    assert_string_equal(found, "starttls-not-supported ");
    FIND({"One", 100, 100, 1, NULL, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "starttls-not-supported", NULL, NULL});
    assert_string_equal(found, "starttls-not-supported ");
}

static void a_severe_finding_is_an_alarm_whatever_the_share(void **state)
{
    (void)state;
    FIND({"One", 100, 120, 1, ENFORCE, 100000, 1, "certificate-expired", NULL, NULL});
    assert_int_equal(verdict, VERDICT_ALARM);
    FIND({"One", 100, 120, 1, ENFORCE, 100000, 1, "sts-policy-fetch-error", NULL, NULL});
    assert_int_equal(verdict, VERDICT_SECURED);
}

static void an_mx_is_unlisted_where_no_pattern_matches(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, ENFORCE, 5, 3, "validation-failure", "mx.rogue.example", NULL});
    assert_string_equal(found, "unlisted-mx validation-failure ");
    FIND({"One", 100, 100, 1, ENFORCE, 5, 3, "validation-failure", "mx.a.example", NULL});
    assert_string_equal(found, "validation-failure ");
    FIND({"One", 100, 100, 1, "tlsa", 5, 3, "validation-failure", "mx.rogue.example", NULL});
    assert_string_equal(found, "validation-failure ");
}

static void result_types_lead_to_their_findings(void **state)
{
    (void)state;
    const char *const cases[][2] = {{"tlsa-invalid", "dane-broken "},
                                    {"dnssec-invalid", "dane-broken "},
                                    {"dane-required", "dane-broken "},
                                    {"sts-policy-invalid", "sts-policy-broken "},
                                    {"sts-webpki-invalid", "sts-policy-broken "},
                                    {"sts-policy-fetch-error", "sts-policy-unreachable "},
                                    {"something-new", ""}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FIND({"One", 100, 100, 1, ENFORCE, 5, 3, cases[i][0], NULL, NULL});
        assert_string_equal(found, cases[i][1]);
    }
}

static void a_rise_is_seen_against_the_weeks_before(void **state)
{
    (void)state;
    /* Day 4 of 1970 is a Monday, so weeks begin on days 4 + 7k. */
    FIND({"One", 95, 122, 1, ENFORCE, 1000, 1, "something", NULL, NULL},
         {"One", 123, 129, 1, ENFORCE, 1000, 11, "something", NULL, NULL});
    assert_string_equal(found, "failure-rate-rise ");
    FIND({"One", 95, 122, 1, ENFORCE, 1000, 5, "something", NULL, NULL},
         {"One", 123, 129, 1, ENFORCE, 1000, 11, "something", NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 95, 122, 1, ENFORCE, 1000, 0, NULL, NULL, NULL},
         {"One", 123, 129, 1, ENFORCE, 1000, 9, "something", NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 95, 122, 1, ENFORCE, 95, 5, "something", NULL, NULL}, /* three times 5 % */
         {"One", 123, 129, 1, ENFORCE, 85, 15, "something", NULL, NULL});
    assert_string_equal(found, "failure-rate-rise ");
    FIND({"One", 123, 129, 1, ENFORCE, 1000, 50, "something", NULL,
          NULL}); /* nothing to compare with */
    assert_string_equal(found, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quiet_year_has_no_finding),
        cmocka_unit_test(a_downgrade_needs_secured_sessions_on_the_same_day),
        cmocka_unit_test(a_severe_finding_is_an_alarm_whatever_the_share),
        cmocka_unit_test(an_mx_is_unlisted_where_no_pattern_matches),
        cmocka_unit_test(result_types_lead_to_their_findings),
        cmocka_unit_test(a_rise_is_seen_against_the_weeks_before),
    };
    return cmocka_run_group_tests_name("find_failures", tests, NULL, NULL);
}
