/* Tests of a domain's verdict. */
#include "tests/unit/days.h"

#include "lib/findings/verdict.h"

#define TESTING                                                                                    \
    "\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: testing\",\"mx: "       \
    "*.a.example\",\"max_age: 86400\"]"

#define MODE_NONE "\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: none\"]"

#define NO_POLICY "\"policy-type\":\"no-policy-found\""

static void verdicts_follow_share_and_policy(void **state)
{
    (void)state;
    const struct {
        int ok, failed;
        const char *policy;
        enum verdict verdict;
    } cases[] = {{1000, 0, ENFORCE, VERDICT_SECURED},     {1000, 2, ENFORCE, VERDICT_WATCH},
                 {1000, 0, TESTING, VERDICT_WATCH},       {80, 20, ENFORCE, VERDICT_FAILING},
                 {999, 1, ENFORCE, VERDICT_SECURED},      {9989, 11, ENFORCE, VERDICT_WATCH},
                 {990, 10, ENFORCE, VERDICT_WATCH},       {989, 11, ENFORCE, VERDICT_FAILING},
                 {1000, 0, NO_POLICY, VERDICT_NO_POLICY}, {0, 0, ENFORCE, VERDICT_NO_SESSIONS}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct reading r;
        reading_start(&r);
        add_report(&r, "One", "a.example", 1, cases[i].ok, cases[i].failed, cases[i].policy, "");
        assert_true(account_finish(&r.account));
        assert_int_equal(verdict_of(&r.account.audit.summary.domains[0]), cases[i].verdict);
        reading_end(&r);
    }
}

static void a_reporter_without_mta_sts_does_not_hide_the_policy(void **state)
{
    (void)state;
    struct reading r;
    reading_start(&r);
    add_report(&r, "Knows", "a.example", 1, 5, 0, ENFORCE, "");
    add_report(&r, "Ignorant", "a.example", 2, 5, 0, NO_POLICY, "");
    assert_true(account_finish(&r.account));
    assert_int_equal(r.account.audit.summary.domains[0].protection, PROTECTION_ENFORCED);
    for (int day = 7; day <= 8; day++) { /* and nobody saw it for a week */
        add_report(&r, "Ignorant", "a.example", day, 5, 0, NO_POLICY, "");
        summary_free(&r.account.audit.summary);
        assert_true(account_finish(&r.account));
        assert_int_equal(r.account.audit.summary.domains[0].protection,
                         day == 7 ? PROTECTION_ENFORCED : PROTECTION_NO_POLICY);
    }
    reading_end(&r);
}

static void of_two_weaker_modes_the_newer_one_is_told(void **state)
{
    (void)state;
    static const char *const policies[] = {TESTING, MODE_NONE};
    for (int newer = 0; newer < 2; newer++) {
        struct reading r;
        char sentence[VERDICT_ROOM];
        reading_start(&r);
        add_report(&r, "One", "a.example", 1, 5, 0, policies[!newer], "");
        add_report(&r, "One", "a.example", 2, 5, 0, policies[newer], "");
        assert_true(account_finish(&r.account));
        verdict_sentence(&r.account.audit.summary.domains[0], sentence);
        assert_string_equal(sentence, newer ? "Watch: mode none" : "Watch: testing mode");
        reading_end(&r);
    }
}

static void what_was_secured_long_ago_is_not_secured_now(void **state)
{
    (void)state;
    enum { JUST_RECENT = 30 };
    char sentence[VERDICT_ROOM];
    for (int behind = JUST_RECENT - 1; behind <= JUST_RECENT; behind++) {
        struct reading r;
        reading_start(&r);
        add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE, "");
        add_report(&r, "One", "b.example", 1 + behind, 5, 0, ENFORCE, "");
        assert_true(account_finish(&r.account));
        verdict_sentence(&r.account.audit.summary.domains[0], sentence);
        assert_string_equal(sentence, behind < JUST_RECENT ? "Secured: enforced"
                                                           : "Watch: no sessions in 30 days");
        reading_end(&r);
    }
}

static void a_sentence_tells_of_incidents_that_are_over(void **state)
{
    (void)state;
    static const struct {
        int closed;
        const char *sentence;
    } cases[] = {{0, "Secured: enforced"},
                 {1, "Secured: enforced; 1 incident, closed"},
                 {1234, "Secured: enforced; 1,234 incidents, closed"}};
    char sentence[VERDICT_ROOM];
    struct reading r;
    reading_start(&r);
    add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE, "");
    assert_true(account_finish(&r.account));
    struct domain_row row = r.account.audit.summary.domains[0];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        row.closed_findings = cases[i].closed;
        assert_string_equal(verdict_sentence(&row, sentence), cases[i].sentence);
    }
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_follow_share_and_policy),
        cmocka_unit_test(a_reporter_without_mta_sts_does_not_hide_the_policy),
        cmocka_unit_test(of_two_weaker_modes_the_newer_one_is_told),
        cmocka_unit_test(what_was_secured_long_ago_is_not_secured_now),
        cmocka_unit_test(a_sentence_tells_of_incidents_that_are_over),
    };
    return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
