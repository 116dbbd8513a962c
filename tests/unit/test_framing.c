/* Tests of the decoders' pipe (formats/read/streams/framing): what one side writes the other
 * reads, and nothing else is believed. */
#include <stdlib.h>
#include <unistd.h>

#include "formats/read/streams/framing.h"
#include "tests/dribble.h"
#include "tests/unit/unit.h"

static void check_member(struct framing_reader *r, const char *name, const char *text)
{
    char room[100];
    size_t n = 0;
    assert_int_equal(framing_next(r), FRAMING_MEMBER);
    assert_string_equal(r->text, name);
    for (ssize_t got; (got = framing_read(r, room + n, 7)) > 0; n += (size_t)got)
        ;
    assert_memory_equal(room, text, strlen(text));
    assert_int_equal(n, strlen(text));
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    static struct framing_writer w;
    struct framing_reader r;
    struct file_stream in;
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    framing_writer_init(&w, ends[1]);
    assert_true(framing_member(&w, SLICE("a/1")) && framing_bytes(&w, SLICE("one member")) &&
                framing_member(&w, SLICE("")) && framing_member(&w, SLICE("passed over")) &&
                framing_bytes(&w, SLICE("not read")) && framing_member(&w, SLICE("cut")) &&
                framing_bytes(&w, SLICE("x")) && framing_damaged(&w, "is damaged here") &&
                framing_failed(&w, "and so is the rest"));
    pipe_stream_init(&in, ends[0]);
    framing_reader_init(&r, &in.stream);
    check_member(&r, "a/1", "one member");
    check_member(&r, "", "");
    assert_int_equal(framing_next(&r), FRAMING_MEMBER);
    assert_int_equal(framing_next(&r), FRAMING_MEMBER);
    assert_int_equal(framing_read(&r, &byte, 1), 1);
    assert_int_equal(framing_read(&r, &byte, 1), -1);
    assert_string_equal(r.text, "is damaged here");
    assert_int_equal(framing_next(&r), FRAMING_FAILED);
    assert_string_equal(r.text, "and so is the rest");
    close(ends[0]);
    close(ends[1]);
}

static enum framing_event end_of(struct slice bytes)
{
    struct dribble d = {.stream.pull = dribble_pull, .rest = bytes, .piece = 3};
    struct framing_reader r;
    enum framing_event event;
    framing_reader_init(&r, &d.stream);
    while ((event = framing_next(&r)) == FRAMING_MEMBER)
        ;
    return event;
}

static void what_stands_in_the_wrong_place_is_garbage(void **state)
{
    (void)state;
    assert_int_equal(end_of(SLICE("M\1\0\0\0aD\2\0\0\0xyE\0\0\0\0")), FRAMING_END);
    assert_int_equal(end_of(SLICE("D\2\0\0\0xy")), FRAMING_GARBAGE);
    assert_int_equal(end_of(SLICE("X\2\0\0\0xy")), FRAMING_GARBAGE);
    assert_int_equal(end_of(SLICE("M\1\0\0\0aD\0\0\0\0E\0\0\0\0")), FRAMING_GARBAGE);
    assert_int_equal(end_of(SLICE("M\1\0\0\0aD\1\0\1\0x")), FRAMING_GARBAGE);
    assert_int_equal(end_of(SLICE("M\1\x10\0\0a")), FRAMING_GARBAGE);
    assert_int_equal(end_of(SLICE("E\1\0\0\0x")), FRAMING_GARBAGE);
    assert_int_equal(end_of(SLICE("HTTP/1.1 200 OK")), FRAMING_GARBAGE);
    assert_int_equal(end_of(SLICE("M\1\0\0\0aD\7\0\0\0xy")), FRAMING_CUT);
    assert_int_equal(end_of(SLICE("M\1\0")), FRAMING_CUT);
    assert_int_equal(end_of(SLICE("")), FRAMING_CUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_stands_in_the_wrong_place_is_garbage),
    };
    return cmocka_run_group_tests_name("framing", tests, NULL, NULL);
}
