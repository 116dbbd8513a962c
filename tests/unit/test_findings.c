/* Tests of the rules: each fires, just does not fire, and does not fire; and of what tunes them,
 * rules files and causes. */
#include "tests/unit/reading.h"

#include "formats/read/rulesfile.h"
#include "lib/findings/causes.h"
#include "lib/findings/verdict.h"

#define ENFORCE "version: STSv1\nmode: enforce\nmx: *.a.example\nmax_age: 604800"
#define TESTING "version: STSv1\nmode: testing\nmx: *.a.example\nmax_age: 604800"

/* What the days from..to bring, every `step` days: a report of `reporter`. */
struct line {
    const char *reporter;
    int from, to, step;
    const char *policy; /* an MTA-STS policy, or another type; NULL: no-policy-found */
    int ok, failed;
    const char *result, *mx, *ip;
};

static int days_a_report = 1; /* that each is about */

static void add_line(struct figures *f, const struct line *l)
{
    static unsigned number;
    for (int day = l->from; day <= l->to; day += l->step ? l->step : 1) {
        struct slice text = slice_of(l->policy ? l->policy : "");
        struct failure_detail detail = {.failed_sessions = l->failed};
        detail.text[DETAIL_RESULT_TYPE] = slice_of(l->result ? l->result : "");
        detail.text[DETAIL_RECEIVING_MX_HOSTNAME] = slice_of(l->mx ? l->mx : "mx.a.example");
        detail.text[DETAIL_RECEIVING_IP] = slice_of(l->ip ? l->ip : "192.0.2.1");
        bool is_type = l->policy && !strchr(l->policy, ':');
        struct slice lines[8];
        struct texts strings = {.at = lines};
        while (text.n > 0 && !is_type)
            lines[strings.n++] = slice_until(&text, '\n');
        struct slice type = !l->policy ? SLICE("no-policy-found")
                            : is_type  ? slice_of(l->policy)
                                       : SLICE("sts");
        struct policy policy = {.type = type,
                                .domain = SLICE("a.example"),
                                .attributed = SLICE("a.example"),
                                .strings = strings,
                                .successful_sessions = l->ok,
                                .failed_sessions = l->failed,
                                .details = &detail,
                                .details_n = l->result != NULL};
        struct report r = {.organization_name = slice_of(l->reporter),
                           .report_id = SLICE("x"),
                           .begin = (time_seconds)day * SECONDS_A_DAY,
                           .end = ((time_seconds)day + days_a_report) * SECONDS_A_DAY - 1,
                           .policies = &policy,
                           .policies_n = 1};
        char key[REPORT_KEY_TEXT + 1];
        snprintf(key, sizeof key, "%032u", ++number);
        assert_true(figures_add(f, &r, key));
    }
}

static enum verdict verdict; /* of the domain */
static char found[2000];     /* ids, a blank behind each, of what is more than info unless `all` */

static void find(const struct line *lines, bool with_info)
{
    struct hash_key key;
    struct figures f;
    struct summary s;
    struct buffer scratch = {0};
    struct tuning tuning;
    struct findings findings;
    assert_true(hash_key_draw(&key) && figures_init(&f, &key, &scratch));
    for (; lines->reporter; lines++)
        add_line(&f, lines);
    tuning_init(&tuning, causes_new());
    struct selection all = {0};
    assert_true(summary_build(&s, &f, &all, NULL) &&
                findings_build(&findings, &f, &s, NULL, &tuning, NULL));
    findings_mark_domains(&findings, &s);
    verdict = verdict_of(&s.domains[0]);
    found[0] = '\0';
    for (size_t i = 0; i < findings.n; i++)
        if (with_info || findings.at[i].severity > SEVERITY_INFO)
            strcat(strcat(found, rules[findings.at[i].rule].id), " ");
    findings_free(&findings);
    summary_free(&s);
    figures_free(&f);
    buffer_free(&scratch);
    causes_free(tuning.causes);
}

#define FIND(...) find((const struct line[]){__VA_ARGS__, {0}}, false)
#define FIND_ALL(...) find((const struct line[]){__VA_ARGS__, {0}}, true)
#define YEAR(who)                                                                                  \
    {                                                                                              \
        who, 100, 464, 1, ENFORCE, 500, 0, NULL, NULL, NULL                                        \
    }

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

static void an_interception_is_seen_by_few(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_string_equal(found, "possible-interception certificate-not-trusted ");
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
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FIND({"One", 100, 100, 1, ENFORCE, 5, 3, cases[i][0], NULL, NULL});
        assert_string_equal(found, cases[i][1]);
    }
}

static void a_policy_is_downgraded_when_the_stricter_one_is_seen_no_more(void **state)
{
    (void)state;
    FIND({"One", 100, 150, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"One", 151, 200, 1, TESTING, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "policy-downgraded policy-not-enforced ");
    FIND_ALL({"One", 100, 150, 1, TESTING, 5, 0, NULL, NULL, NULL},
             {"One", 151, 200, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "policy-changed ");
    FIND({"One", 100, 200, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"Two", 150, 180, 1, TESTING, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
}

static void a_policy_is_lost_when_one_that_saw_it_finds_none(void **state)
{
    (void)state;
    FIND({"One", 100, 150, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"One", 151, 157, 1, NULL, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "policy-downgraded ");
    FIND({"One", 100, 150, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"One", 151, 156, 1, NULL, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 100, 150, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"Two", 100, 180, 1, NULL, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, ""); /* Two never knew the policy; One only stopped to report */
}

static void an_unknown_policy_type_is_neither_a_policy_nor_none(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, NULL, 5, 0, NULL, NULL, NULL},
         {"One", 101, 120, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"One", 121, 130, 1, "sts-v2", 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 100, 120, 1, "sts-v2", 5, 0, NULL, NULL, NULL},
         {"One", 121, 130, 1, NULL, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 100, 110, 1, "sts-v2", 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
}

static void testing_and_none_are_not_enforced(void **state)
{
    (void)state;
    FIND({"One", 100, 150, 1, TESTING, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "policy-not-enforced ");
    FIND({"One", 100, 150, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
}

static void no_policy_needs_some_days(void **state)
{
    (void)state;
    FIND({"One", 100, 104, 1, NULL, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "no-policy ");
    FIND({"One", 100, 103, 1, NULL, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 100, 110, 1, NULL, 5, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
}

static void a_max_age_under_a_day_is_short(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, "mode: enforce\nmax_age: 86399", 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "short-max-age ");
    FIND({"One", 100, 100, 1, "mode: enforce\nmax_age: 86400", 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
}

/* a.example reports up to day `last`; b.example goes on to day 200. */
static void find_stopped(int last)
{
    struct hash_key key;
    struct figures f;
    struct summary s;
    struct buffer scratch = {0};
    struct tuning tuning;
    struct findings findings;
    assert_true(hash_key_draw(&key) && figures_init(&f, &key, &scratch));
    add_line(&f, &(struct line){"One", 100, last, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    for (int day = 100; day <= 200; day++) {
        struct policy policy = {.type = SLICE("sts"),
                                .domain = SLICE("b.example"),
                                .attributed = SLICE("b.example"),
                                .successful_sessions = 5};
        struct report r = {.organization_name = SLICE("One"),
                           .begin = (time_seconds)day * SECONDS_A_DAY,
                           .policies = &policy,
                           .policies_n = 1};
        assert_true(figures_add(&f, &r, "00000000000000000000000000000000"));
    }
    tuning_init(&tuning, causes_new());
    struct selection all = {0};
    assert_true(summary_build(&s, &f, &all, NULL) &&
                findings_build(&findings, &f, &s, NULL, &tuning, NULL));
    found[0] = '\0';
    for (size_t i = 0; i < findings.n; i++)
        if (findings.at[i].rule == RULE_REPORTS_STOPPED)
            strcat(strncat(found, findings.at[i].policy_domain.at, findings.at[i].policy_domain.n),
                   " ");
    findings_free(&findings);
    summary_free(&s);
    figures_free(&f);
    buffer_free(&scratch);
    causes_free(tuning.causes);
}

static void reports_stop_after_a_week_of_silence(void **state)
{
    (void)state;
    find_stopped(193);
    assert_string_equal(found, "a.example ");
    find_stopped(194);
    assert_string_equal(found, "");
    find_stopped(110); /* too few days to say that they ever came daily */
    assert_string_equal(found, "");
}

static void a_gap_has_to_be_unusual(void **state)
{
    (void)state;
    FIND({"One", 100, 200, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"One", 204, 300, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "coverage-gap ");
    FIND({"One", 100, 200, 1, ENFORCE, 5, 0, NULL, NULL, NULL},
         {"One", 203, 300, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 100, 300, 4, ENFORCE, 5, 0, NULL, NULL,
          NULL}); /* every fourth day: three days between are its way */
    assert_string_equal(found, "");
}

static void weekly_reports_leave_no_gap(void **state)
{
    (void)state;
    days_a_report = 7;
    FIND({"One", 100, 190, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"One", 191, 198, 7, ENFORCE, 500, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    days_a_report = 1;
    FIND({"One", 100, 190, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"One", 191, 198, 7, ENFORCE, 500, 0, NULL, NULL, NULL});
    assert_string_equal(found, "coverage-gap ");
}

static void a_rise_is_seen_against_the_weeks_before(void **state)
{
    (void)state;
    /* Day 4 of 1970 is a Sunday, so weeks begin on days 4 + 7k + 1. */
    FIND({"One", 96, 123, 1, ENFORCE, 1000, 1, "something", NULL, NULL},
         {"One", 124, 130, 1, ENFORCE, 1000, 11, "something", NULL, NULL});
    assert_string_equal(found, "failure-rate-rise ");
    FIND({"One", 96, 123, 1, ENFORCE, 1000, 5, "something", NULL, NULL},
         {"One", 124, 130, 1, ENFORCE, 1000, 11, "something", NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 96, 123, 1, ENFORCE, 1000, 0, NULL, NULL, NULL},
         {"One", 124, 130, 1, ENFORCE, 1000, 9, "something", NULL, NULL});
    assert_string_equal(found, "");
    FIND({"One", 124, 130, 1, ENFORCE, 1000, 50, "something", NULL,
          NULL}); /* nothing to compare with */
    assert_string_equal(found, "");
}

static void a_loop_is_a_fortnight_of_single_sessions(void **state)
{
    (void)state;
    FIND_ALL(YEAR("Two"), {"One", 100, 113, 1, ENFORCE, 1, 0, NULL, NULL, NULL});
    assert_string_equal(found, "report-loop ");
    FIND_ALL(YEAR("Two"), {"One", 100, 112, 1, ENFORCE, 1, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND_ALL(YEAR("Two"), {"One", 100, 120, 1, ENFORCE, 2, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
}

static void a_rules_file_tunes(void **state)
{
    (void)state;
    struct tuning t;
    char error[600];
    tuning_init(&t, causes_new());
    assert_true(
        rulesfile_read(SLICE("{\"rules\":{\"coverage-gap\":{\"severity\":\"off\",\"days\":9}}}"),
                       &t, error, sizeof error));
    assert_int_equal(t.severity[RULE_COVERAGE_GAP], SEVERITY_OFF);
    assert_true(t.threshold[THRESHOLD_GAP_DAYS] == 9);
    assert_false(rulesfile_read(SLICE("{\"rules\":\n{\"coverage-gap\":\n{\"weeks\":9}}}"), &t,
                                error, sizeof error));
    assert_non_null(strstr(error, "line 3: coverage-gap.weeks"));
    assert_false(rulesfile_read(SLICE("[]"), &t, error, sizeof error));
    causes_free(t.causes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quiet_year_has_no_finding),
        cmocka_unit_test(a_downgrade_needs_secured_sessions_on_the_same_day),
        cmocka_unit_test(an_interception_is_seen_by_few),
        cmocka_unit_test(a_severe_finding_is_an_alarm_whatever_the_share),
        cmocka_unit_test(an_mx_is_unlisted_where_no_pattern_matches),
        cmocka_unit_test(result_types_lead_to_their_findings),
        cmocka_unit_test(a_policy_is_downgraded_when_the_stricter_one_is_seen_no_more),
        cmocka_unit_test(a_policy_is_lost_when_one_that_saw_it_finds_none),
        cmocka_unit_test(an_unknown_policy_type_is_neither_a_policy_nor_none),
        cmocka_unit_test(testing_and_none_are_not_enforced),
        cmocka_unit_test(no_policy_needs_some_days),
        cmocka_unit_test(a_max_age_under_a_day_is_short),
        cmocka_unit_test(reports_stop_after_a_week_of_silence),
        cmocka_unit_test(a_gap_has_to_be_unusual),
        cmocka_unit_test(weekly_reports_leave_no_gap),
        cmocka_unit_test(a_rise_is_seen_against_the_weeks_before),
        cmocka_unit_test(a_loop_is_a_fortnight_of_single_sessions),
        cmocka_unit_test(a_rules_file_tunes),
    };
    return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
