/* Tests of policies' texts for comparing them (SPEC 8.1: policy-changed). */
#include "tests/unit/check.h"

#include "lib/tlsrpt/policyset.h"

static bool are_alike(const char *type, const char *a, const char *b)
{
    struct arena arena = {0};
    struct slice x = {0}, y = {0};
    assert_true(policyset_of(slice_of(type), slice_of(a), &arena, &x) &&
                policyset_of(slice_of(type), slice_of(b), &arena, &y));
    bool alike = slice_equal(x, y);
    arena_free(&arena);
    return alike;
}

static void tlsa_records_are_a_set(void **state)
{
    (void)state;
    assert_true(are_alike("tlsa", "3 1 1 aa\n3 1 1 bb", "3 1 1 bb\n3 1 1 aa"));
    assert_true(are_alike("tlsa", "3 1 1 aa\n\n3 1 1 aa\n", "3 1 1 aa"));
    assert_false(are_alike("tlsa", "3 1 1 aa\n3 1 1 bb", "3 1 1 aa\n3 1 1 cc"));
    assert_false(are_alike("tlsa", "3 1 1 aa\n3 1 1 bb", "3 1 1 aa"));
    assert_false(are_alike("tlsa", "3 1 1 aa\n3 1 1 bb", ""));
}

static void the_lines_of_other_policies_have_an_order(void **state)
{
    (void)state;
    assert_false(are_alike("sts", "mx: a.example\nmx: b.example", "mx: b.example\nmx: a.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tlsa_records_are_a_set),
        cmocka_unit_test(the_lines_of_other_policies_have_an_order),
    };
    return cmocka_run_group_tests_name("policyset", tests, NULL, NULL);
}
