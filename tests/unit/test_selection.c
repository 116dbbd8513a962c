/* Tests of the selection: --since, --until, --domain, --reporter. */
#include "tests/unit/reading.h"

static void selection_leaves_out_what_does_not_match(void **state)
{
    (void)state;
    struct reading r;
    char error[200];
    reading_start(&r);
    assert_true(selection_add(&r.selection.domains, "^CITY\\.", error, sizeof error));
    assert_true(selection_add(&r.selection.reporters, "nobody", error, sizeof error));
    assert_true(selection_add(&r.selection.reporters, "sender", error, sizeof error));
    reading_add(&r, SLICE(REPORT_MAIL("a", 5, 0)), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    r.selection.has_since = true;
    r.selection.since = day_of_civil((struct civil){2024, 5, 2});
    reading_add(&r, SLICE(REPORT_MAIL("b", 5, 0)), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_int_equal(r.account.audit.totals.left_out, 1);
    assert_false(selection_add(&r.selection.domains, "a(", error, sizeof error));
    assert_non_null(strstr(error, "^"));
    selection_free(&r.selection);
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selection_leaves_out_what_does_not_match),
    };
    return cmocka_run_group_tests_name("selection", tests, NULL, NULL);
}
