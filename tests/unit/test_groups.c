#include "lib/base/groups.h"
#include "tests/unit/unit.h"

static size_t by_remainder(void *self, size_t i)
{
    return i % *(size_t *)self;
}

static void each_group_has_its_own_in_order(void **state)
{
    (void)state;
    size_t divisor = 4, seen = 0;
    struct groups g = {0};
    assert_true(groups_build(&g, 3, 11, by_remainder, &divisor)); /* 3, 7: of no group */
    for (size_t group = 0; group < 3; group++) {
        struct group own = groups_of(&g, group);
        seen += own.n;
        for (size_t i = 0; i < own.n; i++)
            assert_int_equal(own.at[i], 4 * i + group);
    }
    assert_int_equal(seen, 9);
    groups_free(&g);
}

static void a_group_may_be_empty(void **state)
{
    (void)state;
    size_t divisor = 1;
    struct groups g = {0};
    assert_int_equal(groups_of(&g, 5).n, 0); /* nothing was built */
    assert_true(groups_build(&g, 3, 0, by_remainder, &divisor));
    assert_int_equal(groups_of(&g, 2).n, 0);
    groups_free(&g);
    assert_true(groups_build(&g, 3, 2, by_remainder, &divisor));
    assert_int_equal(groups_of(&g, 0).n, 2);
    assert_int_equal(groups_of(&g, 2).n, 0);
    groups_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_group_has_its_own_in_order),
        cmocka_unit_test(a_group_may_be_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
