/* Tests of sorted arrays. */
#include "lib/base/order.h"
#include "tests/unit/unit.h"

static int by_number(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* Of every array of up to 5 elements from 0 to 2, and every key within and around them. */
static void the_first_of_those_alike_is_found_or_its_place(void **state)
{
    (void)state;
    for (int n = 0; n <= 5; n++)
        for (int zeros = 0; zeros <= n; zeros++)
            for (int ones = 0; zeros + ones <= n; ones++) {
                int array[6] = {0}; /* what stands behind the n elements is not looked at */
                for (int i = 0; i < n; i++)
                    array[i] = i < zeros ? 0 : i < zeros + ones ? 1 : 2;
                const int places[] = {0, 0, zeros, zeros + ones, n};
                for (int key = -1; key <= 3; key++)
                    assert_int_equal(order_first(&key, array, (size_t)n, sizeof *array, by_number),
                                     places[key + 1]);
            }
}

static void an_array_without_elements_is_no_special_case(void **state)
{
    const int key = 1;
    (void)state;
    order_sort(NULL, 0, sizeof key, by_number);
    assert_null(order_find(&key, NULL, 0, sizeof key, by_number));
    assert_int_equal(order_first(&key, NULL, 0, sizeof key, by_number), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_those_alike_is_found_or_its_place),
        cmocka_unit_test(an_array_without_elements_is_no_special_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
