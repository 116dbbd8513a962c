/* Tests of whether a domain is ready to enforce (SPEC 8.3): the evidence of its last days. */
#include "tests/unit/findings.h"

#define TESTING "version: STSv1\nmode: testing\nmx: *.a.example\nmax_age: 604800"

static enum readiness readiness;
static struct readiness_basis basis;

static void judge(const struct line *lines)
{
    struct judged j;
    judged_start(&j);
    for (; lines->reporter; lines++)
        add_line(&j.figures, lines);
    judged_finish(&j);
    readiness = j.summary.domains[0].now->readiness;
    basis = j.summary.domains[0].now->basis;
    judged_free(&j);
}

#define JUDGE(...) judge((const struct line[]){__VA_ARGS__, {0}})

static void fourteen_covered_days_make_ready_whatever_gaps_are_between(void **state)
{
    (void)state;
    JUDGE(FINE("One", 100, 106, TESTING), FINE("One", 108, 114, TESTING)); /* a gap of one day */
    assert_int_equal(readiness, READINESS_READY);
    assert_int_equal(basis.days_covered, 14);
    assert_int_equal(basis.sessions, 14 * 5);
    assert_int_equal(basis.reporters, 1);
    JUDGE(FINE("One", 101, 106, TESTING), FINE("One", 110, 116, TESTING));
    assert_int_equal(readiness, READINESS_TOO_LITTLE_EVIDENCE);
    assert_int_equal(basis.days_covered, 13);
    assert_int_equal(basis.sessions, 13 * 5);
}

static void what_lies_before_the_last_days_counts_no_more(void **state)
{
    (void)state;
    JUDGE({"Old", 90, 100, 1, TESTING, 5, 1, "certificate-expired", NULL, NULL},
          FINE("One", 101, 114, TESTING));
    assert_int_equal(readiness, READINESS_READY);
    assert_int_equal(basis.sessions, 14 * 5);
    assert_int_equal(basis.reporters, 1);
    JUDGE({"Old", 90, 101, 1, TESTING, 5, 1, "certificate-expired", NULL, NULL},
          FINE("One", 101, 114, TESTING));
    assert_int_equal(readiness, READINESS_NOT_READY);
    assert_int_equal(basis.days_clean, 13);
    assert_int_equal(basis.reporters, 2);
}

static void days_without_any_session_make_nothing_ready(void **state)
{
    (void)state;
    JUDGE({"One", 100, 113, 1, TESTING, 0, 0, NULL, NULL, NULL});
    assert_int_equal(readiness, READINESS_TOO_LITTLE_EVIDENCE);
    assert_int_equal(basis.days_clean, 14);
    JUDGE({"One", 100, 112, 1, TESTING, 0, 0, NULL, NULL, NULL},
          {"One", 113, 113, 1, TESTING, 1, 0, NULL, NULL, NULL});
    assert_int_equal(readiness, READINESS_READY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fourteen_covered_days_make_ready_whatever_gaps_are_between),
        cmocka_unit_test(what_lies_before_the_last_days_counts_no_more),
        cmocka_unit_test(days_without_any_session_make_nothing_ready),
    };
    return cmocka_run_group_tests_name("readiness", tests, NULL, NULL);
}
