/* Tests of lib/findings/protected: since when an enforced policy was seen week by week. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/findings/protected.h"

static const char enforce[] = "version: STSv1\nmode: enforce\nmx: mx.a.example\nmax_age: 86400";
static const char testing[] = "version: STSv1\nmode: testing\nmx: mx.a.example\nmax_age: 86400";

static struct policy_seen_row seen(const char *type, const char *text, day_number first,
                                   day_number last)
{
    return (struct policy_seen_row){.policy_domain = SLICE("a.example"),
                                    .policy_type = slice_of(type),
                                    .policy_text = slice_of(text),
                                    .span = {first, last},
                                    .sound = true};
}

static struct protected_since of(struct policy_seen_row *rows, size_t n)
{
    struct summary s = {.policies_seen = rows, .policies_seen_n = n};
    struct domain_row d = {.policy_domain = SLICE("a.example"), .span = {100, 200}};
    struct arena arena = {0};
    struct protected_since since;
    assert_true(protected_since(&s, &d, &arena, &since));
    arena_free(&arena);
    return since;
}

static void a_policy_that_changes_goes_on(void **state)
{
    (void)state;
    struct policy_seen_row rows[] = {seen("sts", testing, 100, 130), seen("sts", enforce, 131, 160),
                                     seen("sts", enforce, 165, 200)};
    struct protected_since since = of(rows, 3);
    assert_true(since.is_protected && since.sts && !since.dane);
    assert_int_equal(since.since, 131);
    assert_false(since.from_first_day);
}

static void more_than_a_week_without_it_begins_anew(void **state)
{
    (void)state;
    struct policy_seen_row rows[] = {seen("sts", enforce, 100, 150),
                                     seen("tlsa", "3 1 1 aa", 160, 200)};
    struct protected_since since = of(rows, 2);
    assert_true(since.is_protected && since.dane && !since.sts);
    assert_int_equal(since.since, 160);
}

static void what_was_seen_from_the_first_day_may_be_older(void **state)
{
    (void)state;
    struct policy_seen_row rows[] = {seen("sts", enforce, 100, 200)};
    assert_true(of(rows, 1).from_first_day);
}

static void what_is_gone_protects_no_more(void **state)
{
    (void)state;
    struct policy_seen_row rows[] = {seen("sts", enforce, 100, 180),
                                     seen("sts", testing, 181, 200)};
    assert_false(of(rows, 2).is_protected);
    assert_false(of(rows, 0).is_protected);
}

static void what_stale_reports_say_protects_nothing(void **state)
{
    (void)state;
    struct policy_seen_row row = seen("sts", enforce, 100, 200);
    row.sound = false;
    assert_false(of(&row, 1).is_protected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_that_changes_goes_on),
        cmocka_unit_test(more_than_a_week_without_it_begins_anew),
        cmocka_unit_test(what_was_seen_from_the_first_day_may_be_older),
        cmocka_unit_test(what_is_gone_protects_no_more),
        cmocka_unit_test(what_stale_reports_say_protects_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
