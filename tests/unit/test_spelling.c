/* Tests of reports whose keys are spelt in other ways, or stand in other shapes and places. */
#include "lib/tlsrpt/record.h"
#include "tests/unit/decoded.h"

#include "lib/tlsrpt/spelling.h"

#define RFC_REPORT                                                                                 \
    "{\"organization-name\":\"S\",\"report-id\":\"1\"," RANGE                                      \
    "\"contact-info\":\"c\",\"policies\":[{\"policy\":{\"policy-type\":\"sts\","                   \
    "\"policy-domain\":\"a.example\",\"mx-host\":[\"mx.a.example\"]},\"summary\":{"                \
    "\"total-successful-session-count\":5,\"total-failure-session-count\":2},"                     \
    "\"failure-details\":[{\"result-type\":\"validation-failure\",\"failed-session-count\":2,"     \
    "\"failure-reason-code\":\"why\",\"additional-information\":\"more\"}]}]}"

/* The text with the first `from` replaced. */
static const char *replaced(const char *text, const char *from, const char *to)
{
    static char room[4000];
    const char *at = strstr(text, from);
    assert_non_null(at);
    snprintf(room, sizeof room, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return room;
}

static void assert_same_record(const char *text, enum deviation noted)
{
    struct report want, got;
    struct buffer a = {0}, b = {0};
    assert_int_equal(decode(RFC_REPORT, &want), REASON_NONE);
    assert_int_equal(decode(text, &got), REASON_NONE);
    assert_int_equal(got.deviations, noted == DEVIATIONS ? 0 : (uint64_t)1 << noted);
    got.deviations = 0;
    record_write(&a, &want, "");
    record_write(&b, &got, "");
    if (a.n != b.n || memcmp(a.at, b.at, a.n) != 0)
        fail_msg("%.*s\n%.*s", (int)a.n, a.at, (int)b.n, b.at);
    buffer_free(&a);
    buffer_free(&b);
}

static void each_spelling_of_a_key_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < spellings_n; i++) {
        char from[60], to[60];
        snprintf(from, sizeof from, "\"%s\"", spellings[i].rfc.at);
        snprintf(to, sizeof to, "\"%s\"", spellings[i].key.at);
        assert_same_record(replaced(RFC_REPORT, from, to), DEVIATIONS);
    }
}

static void the_key_of_the_rfc_is_believed_first(void **state)
{
    (void)state;
    static const char rfc[] = "\"failure-reason-code\":\"why\"";
    assert_same_record(
        replaced(RFC_REPORT, rfc, "\"failure-reason-code\":\"why\",\"failure-error-code\":\"no\""),
        DEVIATIONS);
    assert_same_record(
        replaced(RFC_REPORT, rfc, "\"failure-error-code\":\"no\",\"failure-reason-code\":\"why\""),
        DEVIATIONS);
    assert_same_record(
        replaced(RFC_REPORT, rfc, "\"failure-reason-code\":\"\",\"failure-error-code\":\"why\""),
        DEVIATIONS);
    assert_same_record(
        replaced(RFC_REPORT, rfc, "\"failure-error-code\":\"why\",\"failure-reason-code\":null"),
        DEVIATIONS);
}

static void a_policy_is_read_where_it_stands(void **state)
{
    (void)state;
    static const char fields[] = "\"policy-type\":\"sts\",\"policy-domain\":\"a.example\","
                                 "\"mx-host\":[\"mx.a.example\"]";
    char inner[200];
    snprintf(inner, sizeof inner, "\"policy\":{%s}", fields);
    assert_same_record(replaced(RFC_REPORT, inner, fields), DEVIATION_FLAT_POLICY);

    char object[4000]; /* policies as one object */
    snprintf(object, sizeof object, "%s",
             replaced(RFC_REPORT, "\"policies\":[{", "\"policies\":{"));
    assert_same_record(replaced(object, "}]}]}", "}]}}"), DEVIATION_ODD_SHAPE);

    char alone[4000]; /* as in the first draft, without policies */
    snprintf(alone, sizeof alone, "%s", replaced(RFC_REPORT, "\"policies\":[{", ""));
    assert_same_record(replaced(alone, "}]}]}", "}]}"), DEVIATION_FLAT_POLICY);
}

/* `text` with a deviation or two of which one is `noted` says the same as RFC_REPORT. */
static void what_stands_elsewhere_is_read(void **state)
{
    (void)state;
#define DETAILS                                                                                    \
    "\"failure-details\":[{\"result-type\":\"validation-failure\",\"failed-session-count\":2,"     \
    "\"failure-reason-code\":\"why\",\"additional-information\":\"more\"}]"
#define COUNTS "\"total-successful-session-count\":5,\"total-failure-session-count\":2"
#define FIELDS                                                                                     \
    "\"policy-type\":\"sts\",\"policy-domain\":\"a.example\",\"mx-host\":[\"mx.a.example\"]"
#define START "{\"organization-name\":\"S\",\"report-id\":\"1\",\"contact-info\":\"c\"," RANGE
    static const char *const texts[] = {
        START "\"policies\":[{\"policy\":{" FIELDS "," DETAILS "},\"summary\":{" COUNTS "}}]}",
        START "\"policies\":[{\"policy\":{" FIELDS "},\"summary\":{" COUNTS "," DETAILS "}}]}",
        START "\"policies\":[{\"policy\":{\"summary\":{" COUNTS "," DETAILS "}," FIELDS "}}]}",
        START "\"policies\":[{\"policy\":{" FIELDS "}," COUNTS "," DETAILS "}]}",
        START "\"policies\":[{\"policy\":{" COUNTS "," FIELDS "," DETAILS "}}]}",
        "{\"organization-name\":\"S\",\"report-id\":\"1\",\"contact-info\":\"c\",\"start-"
        "datetime\":"
        "\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-01T23:59:59Z\",\"policies\":[{"
        "\"policy\":{" FIELDS "},\"summary\":{" COUNTS "}," DETAILS "}]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_same_record(texts[i], DEVIATION_MISPLACED_KEY);
}

/* What cannot be placed is noted all the same. */
static void a_key_in_a_wrong_object_is_never_silent(void **state)
{
    (void)state;
    static const char *const texts[] = {
        START "\"policies\":[{\"policy\":{" FIELDS "},\"summary\":{" COUNTS "}}]," DETAILS "}",
        START "\"policies\":[{\"policy\":{" FIELDS "},\"summary\":{" COUNTS
              "},\"result-type\":\"validation-failure\"}]}",
        START "\"policies\":[{\"policy\":{" FIELDS
              ",\"Failure_Reason-Code\":\"why\"},\"summary\":{" COUNTS "}}]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct report r;
        assert_int_equal(decode(texts[i], &r), REASON_NONE);
        assert_true(r.deviations >> DEVIATION_MISPLACED_KEY & 1);
        assert_int_equal(r.policies[0].failed_sessions, 2);
    }
}

static void a_list_or_an_object_is_read_in_other_shapes(void **state)
{
    (void)state;
    static const char detail[] =
        "{\"result-type\":\"validation-failure\",\"failed-session-count\":2,"
        "\"failure-reason-code\":\"why\",\"additional-information\":\"more\"}";
    static const char quoted[] =
        "{\\\"result-type\\\":\\\"validation-failure\\\",\\\"failed-session-count\\\":2,"
        "\\\"failure-reason-code\\\":\\\"why\\\",\\\"additional-information\\\":\\\"more\\\"}";
    static const struct {
        const char *before, *detail, *behind;
    } lists[] = {
        {"[[", detail, "]]"},
        {"[[[", detail, "]],[]]"},
        {"{\"0\":", detail, "}"},
        {"{\"1\":[", detail, "],\"note\":7}"},
        {"{\"failure-detail\":[", detail, "]}"},
        {"\"[", quoted, "]\""},
        {"[\"", quoted, "\"]"},
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        char list[1000];
        snprintf(list, sizeof list, "\"failure-details\":%s%s%s", lists[i].before, lists[i].detail,
                 lists[i].behind);
        assert_same_record(replaced(RFC_REPORT, DETAILS, list), DEVIATION_ODD_SHAPE);
    }
    assert_same_record(replaced(RFC_REPORT, "{" COUNTS "}", "[{" COUNTS "}]"), DEVIATION_ODD_SHAPE);
    assert_same_record(replaced(RFC_REPORT, "{" FIELDS "}", "[{" FIELDS "}]"), DEVIATION_ODD_SHAPE);
    assert_same_record(START "\"policies\":[[{\"policy\":{" FIELDS "},\"summary\":{" COUNTS
                             "}," DETAILS "}]]}",
                       DEVIATION_ODD_SHAPE);
    assert_same_record(START "\"policies\":{\"0\":{\"policy\":{" FIELDS "},\"summary\":{" COUNTS
                             "}," DETAILS "}}}",
                       DEVIATION_ODD_SHAPE);
    assert_same_record(
        replaced(RFC_REPORT, RANGE,
                 "\"date-range\":[\"2024-05-01T00:00:00Z\",\"2024-05-01T23:59:59Z\"],"),
        DEVIATION_ODD_SHAPE);
}

/* Of two objects where one belongs nobody knows which counts. */
static void several_where_one_belongs_are_no_guess(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(replaced(RFC_REPORT, "{" COUNTS "}", "[{" COUNTS "},{}]"), &r),
                     REASON_MISSING_SUMMARY);
    assert_int_equal(decode(replaced(RFC_REPORT, "{" FIELDS "}", "[{" FIELDS "},{}]"), &r),
                     REASON_MISSING_POLICIES);
}

/* A string that holds no JSON to its end loses nothing but what it would have told. */
static void a_damaged_string_of_details_is_noted(void **state)
{
    (void)state;
    struct report r;
    static const char *const strings[] = {"\"none\"", "\"[{\"", "\"[[[[\"", "\"{\\\"0\\\":[\""};
    for (size_t i = 0; i < COUNT_OF(strings); i++) {
        char list[100];
        snprintf(list, sizeof list, "\"failure-details\":%s", strings[i]);
        assert_int_equal(decode(replaced(RFC_REPORT, DETAILS, list), &r), REASON_NONE);
        assert_true(r.deviations >> DEVIATION_ODD_SHAPE & 1);
        assert_int_equal(r.policies[0].failed_sessions, 2);
    }
}

/* Every key of the RFC, as other habits of naming have it. */
static void a_key_is_read_in_every_style(void **state)
{
    (void)state;
    static const char *const keys[][5] = {
        {"organization-name", "organization_name", "organizationName", "Organization-Name",
         "ORGANIZATION NAME"},
        {"report-id", "report_id", "reportId", "ReportID", "report-id:"},
        {"date-range", "date_range", "dateRange", "DateRange", "date-ranges"},
        {"start-datetime", "start_datetime", "startDatetime", "StartDateTime", "start-date-time"},
        {"policies", "Policies", "POLICIES", "policies ", "policies:"},
        {"policy-type", "policy_type", "policyType", "PolicyType", "policytype"},
        {"mx-host", "mx_host", "mxHost", "mx-hosts", "mx_host_pattern"},
        {"summary", "Summary", "SUMMARY", "summary ", "summary:"},
        {"total-failure-session-count", "total_failure_session_count", "totalFailureSessionCount",
         "Total-Failure-Session-Count", "total-failure-session-counts"},
        {"failure-details", "failure_details", "failureDetails", "FailureDetail", "failure-detail"},
        {"result-type", "result_type", "resultType", "ResultType", "result type"},
        {"failed-session-count", "failed_session_count", "failedSessionCount", "FailedSessionCount",
         "failed-session-counts"},
        {"failure-reason-code", "failure_reason_code", "failureReasonCode", "FailureReasonCode",
         "failure_error_code"},
    };
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        for (size_t k = 1; k < 5; k++) {
            char from[60], to[60];
            snprintf(from, sizeof from, "\"%s\"", keys[i][0]);
            snprintf(to, sizeof to, "\"%s\"", keys[i][k]);
            assert_same_record(replaced(RFC_REPORT, from, to), DEVIATION_KEY_SPELLING);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_spelling_of_a_key_is_read),
        cmocka_unit_test(the_key_of_the_rfc_is_believed_first),
        cmocka_unit_test(a_policy_is_read_where_it_stands),
        cmocka_unit_test(what_stands_elsewhere_is_read),
        cmocka_unit_test(a_key_in_a_wrong_object_is_never_silent),
        cmocka_unit_test(a_list_or_an_object_is_read_in_other_shapes),
        cmocka_unit_test(several_where_one_belongs_are_no_guess),
        cmocka_unit_test(a_damaged_string_of_details_is_noted),
        cmocka_unit_test(a_key_is_read_in_every_style),
    };
    return cmocka_run_group_tests_name("spelling", tests, NULL, free_arena);
}
