/* Tests of the rules about coverage: each fires, just does not fire, and does not fire. */
#include "tests/unit/findings.h"

/* a.example reports up to day `last`, and on day `old` (0: none); b.example goes on to day 200. */
static void find_stopped(int last, int old)
{
    struct judged j;
    judged_start(&j);
    add_line(&j.figures, &(struct line){"One", 100, last, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    if (old > 0)
        add_line(&j.figures, &(struct line){"One", old, old, 1, ENFORCE, 5, 0, NULL, NULL, NULL});
    for (int day = 100; day <= 200; day++) {
        struct policy policy = {.type = SLICE("sts"),
                                .domain = SLICE("b.example"),
                                .attributed = SLICE("b.example"),
                                .successful_sessions = 5};
        struct report r = {.organization_name = SLICE("One"),
                           .begin = (time_seconds)day * SECONDS_A_DAY,
                           .policies = &policy,
                           .policies_n = 1};
        assert_true(figures_add(&j.figures, &r, "00000000000000000000000000000000"));
    }
    judged_finish(&j);
    found[0] = told[0] = '\0';
    for (size_t i = 0; i < j.findings.n; i++) {
        const struct finding *f = &j.findings.at[i];
        if (f->rule != RULE_REPORTS_STOPPED)
            continue;
        strcat(strncat(found, f->policy_domain.at, f->policy_domain.n), " ");
        tell(f);
    }
    judged_free(&j);
}

static void reports_stop_after_a_week_of_silence(void **state)
{
    (void)state;
    find_stopped(193, 0);
    assert_string_equal(found, "a.example ");
    assert_string_equal(
        told, "194 to 200, 0 of 0: No report for 7 days, after reports on 94 of 94 days (One)\n");
    find_stopped(194, 0);
    assert_string_equal(found, "");
    find_stopped(110, 0); /* too few days to say that they ever came daily */
    assert_string_equal(found, "");
}

/* Anyone can mail an old one. */
static void an_old_report_hides_no_silence(void **state)
{
    (void)state;
    find_stopped(150, 20);
    assert_string_equal(found, "a.example ");
    assert_string_equal(told, "151 to 200, 0 of 0: No report for 50 days, after reports on 51 of "
                              "51 days (One)\n");
    find_stopped(110, 20);
    assert_string_equal(found, "");
}

static void a_gap_has_to_be_unusual(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 200, ENFORCE), FINE("One", 204, 300, ENFORCE));
    assert_string_equal(found, "coverage-gap ");
    FIND(FINE("One", 100, 200, ENFORCE), FINE("One", 203, 300, ENFORCE));
    assert_string_equal(found, "");
    FIND({"One", 100, 300, 4, ENFORCE, 5, 0, NULL, NULL,
          NULL}); /* every fourth day: three days between are its way */
    assert_string_equal(found, "");
}

/* In a month's audit, too, and also where there are two of them. */
static void a_gap_of_three_days_in_a_full_month_is_told_of(void **state)
{
    (void)state;
    FIND(FINE("One", 100, 113, ENFORCE), FINE("One", 117, 129, ENFORCE));
    assert_string_equal(found, "coverage-gap ");
    FIND(FINE("One", 100, 128, ENFORCE), FINE("One", 132, 158, ENFORCE),
         FINE("One", 162, 189, ENFORCE));
    assert_string_equal(found, "coverage-gap ");
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

static void a_loop_is_a_fortnight_of_single_sessions(void **state)
{
    (void)state;
    FIND_ALL(YEAR("Two"), {"One", 100, 113, 1, ENFORCE, 1, 0, NULL, NULL, NULL});
    assert_string_equal(found, "report-loop ");
    FIND_ALL(YEAR("Two"), {"One", 100, 112, 1, ENFORCE, 1, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND_ALL(YEAR("Two"), {"One", 100, 112, 1, ENFORCE, 1, 0, NULL, NULL, NULL},
             {"One", 114, 126, 1, ENFORCE, 1, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
    FIND_ALL(YEAR("Two"), {"One", 100, 120, 1, ENFORCE, 2, 0, NULL, NULL, NULL});
    assert_string_equal(found, "");
}

/* Who reports failures in a week between them is no witness. */
static void a_rise_names_who_reported_failures_in_its_weeks(void **state)
{
    (void)state;
    static const struct line lines[] = {
        YEAR("Zero"),
        {"One", 200, 200, 1, ENFORCE, 0, 90, "certificate-expired", NULL, NULL},
        {"Two", 250, 250, 1, ENFORCE, 0, 1, "certificate-expired", NULL, NULL},
        {"Three", 300, 300, 1, ENFORCE, 0, 90, "certificate-expired", NULL, NULL}};
    struct judged j;
    judged_start(&j);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        add_line(&j.figures, &lines[i]);
    judged_finish(&j);
    found[0] = '\0';
    for (size_t i = 0; i < j.findings.n; i++) {
        const struct finding *f = &j.findings.at[i];
        for (size_t k = 0; f->rule == RULE_FAILURE_RATE_RISE && k < f->reporters.n; k++)
            strcat(strncat(found, f->reporters.at[k].at, f->reporters.at[k].n), " ");
    }
    assert_string_equal(found, "One Three ");
    judged_free(&j);
}

/* All of its reports are stale, so that any day would count as much as theirs. */
static void a_rise_has_no_day_that_only_a_copy_tells_of(void **state)
{
    (void)state;
    static const struct line counted[] = {{"One", 95, 122, 1, ENFORCE, 1000, 0, NULL, NULL, NULL},
                                          {"One", 126, 127, 1, ENFORCE, 1000, 90,
                                           "certificate-expired", NULL, NULL}},
                             copy = {"One", 124, 124, 1, ENFORCE, 7, 0, NULL, NULL, NULL};
    struct judged j;
    judged_start(&j);
    are_stale = true;
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        add_line(&j.figures, &counted[i]);
    are_copies = true;
    add_line(&j.figures, &copy);
    judged_finish(&j);
    are_copies = are_stale = false;
    size_t rises = 0;
    for (size_t i = 0; i < j.findings.n; i++) {
        const struct finding *f = &j.findings.at[i];
        if (f->rule != RULE_FAILURE_RATE_RISE)
            continue;
        rises++;
        assert_int_equal(f->span.first, 126);
        assert_int_equal(f->span.last, 127);
    }
    assert_int_equal(rises, 1);
    judged_free(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_stop_after_a_week_of_silence),
        cmocka_unit_test(an_old_report_hides_no_silence),
        cmocka_unit_test(a_gap_has_to_be_unusual),
        cmocka_unit_test(a_gap_of_three_days_in_a_full_month_is_told_of),
        cmocka_unit_test(weekly_reports_leave_no_gap),
        cmocka_unit_test(a_rise_names_who_reported_failures_in_its_weeks),
        cmocka_unit_test(a_rise_has_no_day_that_only_a_copy_tells_of),
        cmocka_unit_test(a_loop_is_a_fortnight_of_single_sessions),
    };
    return cmocka_run_group_tests_name("find_coverage", tests, NULL, NULL);
}
