/* Tests of the selection: --since, --until, --domain, --reporter. */
#include "tests/unit/reading.h"

static void selection_leaves_out_what_does_not_match(void **state)
{
    (void)state;
    struct reading r;
    char error[SELECTION_ERROR];
    reading_start(&r);
    assert_true(selection_add(&r.selection.domains, "^CITY\\.", error));
    assert_true(selection_add(&r.selection.reporters, "nobody", error));
    assert_true(selection_add(&r.selection.reporters, "sender", error));
    reading_add(&r, SLICE(REPORT_MAIL("a", 5, 0)), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    r.selection.has_since = true;
    r.selection.since = day_of_civil((struct civil){2024, 5, 2});
    reading_add(&r, SLICE(REPORT_MAIL("b", 5, 0)), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_int_equal(r.account.audit.totals.left_out, 1);
    assert_false(selection_add(&r.selection.domains, "a(", error));
    assert_non_null(strstr(error, "^"));
    selection_free(&r.selection);
    reading_end(&r);
}

/* The policies of a report, which one of them matches, are marked one by one, in any order. */
static void a_report_stays_for_the_policies_that_match(void **state)
{
    (void)state;
    char error[SELECTION_ERROR];
    struct selection s = {0};
    struct policy policies[] = {{.attributed = SLICE("a.example")},
                                {.attributed = SLICE("city.example")},
                                {.attributed = SLICE("b.example")}};
    struct report r = {.policies = policies, .policies_n = COUNT_OF(policies)};
    assert_true(selection_admits(&s, &r));
    assert_true(selection_add(&s.domains, "city", error));
    assert_true(selection_admits(&s, &r));
    assert_true(policies[0].left_out && !policies[1].left_out && policies[2].left_out);
    s.has_only = true;
    s.only = SLICE("a.example"); /* both have to match */
    assert_false(selection_admits(&s, &r));
    assert_true(policies[0].left_out && policies[1].left_out);
    s.only = SLICE("city.example");
    assert_true(selection_admits(&s, &r) && !policies[1].left_out);
    selection_free(&s);
    s = (struct selection){.has_only = true, .only = SLICE("b.example")};
    assert_true(selection_admits(&s, &r));
    assert_true(policies[0].left_out && policies[1].left_out && !policies[2].left_out);
}

static void each_part_of_a_selection_closes_it(void **state)
{
    (void)state;
    char error[SELECTION_ERROR];
    struct selection s = {0}, one = {.has_since = true, .since = 10};
    assert_true(selection_is_open(&s));
    assert_false(selection_is_open(&one));
    assert_false(selection_is_open(&(struct selection){.has_until = true}));
    assert_false(selection_is_open(&(struct selection){.has_only = true}));
    assert_true(selection_add(&s.domains, "a", error));
    assert_false(selection_is_open(&s));
    selection_free(&s);
    assert_true(selection_add(&s.reporters, "a", error));
    assert_true(selection_add(&s.reporters, "b", error));
    assert_int_equal(selection_count(s.reporters), 2);
    assert_false(selection_is_open(&s));
    selection_free(&s);
}

static void the_first_and_the_last_day_are_in(void **state)
{
    (void)state;
    struct selection s = {.has_since = true, .since = 10, .has_until = true, .until = 12};
    for (day_number day = 8; day < 15; day++)
        assert_int_equal(selection_has_day(&s, day), day >= 10 && day <= 12);
    s.has_until = false;
    assert_true(selection_has_day(&s, 13) && !selection_has_day(&s, 9));
    s = (struct selection){.has_until = true, .until = 12};
    assert_true(selection_has_day(&s, 9) && !selection_has_day(&s, 13));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selection_leaves_out_what_does_not_match),
        cmocka_unit_test(a_report_stays_for_the_policies_that_match),
        cmocka_unit_test(each_part_of_a_selection_closes_it),
        cmocka_unit_test(the_first_and_the_last_day_are_in),
    };
    return cmocka_run_group_tests_name("selection", tests, NULL, NULL);
}
