/* Tests of the walk: bare reports, records, and what is nothing. */
#include "tests/unit/check.h"

static void bare_reports_and_records_are_read(void **state)
{
    (void)state;
    struct reading r, again;
    reading_of(&r, REPORT_BODY("a", 5, 1));
    assert_int_equal(r.account.audit.totals.messages, 0);
    assert_int_equal(r.account.audit.totals.reports, 1);
    reading_start(&again);
    reading_add(&again, buffer_slice(&r.records), 7);
    assert_true(slice_equal(buffer_slice(&again.records), buffer_slice(&r.records)));
    reading_end(&again);
    reading_end(&r);
    check("{\"hello\":1}", 0, 0, ""); /* the JSON of something else */
    check("{\"policies\":1}", 0, 0, "missing-report-id ");
    check("{\"report_key\":\"x\",\"report_id\":\"\"}\n{broken\n", 0, 0,
          "missing-report-id bad-json ");
}

static void what_is_nothing_is_skipped(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, "\x01\x02 just bytes");
    assert_string_equal(r.troubles.at, "");
    assert_int_equal(r.account.audit.totals.files_skipped, 1);
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bare_reports_and_records_are_read),
        cmocka_unit_test(what_is_nothing_is_skipped),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
