/* Tests of --rules. */
#include "tests/unit/findings.h"

#include "formats/read/given/rulesfile.h"
#include "lib/findings/causes.h"

static void a_rules_file_tunes(void **state)
{
    (void)state;
    struct tuning t;
    char error[RULES_ERROR];
    tuning_init(&t, causes_new());
    assert_true(rulesfile_read(
        SLICE("{\"rules\":{\"coverage-gap\":{\"severity\":\"off\",\"days\":9}}}"), &t, error));
    assert_int_equal(t.severity[RULE_COVERAGE_GAP], SEVERITY_OFF);
    assert_true(t.threshold[THRESHOLD_GAP_DAYS] == 9);
    assert_false(
        rulesfile_read(SLICE("{\"rules\":\n{\"coverage-gap\":\n{\"weeks\":9}}}"), &t, error));
    assert_non_null(strstr(error, "line 3: coverage-gap.weeks"));
    assert_false(rulesfile_read(SLICE("[]"), &t, error));
    assert_true(rulesfile_read(SLICE("{\"closed-after\":9,\"ready-after\":30}"), &t, error));
    assert_int_equal(t.closed_after, 9);
    assert_int_equal(t.ready_after, 30);
    assert_false(rulesfile_read(SLICE("{\"ready-after\":0}"), &t, error));
    assert_non_null(strstr(error, "ready-after: is no number of days"));
    causes_free(t.causes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rules_file_tunes),
    };
    return cmocka_run_group_tests_name("rulesfile", tests, NULL, NULL);
}
