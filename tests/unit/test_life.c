/* Tests of what opens and closes a finding (SPEC 8.2). */
#include "lib/findings/life.h"
#include "tests/unit/unit.h"

enum { FIRST = 100, EVENT = 200, LAST = 220, MOST_DAYS = 200 };

/* A domain that is expected from FIRST to LAST, with `secured` sessions on each day from there. */
struct told {
    day_number last;       /* of the period, and of the expected days */
    day_number covered_to; /* by the last report that tells of the event */
    struct span gap;       /* days without reports */
    int64_t secured;
};

static struct finding judge(enum rule_id rule, struct told told)
{
    struct domain_day_row row = {.sessions.successful = told.secured};
    struct view_day days[MOST_DAYS];
    struct span gaps[] = {{FIRST + 3, FIRST + 9}, told.gap};
    struct domain_row domain = {.expected = {FIRST, told.last}, .gaps = gaps, .gaps_n = 2};
    struct view v = {.domain = &domain, .days = days};
    for (day_number day = FIRST; day <= told.last + 3; day++) /* and days that are not expected */
        if (day < told.gap.first || day > told.gap.last)
            days[v.days_n++] = (struct view_day){.day = day, .row = &row};
    struct finding f = {.rule = rule,
                        .id = SLICE("certificate-expired"),
                        .policy_domain = SLICE("a.example"),
                        .span = {.first = EVENT - 20, .last = EVENT, .any = true}};
    assert_true(life_judge(&f, &v, told.covered_to, told.last, CLOSED_AFTER));
    return f;
}

static const struct span no_gap = {LAST + 50, LAST + 49};

static void an_incident_is_closed_by_seven_days_that_were_clean(void **state)
{
    (void)state;
    struct finding f = judge(RULE_CERTIFICATE_EXPIRED, (struct told){EVENT + 7, EVENT, no_gap, 5});
    assert_int_equal(f.status, FINDING_CLOSED);
    assert_int_equal(f.days_clean, 7);
    assert_int_equal(f.sessions_since, 7 * 5);
    f = judge(RULE_CERTIFICATE_EXPIRED, (struct told){EVENT + 6, EVENT, no_gap, 5});
    assert_int_equal(f.status, FINDING_OPEN);
    assert_int_equal(f.days_clean, 6);
    assert_int_equal(f.sessions_since, 6 * 5);
}

static void days_that_the_last_report_of_the_incident_covers_are_not_clean(void **state)
{
    (void)state;
    struct told told = {EVENT + 9, EVENT + 2, no_gap, 5};
    assert_int_equal(judge(RULE_CERTIFICATE_EXPIRED, told).status, FINDING_CLOSED);
    told.covered_to = EVENT + 3;
    struct finding f = judge(RULE_CERTIFICATE_EXPIRED, told);
    assert_int_equal(f.days_clean, 6);
    assert_int_equal(f.sessions_since, 6 * 5);
    assert_int_equal(f.status, FINDING_UNPROVEN); /* nine days went by */
}

static void silence_closes_no_incident(void **state)
{
    (void)state;
    struct told told = {LAST, EVENT, {EVENT + 3, LAST}, 5};
    struct finding f = judge(RULE_CERTIFICATE_EXPIRED, told);
    assert_int_equal(f.status, FINDING_UNPROVEN);
    assert_int_equal(f.days_clean, 2);
    told = (struct told){EVENT + 7, EVENT, {EVENT - 5, EVENT + 1}, 5}; /* it begins before */
    f = judge(RULE_CERTIFICATE_EXPIRED, told);
    assert_int_equal(f.days_clean, 6);
    assert_int_equal(f.status, FINDING_UNPROVEN);
    told = (struct told){EVENT + 6, EVENT, {EVENT + 1, EVENT + 6}, 5};
    assert_int_equal(judge(RULE_CERTIFICATE_EXPIRED, told).status, FINDING_OPEN);
}

static void days_without_secured_sessions_close_no_incident(void **state)
{
    (void)state;
    struct finding f = judge(RULE_CERTIFICATE_EXPIRED, (struct told){LAST, EVENT, no_gap, 0});
    assert_int_equal(f.days_clean, LAST - EVENT);
    assert_int_equal(f.status, FINDING_OPEN);
    f = judge(RULE_CERTIFICATE_EXPIRED, (struct told){EVENT + 7, EVENT, no_gap, 0});
    assert_int_equal(f.status, FINDING_OPEN); /* no silence: all days were covered */
}

static void a_state_is_open_while_it_lasts(void **state)
{
    (void)state;
    struct finding f = judge(RULE_POLICY_NOT_ENFORCED, (struct told){LAST, EVENT, no_gap, 5});
    assert_int_equal(f.status, FINDING_OPEN);
    assert_int_equal(f.days_clean, 0);
    assert_int_equal(f.sessions_since, 0);
}

static void clean_days_begin_no_earlier_than_the_domain_is_expected(void **state)
{
    (void)state;
    struct domain_row domain = {.expected = {FIRST, FIRST + 9}};
    assert_int_equal(life_days_covered(&domain, FIRST - 50), 10);
    assert_int_equal(life_days_covered(&domain, FIRST - 1), 10);
    assert_int_equal(life_days_covered(&domain, FIRST), 9);
    assert_int_equal(life_days_covered(&domain, FIRST + 9), 0);
    assert_int_equal(life_days_covered(&domain, FIRST + 20), 0);
}

/* printf 'certificate-expired\0a.example' | sha256sum */
static void a_findings_key_is_the_same_in_every_run(void **state)
{
    (void)state;
    struct finding f = judge(RULE_CERTIFICATE_EXPIRED, (struct told){LAST, EVENT, no_gap, 5});
    assert_string_equal(f.key, "c75ed17c1c4c256a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_incident_is_closed_by_seven_days_that_were_clean),
        cmocka_unit_test(days_that_the_last_report_of_the_incident_covers_are_not_clean),
        cmocka_unit_test(silence_closes_no_incident),
        cmocka_unit_test(days_without_secured_sessions_close_no_incident),
        cmocka_unit_test(a_state_is_open_while_it_lasts),
        cmocka_unit_test(clean_days_begin_no_earlier_than_the_domain_is_expected),
        cmocka_unit_test(a_findings_key_is_the_same_in_every_run),
    };
    return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
