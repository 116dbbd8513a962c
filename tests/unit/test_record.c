/* Tests of records: read as they were written. */
#include "tests/unit/decoded.h"

static void a_record_reads_back_as_it_was_written(void **state)
{
    (void)state;
    struct report r, again;
    struct buffer line = {0}, twice = {0};
    bool out_of_memory;
    assert_int_equal(
        decode(HEAD
               "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"a.example\","
               "\"mx-host\":[\"x\\u0000\\\"\"],\"policy-string\":[\"p\\n\",\"q\"]}," SUMMARY
               ",\"failure-details\":[{\"result-type\":\"gremlins\",\"sending-mta-ip\":\"::1\","
               "\"failed-session-count\":3}]}]}",
               &r),
        REASON_NONE);
    r.source = (struct source){.path = SLICE("p"),
                               .member = SLICE("m"),
                               .message = 3,
                               .offset = 77,
                               .message_id = SLICE("<i@x>"),
                               .submitter = SLICE("s"),
                               .report_domain = SLICE("a.example"),
                               .received = 1714608000};
    record_write(&line, &r, "0123456789abcdef0123456789abcdef");
    assert_int_equal(
        record_decode(slice_trim(buffer_slice(&line)), &limits, &arena, &again, &out_of_memory),
        REASON_NONE);
    record_write(&twice, &again, "0123456789abcdef0123456789abcdef");
    assert_true(slice_equal(buffer_slice(&line), buffer_slice(&twice)));
    buffer_free(&line);
    buffer_free(&twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_reads_back_as_it_was_written),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, free_arena);
}
