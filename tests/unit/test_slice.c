/* Tests of slices: bytes that belong to somebody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/slice.h"

static void slice_finds_and_trims(void **state)
{
    (void)state;
    assert_true(slice_equal(slice_trim(SLICE(" \t a b\r\n")), SLICE("a b")));
    assert_true(slice_equal(slice_basename(SLICE("a/b/c.json")), SLICE("c.json")));
    assert_true(slice_ends_nocase(SLICE("x.JSON.gz"), SLICE(".json.GZ")));
    assert_int_equal(slice_find_nocase(SLICE("the Submitter: x"), SLICE("submitter:")).n, 12);
    assert_null(slice_find_nocase(SLICE("abc"), SLICE("abcd")).at);
    struct slice rest = SLICE("a!b");
    assert_true(slice_equal(slice_until(&rest, '!'), SLICE("a")));
    assert_true(slice_equal(rest, SLICE("b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slice_finds_and_trims),
    };
    return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
