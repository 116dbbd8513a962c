/* Tests of records: read as they were written. */
#include "lib/tlsrpt/record.h"
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

/* As in a report: of a key that is there twice the last one is read, and nothing of the first. */
static void the_last_of_two_values_is_read_alone(void **state)
{
    static const char text[] =
        "{\"organization_name\":\"S\",\"report_id\":\"1\",\"begin_date\":\"2024-05-01T00:00:00Z\","
        "\"end_date\":\"2024-05-01T23:59:59Z\",\"policies\":[{\"policy_type\":\"sts\"}],"
        "\"policies\":["
        "{\"policy_type\":\"tlsa\",\"successful_session_count\":5,\"failed_session_count\":2,"
        "\"failure_details\":[{\"failed_session_count\":2}],"
        "\"failure_details\":[{\"result_type\":\"validation-failure\"}]}],"
        "\"deviations\":[\"end-at-midnight\"],\"deviations\":[\"long-period\"],"
        "\"source\":{\"path\":\"p\",\"received\":\"2024-05-02T00:00:00Z\",\"dkim\":\"pass\"},"
        "\"source\":{\"path\":\"q\"}}";
    struct report r;
    bool out_of_memory;
    (void)state;
    assert_int_equal(record_decode(slice_of(text), &limits, &arena, &r, &out_of_memory),
                     REASON_NONE);
    assert_int_equal(r.policies_n, 1);
    assert_true(slice_equal(r.policies[0].type, SLICE("tlsa")));
    assert_int_equal(r.policies[0].details_n, 1);
    assert_int_equal(r.policies[0].details[0].failed_sessions, 2);
    assert_int_equal(r.deviations, (uint64_t)1 << DEVIATION_LONG_PERIOD);
    assert_true(slice_equal(r.source.path, SLICE("q")));
    assert_int_equal(r.source.received, WHEN_NEVER);
    assert_int_equal(r.source.server_word, SERVER_NOT_ASKED);
}

/* Records that others made lack what theirs did not have, or hold null there. */
static void what_a_record_lacks_is_named_as_of_a_report(void **state)
{
    (void)state;
#define RECORD(times, details)                                                                     \
    "{\"organization_name\":\"S\",\"report_id\":\"1\"," times                                      \
    "\"policies\":[{\"policy_type\":\"sts\","                                                      \
    "\"successful_session_count\":5,\"failed_session_count\":0" details "}]}"
#define BEGINS "\"begin_date\":\"2024-05-01T00:00:00Z\","
#define ENDS "\"end_date\":\"2024-05-01T23:59:59Z\","
    static const struct {
        const char *text;
        enum reason reason;
    } cases[] = {
        {RECORD(BEGINS ENDS, ""), REASON_NONE},
        {RECORD(BEGINS ENDS, ",\"failure_details\":null"), REASON_NONE},
        {RECORD(BEGINS, ""), REASON_MISSING_DATE_RANGE},
        {RECORD(ENDS, ""), REASON_MISSING_DATE_RANGE},
        {RECORD(ENDS "\"begin_date\":null,", ""), REASON_MISSING_DATE_RANGE},
        {RECORD(ENDS "\"begin_date\":\" \",", ""), REASON_MISSING_DATE_RANGE},
        {RECORD(ENDS "\"begin_date\":\"yesterday\",", ""), REASON_BAD_DATE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct report r;
        bool no_memory;
        enum reason reason = record_decode(slice_of(cases[i].text), &limits, &arena, &r,
                                           &no_memory);
        if (reason != cases[i].reason)
            fail_msg("%d: %s", (int)reason, cases[i].text);
    }
}

/* What a record claims of a key is no size of one where it is out of bounds. */
static void the_size_of_a_key_is_within_bounds(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        int read;
    } cases[] = {{"2048", 2048}, {"65535", 65535}, {"65536", 0}, {"67584", 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[500];
        struct report r;
        bool no_memory;
        snprintf(text, sizeof text,
                 RECORD(BEGINS ENDS "\"source\":{\"signature\":{\"key_bits\":%s}},", ""),
                 cases[i].written);
        assert_int_equal(record_decode(slice_of(text), &limits, &arena, &r, &no_memory),
                         REASON_NONE);
        assert_int_equal(r.source.signature.key_bits, cases[i].read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_reads_back_as_it_was_written),
        cmocka_unit_test(the_last_of_two_values_is_read_alone),
        cmocka_unit_test(what_a_record_lacks_is_named_as_of_a_report),
        cmocka_unit_test(the_size_of_a_key_is_within_bounds),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, free_arena);
}
