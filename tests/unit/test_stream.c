/* Tests of formats/read/streams/stream: what comes in pieces is read, passed over and looked at
 * alike. */
#include <stdio.h>

#include "tests/dribble.h"
#include "tests/unit/unit.h"

enum { BYTES = 10000, PIECE = 7 };

static char text[BYTES], to[BYTES];

static void start(struct dribble *d)
{
    for (size_t i = 0; i < BYTES; i++)
        text[i] = (char)(i % 251);
    *d = (struct dribble){.rest = {.at = text, .n = BYTES}, .piece = PIECE};
    stream_init(&d->stream, dribble_pull, NULL);
}

static void pieces_are_read_and_passed_over_in_full(void **state)
{
    struct dribble d;
    (void)state;
    start(&d);
    assert_int_equal(stream_peek(&d.stream, 3).n, 3);
    assert_int_equal(stream_read_fully(&d.stream, to, 100), 100);
    assert_memory_equal(to, text, 100);
    assert_int_equal(stream_pass(&d.stream, 5000), 5000);
    assert_int_equal(stream_read_fully(&d.stream, to, 1000), 1000);
    assert_memory_equal(to, text + 5100, 1000);
}

static void an_early_end_gives_what_came(void **state)
{
    struct dribble d;
    (void)state;
    start(&d);
    assert_int_equal(stream_read_fully(&d.stream, to, 9000), 9000);
    assert_int_equal(stream_pass(&d.stream, UINT64_MAX), 1000);
    assert_int_equal(stream_pass(&d.stream, 1), 0);
    assert_int_equal(stream_read_fully(&d.stream, to, 1), 0);
}

static void who_seeks_forgets_what_was_looked_at(void **state)
{
    struct memory_stream m;
    char *byte = to;
    (void)state;
    memory_stream_init(&m, SLICE("abcdef"));
    assert_int_equal(stream_peek(&m.stream, 100).n, 6);
    assert_int_equal(stream_seek(&m.stream, -2, SEEK_END), 4);
    assert_int_equal(stream_read_fully(&m.stream, byte, 2), 2);
    assert_memory_equal(byte, "ef", 2);
    assert_true(stream_rewind(&m.stream));
    assert_int_equal(stream_read_fully(&m.stream, byte, 6), 6);
    assert_memory_equal(byte, "abcdef", 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_read_and_passed_over_in_full),
        cmocka_unit_test(an_early_end_gives_what_came),
        cmocka_unit_test(who_seeks_forgets_what_was_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
