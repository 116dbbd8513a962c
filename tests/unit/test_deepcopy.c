/* Tests of copies that outlive what they were made from. */
#include "tests/unit/reading.h"

#include "lib/audit/deepcopy.h"
#include "lib/tlsrpt/decode.h"

/* What a copy points to is its own: the first arena's memory is written over, and the copy says
 * the same. */
static void a_copy_outlives_what_it_was_made_from(void **state)
{
    (void)state;
    static const char text[] =
        "{\"organization-name\":\"Org\",\"report-id\":\"1\",\"contact-info\":\"c\",\"date-range\":{"
        "\"start-datetime\":\"2024-05-01T00:00:00Z\","
        "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"policies\":[{\"policy\":{\"policy-type\":"
        "\"sts\",\"policy-string\":[\"version: STSv1\"],"
        "\"policy-domain\":\"a.example\",\"mx-host\":[\"mx.a.example\"]},\"summary\":{\"total-"
        "successful-session-count\":1,"
        "\"total-failure-session-count\":1},\"failure-details\":[{\"result-type\":\"certificate-"
        "expired\",\"sending-mta-ip\":\"192.0.2.1\","
        "\"receiving-mx-hostname\":\"mx.a.example\",\"failed-session-count\":1}]}]}";
    struct limits limits = LIMITS_DEFAULT;
    struct arena first = {0}, second = {0};
    struct buffer document = {0}, before = {0}, after = {0};
    struct report report;
    struct exception e = {.kind = EXCEPTION_CONFLICT, .key = "k"}, copy;
    bool no_memory;
    buffer_append_text(&document, text);
    const struct decoding with = {.limits = &limits, .arena = &first};
    assert_int_equal(report_decode(buffer_slice(&document), &with, &report, &no_memory),
                     REASON_NONE);
    struct slice *const texts[] = {&report.source.path, &report.source.member,
                                   &report.source.message_id, &report.source.submitter,
                                   &report.source.report_domain};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_true(arena_copy(&first, SLICE("mail.example"), texts[i]));
    report_attribute(&report, report.source.report_domain);
    report.policies[0].attributed = report.policies[0].domain;
    e.report = &report;
    e.source = e.first = report.source;
    record_write(&before, &report, "k");
    assert_true(exception_copy(&second, &e, &copy));
    memset(document.at, 'x', document.n);
    arena_reset(&first);
    memset(arena_take_text(&first, 60000), 'x', 60000);
    record_write(&after, copy.report, "k");
    assert_true(slice_equal(buffer_slice(&before), buffer_slice(&after)));
    assert_true(slice_equal(copy.report->policies[0].attributed, SLICE("a.example")));
    assert_true(slice_equal(copy.source.path, SLICE("mail.example")) &&
                slice_equal(copy.first.message_id, SLICE("mail.example")));
    buffer_free(&document);
    buffer_free(&before);
    buffer_free(&after);
    arena_free(&first);
    arena_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_outlives_what_it_was_made_from),
    };
    return cmocka_run_group_tests_name("copied", tests, NULL, NULL);
}
