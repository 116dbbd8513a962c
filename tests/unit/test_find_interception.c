/* Tests of the rule about interception. */
#include "tests/unit/findings.h"

static void an_interception_is_seen_by_few(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_string_equal(found, "possible-interception certificate-not-trusted ");
    FIND({"One", 100, 100, 1, ENFORCE, 500, 3, "certificate-expired", NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_non_null(strstr(found, "possible-interception ")); /* another failure is none of it */
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_string_equal(found, "certificate-not-trusted "); /* who is right of two? */
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL},
         {"Four", 100, 100, 1, ENFORCE, 0, 3, "certificate-host-mismatch", NULL, NULL});
    assert_string_equal(found, "certificate-host-mismatch certificate-not-trusted "); /* half */
    FIND({"One", 100, 100, 1, ENFORCE, 5, 3, "certificate-not-trusted", NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_string_equal(found, "certificate-not-trusted ");
    FIND({"One", 100, 100, 1, ENFORCE, 5, 3, "certificate-host-mismatch", NULL, NULL});
    assert_string_equal(found,
                        "certificate-host-mismatch "); /* the only reporter: nobody saw otherwise */
    FIND({"One", 100, 100, 1, ENFORCE, 9, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "certificate-expired", NULL, NULL});
    assert_string_equal(found, "certificate-expired ");
}

static void who_tells_of_it_twice_is_one(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, "192.0.2.1"},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, "192.0.2.2"});
    assert_string_equal(found, "possible-interception certificate-not-trusted ");
}

static void who_found_no_policy_looked_at_no_certificate(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, ENFORCE, 500, 3, "certificate-not-trusted", NULL, NULL},
         {"Two", 100, 100, 1, NULL, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, NULL, 500, 0, NULL, NULL, NULL});
    assert_string_equal(found, "certificate-not-trusted ");
    FIND({"One", 100, 100, 1, ENFORCE, 500, 3, "certificate-not-trusted", NULL, NULL},
         {"Two", 100, 100, 1, NULL, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, "tlsa", 500, 0, NULL, NULL, NULL});
    assert_string_equal(found, "possible-interception certificate-not-trusted ");
}

#define UNTRUSTED "certificate-not-trusted"

#define WITNESS(who, ip)                                                                           \
    {who, 100, 102, 1, ENFORCE, 500, 0, NULL, NULL, NULL},                                         \
        {who, 103, 103, 1, ENFORCE, 500, 1, UNTRUSTED, NULL, ip},                                  \
    {                                                                                              \
        who, 104, 107, 1, ENFORCE, 500, 0, NULL, NULL, NULL                                        \
    }

/* On day 103 all of three see a wrong certificate at 192.0.2.1 of mx.a.example; and one failure
 * more: */
static const char *beside(int day, const char *result, const char *mx, const char *ip)
{
    FIND(WITNESS("One", "192.0.2.1"), WITNESS("Two", " [192.0.2.1] "),
         WITNESS("Three", "::ffff:192.0.2.1"),
         {"Four", day, day, 1, ENFORCE, 500, 1, result, mx, ip});
    return strstr(found, "possible-interception") ? "odd" : "usual";
}

static void an_interception_is_at_some_addresses(void **state)
{
    (void)state;
    assert_string_equal(beside(103, "certificate-expired", NULL, "192.0.2.2"), "odd");
    assert_string_equal(beside(106, "certificate-expired", NULL, "192.0.2.2"), "odd");
    assert_string_equal(beside(103, "certificate-expired", "mx2.a.example", "192.0.2.2"), "odd");
    /* another host has a certificate of its own */
    assert_string_equal(beside(106, "certificate-expired", "mx2.a.example", "192.0.2.2"), "usual");
}

static void an_address_is_one_however_it_is_spelled(void **state)
{
    (void)state;
    assert_string_equal(beside(106, "validation-failure", NULL, "192.0.2.1"), "usual");
    assert_string_equal(beside(106, "validation-failure", NULL, "::ffff:192.0.2.1"), "usual");
    assert_string_equal(beside(106, "validation-failure", NULL, "::FFFF:c000:201"), "usual");
    FIND(WITNESS("One", "2001:db8::1"), WITNESS("Two", "2001:DB8:0::1"),
         WITNESS("Three", "2001:0db8:0:0:0:0:0:1"),
         {"Four", 103, 103, 1, ENFORCE, 500, 1, "validation-failure", NULL, "[2001:db8::0:1]"});
    assert_string_equal(found, "certificate-not-trusted validation-failure ");
}

static void what_names_no_server_is_no_other_address(void **state)
{
    (void)state;
    assert_string_equal(beside(103, "validation-failure", NULL, "not-an-ip"), "usual");
    assert_string_equal(beside(103, "sts-policy-fetch-error", NULL, "203.0.113.80"), "usual");
    assert_string_equal(beside(103, "sts-policy-invalid", NULL, "203.0.113.80"), "usual");
    assert_string_equal(beside(103, "sts-webpki-invalid", NULL, "203.0.113.80"), "usual");
    FIND(WITNESS("One", "192.0.2.1"), WITNESS("Two", "192.0.2.1"), WITNESS("Three", "unknown"),
         {"Four", 103, 103, 1, ENFORCE, 500, 1, "certificate-expired", NULL, "192.0.2.2"});
    assert_null(strstr(found, "possible-interception")); /* one saw it, and does not say where */
}

static void who_sees_it_at_every_address_sees_it_everywhere(void **state)
{
    (void)state;
    FIND({"One", 90, 90, 1, ENFORCE, 500, 1, "certificate-expired", NULL, "192.0.2.3"},
         WITNESS("One", "192.0.2.1"), WITNESS("Two", "192.0.2.2"), WITNESS("Three", "192.0.2.3"));
    assert_null(strstr(found, "possible-interception"));
    FIND({"One", 90, 90, 1, ENFORCE, 500, 1, "certificate-expired", NULL, "192.0.2.4"},
         WITNESS("One", "192.0.2.1"), WITNESS("Two", "192.0.2.2"), WITNESS("Three", "192.0.2.3"));
    assert_non_null(strstr(found, "possible-interception"));
}

#define NEWCOMER(who, days_before)                                                                 \
    {who, 103 - (days_before), 102, 1, ENFORCE, 500, 0, NULL, NULL, NULL},                         \
    {                                                                                              \
        who, 103, 103, 1, ENFORCE, 500, 1, UNTRUSTED, NULL, "192.0.2.1"                            \
    }

static void who_reported_on_two_other_days_is_no_witness_yet(void **state)
{
    (void)state;
    FIND(NEWCOMER("One", 2), NEWCOMER("Two", 2), NEWCOMER("Three", 2),
         {"Four", 103, 103, 1, ENFORCE, 500, 1, "certificate-expired", NULL, "192.0.2.2"});
    assert_null(strstr(found, "possible-interception"));
    FIND(NEWCOMER("One", 3), NEWCOMER("Two", 3), NEWCOMER("Three", 3),
         {"Four", 103, 103, 1, ENFORCE, 500, 1, "certificate-expired", NULL, "192.0.2.2"});
    assert_non_null(strstr(found, "possible-interception"));
}

static void a_strangers_word_makes_nothing_odd_where_enough_are_known(void **state)
{
    (void)state;
    for (int days_before = 2; days_before < 4; days_before++) {
        FIND(NEWCOMER("One", days_before), FINE("Two", 100, 107, ENFORCE),
             FINE("Three", 100, 107, ENFORCE), FINE("Four", 100, 107, ENFORCE));
        assert_true((days_before > 2) == (strstr(found, "possible-interception") != NULL));
    }
}

static void where_nobody_is_secured_nothing_is_odd(void **state)
{
    (void)state;
    for (int ok = 0; ok < 2; ok++) {
        FIND(FINE("One", 100, 102, ENFORCE), FINE("Two", 100, 102, ENFORCE),
             FINE("Three", 100, 102, ENFORCE),
             {"One", 103, 103, 1, ENFORCE, ok, 1, UNTRUSTED, NULL, "192.0.2.1"},
             {"Two", 103, 103, 1, ENFORCE, ok, 1, UNTRUSTED, NULL, "192.0.2.1"},
             {"Three", 103, 103, 1, ENFORCE, ok, 1, UNTRUSTED, NULL, "192.0.2.1"},
             {"One", 103, 103, 1, ENFORCE, 0, 1, "certificate-expired", NULL, "192.0.2.2"});
        assert_true(ok == (strstr(found, "possible-interception") != NULL));
    }
}

static void who_signs_his_reports_is_a_witness_from_the_first_day(void **state)
{
    (void)state;
    for (int aligned = 0; aligned < 2; aligned++) {
        signature = (struct dkim_verdict){.result = DKIM_PASS,
                                          .aligned = aligned ? DKIM_ALIGNED : DKIM_UNALIGNED,
                                          .domain = SLICE("one.example")};
        FIND(NEWCOMER("One", 2), NEWCOMER("Two", 2), NEWCOMER("Three", 2),
             {"Four", 103, 103, 1, ENFORCE, 500, 1, "certificate-expired", NULL, "192.0.2.2"});
        assert_true(aligned == (strstr(found, "possible-interception") != NULL));
    }
    signature = (struct dkim_verdict){0};
}

static void what_nobody_signed_is_found_with_that_word(void **state)
{
    (void)state;
    for (int aligned = 0; aligned < 2; aligned++) {
        signature = (struct dkim_verdict){.result = aligned ? DKIM_PASS : DKIM_NONE,
                                          .aligned = aligned ? DKIM_ALIGNED : DKIM_UNALIGNED};
        FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
             {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
             {"Three", 100, 100, 1, ENFORCE, 0, 3, UNTRUSTED, NULL, NULL});
        assert_non_null(strstr(told, ": possibly an interception"));
        assert_true(aligned == !strstr(told, "an interception; none of these reports is "
                                             "authentic (Three)\n"));
    }
    signature = (struct dkim_verdict){0};
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interception_is_seen_by_few),
        cmocka_unit_test(who_tells_of_it_twice_is_one),
        cmocka_unit_test(who_found_no_policy_looked_at_no_certificate),
        cmocka_unit_test(an_interception_is_at_some_addresses),
        cmocka_unit_test(an_address_is_one_however_it_is_spelled),
        cmocka_unit_test(what_names_no_server_is_no_other_address),
        cmocka_unit_test(who_sees_it_at_every_address_sees_it_everywhere),
        cmocka_unit_test(who_reported_on_two_other_days_is_no_witness_yet),
        cmocka_unit_test(a_strangers_word_makes_nothing_odd_where_enough_are_known),
        cmocka_unit_test(where_nobody_is_secured_nothing_is_odd),
        cmocka_unit_test(who_signs_his_reports_is_a_witness_from_the_first_day),
        cmocka_unit_test(what_nobody_signed_is_found_with_that_word),
    };
    return cmocka_run_group_tests_name("find_interception", tests, NULL, NULL);
}
