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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer_writes_numbers),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
