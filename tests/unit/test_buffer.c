/* Tests of buffers. */
#include "lib/base/buffer.h"
#include "tests/unit/unit.h"

static void buffer_writes_numbers(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_append_number(&b, INT64_MIN);
    buffer_append_char(&b, ' ');
    buffer_append_number(&b, 0);
    assert_true(slice_equal(buffer_slice(&b), SLICE("-9223372036854775808 0")));
    buffer_free(&b);
}

static void buffer_takes_formatted_text_of_any_length(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_append_format(&b, "%d of %s", 1, "2, ");
    buffer_append_format(&b, "%s", "");
    buffer_append_format(&b, "%1000s", "end");
    assert_int_equal(b.n, 8 + 1000);
    assert_true(slice_starts(buffer_slice(&b), SLICE("1 of 2,  ")));
    assert_true(slice_equal(buffer_part(&b, b.n - 4, b.n), SLICE(" end")));
    assert_false(b.failed);
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer_writes_numbers),
        cmocka_unit_test(buffer_takes_formatted_text_of_any_length),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
