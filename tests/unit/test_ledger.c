/* Tests of the ledger: duplicates and conflicts. */
#include "tests/unit/check.h"

static void duplicates_and_conflicts_are_not_summed(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, FROM REPORT_MAIL("a", 5, 1) "\n" FROM REPORT_MAIL(
                       "a", 5, 1) "\n" FROM REPORT_MAIL("a", 6, 1) "\n");
    assert_int_equal(r.account.audit.figures.sessions.successful, 5);
    assert_int_equal(r.account.audit.totals.reports_found, 3);
    assert_string_equal(r.reasons.at, "duplicate conflict ");
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duplicates_and_conflicts_are_not_summed),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
