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

static void slice_cuts_off_what_it_begins_with_and_nothing_else(void **state)
{
    (void)state;
    struct slice s = SLICE("mx: Mx:a"), empty = {0};
    assert_true(slice_skip(&s, SLICE("mx:")));
    assert_false(slice_skip(&s, SLICE("Mx:")));
    assert_true(slice_equal(s, SLICE(" Mx:a")));
    s = slice_trim(s);
    assert_false(slice_skip(&s, SLICE("mx:")));
    assert_true(slice_skip_nocase(&s, SLICE("mx:")));
    assert_true(slice_equal(s, SLICE("a")));
    assert_true(slice_skip(&s, SLICE("a")));
    assert_int_equal(s.n, 0);
    assert_false(slice_skip(&empty, SLICE("a")));
}

static void slice_gives_what_stands_behind_the_last_of_a_letter(void **state)
{
    (void)state;
    struct slice s = SLICE("a@b@c.example"), empty = {0};
    assert_true(slice_behind_last(&s, '@'));
    assert_true(slice_equal(s, SLICE("c.example")));
    assert_false(slice_behind_last(&s, '@'));
    assert_true(slice_equal(s, SLICE("c.example")));
    s = SLICE("a@");
    assert_true(slice_behind_last(&s, '@'));
    assert_int_equal(s.n, 0);
    assert_false(slice_behind_last(&empty, '@'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slice_finds_and_trims),
        cmocka_unit_test(slice_cuts_off_what_it_begins_with_and_nothing_else),
        cmocka_unit_test(slice_gives_what_stands_behind_the_last_of_a_letter),
    };
    return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
