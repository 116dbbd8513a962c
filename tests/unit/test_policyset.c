/* Tests of policies' texts for comparing them (SPEC 8.1: policy-changed). */
#include "lib/tlsrpt/policyset.h"
#include "tests/unit/unit.h"

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

/* Stalwart has max_age before mx, and other senders what is served. */
static void mta_sts_policies_are_alike_however_their_lines_are_written(void **state)
{
    (void)state;
    const char *served =
        "version: STSv1\nmode: enforce\nmx: a.example\nmx: *.b.example\nmax_age: 9";
    static const char *const same[] = {
        "version: STSv1\nmode: enforce\nmax_age: 9\nmx: *.b.example\nmx: a.example",
        "version: STSv1\r\nmode: enforce\r\nmx: a.example\r\nmx: *.b.example\r\nmax_age: 9\r\n",
        "version:STSv1\nmode:enforce\nmx:a.example\nmx:*.b.example\nmax_age:9",
        "version: STSv1\n\nmode : Enforce\nmx:  A.Example\nmx: *.b.example\nmax_age: 9",
    };
    static const char *const others[] = {
        "version: STSv1\nmode: testing\nmx: a.example\nmx: *.b.example\nmax_age: 9",
        "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 9",
        "version: STSv1\nmode: enforce\nmx: a.example\nmx: b.example\nmax_age: 9",
        "version: STSv1\nmode: enforce\nmx: a.example\nmx: *.b.example\nmax_age: 90",
        "",
    };
    for (size_t i = 0; i < COUNT_OF(same); i++)
        assert_true(are_alike("sts", served, same[i]));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(are_alike("sts", served, others[i]));
}

static void a_policy_of_an_unknown_type_is_its_text(void **state)
{
    (void)state;
    assert_false(are_alike("x", "mx: a.example\nmx: b.example", "mx: b.example\nmx: a.example"));
    assert_true(are_alike("x", "mx: a.example", "mx: a.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tlsa_records_are_a_set),
        cmocka_unit_test(mta_sts_policies_are_alike_however_their_lines_are_written),
        cmocka_unit_test(a_policy_of_an_unknown_type_is_its_text),
    };
    return cmocka_run_group_tests_name("policyset", tests, NULL, NULL);
}
