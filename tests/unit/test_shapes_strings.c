/* Tests of lib/tlsrpt/shapes: JSON in strings, and what else stands around it. */
#include "tests/unit/decoded.h"

#define TIMES                                                                                      \
    "{\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-01T23:59:59Z\"}"
#define FIELDS "{\"policy-type\":\"sts\",\"policy-domain\":\"a.example\"}"
#define COUNTS "{\"total-successful-session-count\":5,\"total-failure-session-count\":2}"
#define FIRST "{\"result-type\":\"certificate-expired\",\"failed-session-count\":1}"
#define SECOND "{\"result-type\":\"validation-failure\",\"failed-session-count\":1}"
#define LIST "[" FIRST "," SECOND "]"

enum { TEXT_SIZE = 2000 };

/* Puts into `to` what `pattern` says: <…> is the text between as a JSON string, also inside
 * another one. Gives where it stopped. */
static const char *fill(char *to, const char *pattern, bool is_inside)
{
    char inner[TEXT_SIZE];
    for (; *pattern && !(is_inside && *pattern == '>'); pattern++) {
        if (pattern[0] != '<') {
            *to++ = *pattern;
            continue;
        }
        pattern = fill(inner, pattern + 1, true);
        *to++ = '"';
        for (const char *c = inner; *c; *to++ = *c++)
            if (*c == '"' || *c == '\\')
                *to++ = '\\';
        *to++ = '"';
    }
    *to = '\0';
    return pattern;
}

static void assert_all_is_read(const char *pattern)
{
    char text[TEXT_SIZE];
    struct report r;
    fill(text, pattern, false);
    if (decode(text, &r) != REASON_NONE || r.deviations != (uint64_t)1 << DEVIATION_ODD_SHAPE)
        fail_msg("%s", text);
    assert_int_equal(r.policies_n, 1);
    assert_int_equal(r.policies[0].successful_sessions, 5);
    assert_true(slice_equal(r.policies[0].domain, SLICE("a.example")));
    assert_int_equal(r.policies[0].details_n, 2);
    const struct failure_detail *second = &r.policies[0].details[1];
    assert_true(slice_equal(second->text[DETAIL_RESULT_TYPE], SLICE("validation-failure")));
}

static void a_list_in_a_string_may_stand_in_a_list_or_a_string(void **state)
{
    (void)state;
    static const char *const details[] = {
        "[<" LIST ">]",
        "[[<" LIST ">]]",
        "<[<" LIST ">]>",
        "<<" LIST ">>",
        "[<[" FIRST "]>,<[" SECOND "]>]",
        "[<{\"failure-detail\":" FIRST "}>,<{\"failure-detail\":" SECOND "}>]",
        "[<{\"0\":" FIRST ",\"1\":" SECOND "}>]",
        "[<<" FIRST ">>,<<" SECOND ">>]",
        "{\"failure-detail\":<" LIST ">}",
    };
    for (size_t i = 0; i < COUNT_OF(details); i++) {
        char text[TEXT_SIZE];
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":%s}]}",
                 details[i]);
        assert_all_is_read(text);
    }
    assert_all_is_read(HEAD "\"policies\":[<[{" POLICY "," SUMMARY ",\"failure-details\":" LIST
                            "}]>]}");
}

#define REPORT(range, policy, summary)                                                             \
    "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-"              \
    "range\":" range ",\"policies\":[{\"policy\":" policy ",\"summary\":" summary                  \
    ",\"failure-details\":" LIST "}]}"

static void an_object_in_a_string_may_stand_in_a_list_or_a_string(void **state)
{
    (void)state;
    static const char *const texts[] = {
        REPORT(TIMES, FIELDS, "[<" COUNTS ">]"),
        REPORT(TIMES, FIELDS, "<[" COUNTS "]>"),
        REPORT(TIMES, FIELDS, "<<" COUNTS ">>"),
        REPORT(TIMES, FIELDS, "{\"0\":<" COUNTS ">}"),
        REPORT(TIMES, "[<" FIELDS ">]", COUNTS),
        REPORT(TIMES, "<<" FIELDS ">>", COUNTS),
        REPORT("[<" TIMES ">]", FIELDS, COUNTS),
        REPORT("<[" TIMES "]>", FIELDS, COUNTS),
        REPORT("{\"0\":<" TIMES ">}", FIELDS, COUNTS),
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_all_is_read(texts[i]);
}

/* Escapes mean what they stand for: as a template indents JSON, as .NET writes a quote, and all. */
static void json_in_a_string_may_be_escaped_in_any_way(void **state)
{
    (void)state;
    static const char *const details[] = {
        "\"\\n  "
        "[{\\\"result-type\\\":\\\"certificate-expired\\\",\\\"failed-session-count\\\":2}]\"",
        "\"\\u0009{\\u0022result-type\\u0022:\\u0022certificate-expired\\u0022,"
        "\\u0022failed-session-count\\u0022:2}\"",
        "[\"{\\u0022failure-details\\u0022:[{\\u0022result-type\\u0022:"
        "\\u0022certificate-expired\\u0022,\\u0022failed-session-count\\u0022:\\u00222\\u0022}]}"
        "\"]",
        "\"\\u005b\\u007b\\u0022result-type\\u0022:\\u0022certificate-expired\\u0022}]\"",
    };
    for (size_t i = 0; i < COUNT_OF(details); i++) {
        char text[TEXT_SIZE];
        struct report r;
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":%s}]}",
                 details[i]);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.policies[0].details_n, 1);
        assert_int_equal(r.policies[0].details[0].failed_sessions, 2);
        assert_true(slice_equal(r.policies[0].details[0].text[DETAIL_RESULT_TYPE],
                                SLICE("certificate-expired")));
    }
}

static void what_is_escaped_and_no_json_is_none(void **state)
{
    (void)state;
    static const char *const details[] = {"\"\\u0000[\"", "\"\\\\u\"", "\"\\n\\\\\"", "\"\\\"\""};
    for (size_t i = 0; i < 2 * COUNT_OF(details); i++) {
        char text[TEXT_SIZE];
        struct report r;
        snprintf(text, sizeof text,
                 i % 2 ? HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":[%s]}]}"
                       : HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":%s}]}",
                 details[i / 2]);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.policies[0].details_n, 0);
    }
}

static void of_several_in_strings_nobody_knows_which_counts(void **state)
{
    (void)state;
    char text[TEXT_SIZE];
    struct report r;
    fill(text, REPORT(TIMES, FIELDS, "[<" COUNTS ">,<" COUNTS ">]"), false);
    assert_int_equal(decode(text, &r), REASON_MISSING_SUMMARY);
    fill(text, REPORT(TIMES, FIELDS, "[" COUNTS ",<" COUNTS ">]"), false);
    assert_int_equal(decode(text, &r), REASON_MISSING_SUMMARY);
}

static void a_list_of_details_that_is_there_three_times_counts_once(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\","
                                 "\"policy-domain\":\"a.example\",\"failure-details\":[" SECOND
                                 "]},\"summary\":{\"total-successful-session-count\":5,"
                                 "\"total-failure-session-count\":2,\"failure-details\":[" SECOND
                                 "]},\"failure-details\":[" FIRST "]}]}",
                            &r),
                     REASON_NONE);
    assert_int_equal(r.policies[0].details_n, 2);
}

static enum reason decode_within(const char *text, size_t most)
{
    struct limits within = limits;
    struct report r;
    bool out_of_memory;
    within.report = most;
    const struct decoding with = {.limits = &within, .arena = &arena};
    enum reason reason = report_decode(slice_of(text), &with, &r, &out_of_memory);
    assert_false(out_of_memory);
    return reason;
}

/* What is inside of a string is a copy: all together are no longer than a report may be. */
static void strings_hold_no_more_than_a_report(void **state)
{
    (void)state;
    static const char *const details[] = {"<" LIST ">", "[<[" FIRST "]>,<[" SECOND "]>]",
                                          "<<" LIST ">>"};
    const size_t quotes = 2 * 6, one = sizeof LIST - 1,
                 inside[] = {one, one + 1, /* the comma is two brackets */
                             one + quotes + 2 + one};
    for (size_t i = 0; i < COUNT_OF(details); i++) {
        char text[TEXT_SIZE], filled[TEXT_SIZE];
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":%s}]}",
                 details[i]);
        fill(filled, text, false);
        assert_int_equal(decode_within(filled, inside[i]), REASON_NONE);
        assert_int_equal(decode_within(filled, inside[i] - 1), REASON_TOO_LARGE);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_in_a_string_may_stand_in_a_list_or_a_string),
        cmocka_unit_test(an_object_in_a_string_may_stand_in_a_list_or_a_string),
        cmocka_unit_test(json_in_a_string_may_be_escaped_in_any_way),
        cmocka_unit_test(what_is_escaped_and_no_json_is_none),
        cmocka_unit_test(of_several_in_strings_nobody_knows_which_counts),
        cmocka_unit_test(strings_hold_no_more_than_a_report),
        cmocka_unit_test(a_list_of_details_that_is_there_three_times_counts_once),
    };
    return cmocka_run_group_tests_name("shapes_strings", tests, NULL, free_arena);
}
