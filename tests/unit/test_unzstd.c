/* Tests of formats/read/streams/unzstd: what zstd packs comes out, and nothing that asks for too
 * much. */
#include <string.h>

#include "formats/read/streams/unzstd.h"
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
    size_t got = stream_read_fully(s, plain, sizeof plain);
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

/* Reads a frame of these blocks, of which the first is 100 times the letter x, in pieces. Gives how
 * many came. */
static size_t read_in_pieces(struct slice blocks, size_t piece, char failure[static STREAM_FAILURE])
{
    static const char letters[101] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    char frame[32] = "\x28\xB5\x2F\xFD\0w", plain[200];
    enum { HEAD = 6 };
    size_t all = 0;
    struct memory_stream in;
    struct expansion expansion = expansion_of_input(500, NULL);
    memcpy(frame + HEAD, blocks.at, blocks.n);
    memory_stream_init(&in, (struct slice){.at = frame, .n = HEAD + blocks.n});
    struct stream *s = unzstd_open(&in.stream, &expansion);
    assert_non_null(s);
    for (size_t got; (got = stream_read(s, plain, piece)) > 0; all += got)
        assert_memory_equal(plain, letters, got);
    strcpy(failure, s->failure);
    unzstd_close(s);
    return all;
}

static void what_stands_before_a_cut_or_damage_is_read(void **state)
{
    static const struct {
        struct slice blocks;
        const char *failure;
    } cases[] = {{SLICE("\x23\3\0x"), ""},
                 {SLICE("\x22\3\0x"), "ends too early (zstd)"},
                 {SLICE("\x22\3\0x\7\0\0"), "is damaged (zstd)"}};
    (void)state;
    char failure[STREAM_FAILURE];
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t piece = 1; piece <= 200; piece++) {
            assert_int_equal(read_in_pieces(cases[i].blocks, piece, failure), 100);
            assert_string_equal(failure, cases[i].failure);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_that_wants_another_option_is_not_called_damaged),
        cmocka_unit_test(what_stands_before_a_cut_or_damage_is_read),
    };
    return cmocka_run_group_tests_name("unzstd", tests, NULL, NULL);
}
