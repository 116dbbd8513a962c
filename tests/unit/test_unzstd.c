/* Tests of formats/read/unzstd: what zstd packs comes out, and nothing that asks for too much. */
#include <string.h>

#include "formats/read/unzstd.h"
#include "tests/unit/unit.h"

/* Unpacks a frame of one raw block, "mail" (RFC 8878, 3.1.1), with a window of 2^(10 + n) bytes. */
static size_t unpack(unsigned n, char failure[static STREAM_FAILURE])
{
    char frame[] = "\x28\xB5\x2F\xFD\0w\x21\0\0mail", plain[8] = "";
    frame[5] = (char)(n << 3);
    struct memory_stream in;
    struct expansion expansion = expansion_of_input(500, NULL);
    memory_stream_init(&in, (struct slice){.at = frame, .n = sizeof frame - 1});
    struct stream *s = unzstd_open(&in.stream, &expansion);
    assert_non_null(s);
    size_t got = stream_read(s, plain, sizeof plain);
    assert_string_equal(plain, got > 0 ? "mail" : "");
    strcpy(failure, s->failure);
    unzstd_close(s);
    return got;
}

static void a_window_that_wants_another_option_is_not_called_damaged(void **state)
{
    (void)state;
    char failure[STREAM_FAILURE];
    assert_int_equal(unpack(27 - 10, failure), strlen("mail"));
    assert_string_equal(failure, "");
    assert_int_equal(unpack(28 - 10, failure), 0);
    assert_non_null(strstr(failure, "needs more than 128 MB to unpack"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_that_wants_another_option_is_not_called_damaged),
    };
    return cmocka_run_group_tests_name("unzstd", tests, NULL, NULL);
}
