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

/* Reports of a line each, one among them larger than a report may be, read by pieces. */
static void check_lines(size_t n, size_t piece)
{
    enum { MOST = 2000 };
    struct buffer lines = {0};
    char line[3 * MOST];
    for (size_t i = 0; i < n; i++) {
        snprintf(line, sizeof line, REPORT_BODY("r%zu", 1, 0) "\n", i);
        if (i == n / 2) /* a value is the same with blanks in it */
            snprintf(line, sizeof line, "{%*s%s\n", MOST, "", &REPORT_BODY("large", 1, 0)[1]);
        buffer_append_text(&lines, line);
    }
    struct reading r;
    reading_start(&r);
    r.options.limits.report = MOST;
    reading_add(&r, buffer_slice(&lines), piece);
    assert_int_equal(r.account.audit.totals.reports, n - 1);
    assert_string_equal(r.reasons.at, "too-large ");
    reading_end(&r);
    buffer_free(&lines);
}

static void reports_of_a_line_each_are_limited_one_by_one(void **state)
{
    (void)state;
    const size_t pieces[] = {700, 2000, 2500, 100000, SIZE_MAX};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        check_lines(1, pieces[i]); /* less than a megabyte */
        check_lines(9, pieces[i]);
        check_lines(5000, pieces[i]); /* more */
    }
}

static void the_limit_of_a_record_is_exact_wherever_the_stream_is_cut(void **state)
{
    (void)state;
    const size_t pieces[] = {100, 1000, SIZE_MAX};
    struct reading r;
    reading_of(&r, REPORT_BODY("a", 5, 1));
    size_t n = r.records.n - 1; /* without the line feed */
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        for (size_t limit = n - 1; limit <= n; limit++) {
            struct reading again;
            reading_start(&again);
            again.options.limits.report = limit;
            reading_add(&again, buffer_slice(&r.records), pieces[i]);
            assert_int_equal(again.account.audit.totals.reports, limit == n);
            assert_string_equal(again.reasons.at, limit == n ? "" : "too-large ");
            reading_end(&again);
        }
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bare_reports_and_records_are_read),
        cmocka_unit_test(what_is_nothing_is_skipped),
        cmocka_unit_test(reports_of_a_line_each_are_limited_one_by_one),
        cmocka_unit_test(the_limit_of_a_record_is_exact_wherever_the_stream_is_cut),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
