/* Tests of lib/tlsrpt/shapes: numbers, names and lists around what belongs into a list or alone. */
#include "tests/unit/decoded.h"

#define NO_RANGE "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\","
#define TIMES                                                                                      \
    "{\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-01T23:59:59Z\"}"
#define FIELDS "{\"policy-type\":\"sts\",\"policy-domain\":\"a.example\"}"
#define COUNTS "{\"total-successful-session-count\":5,\"total-failure-session-count\":2}"
#define ENTRY "{" POLICY "," SUMMARY "}"
#define OTHER                                                                                      \
    "{\"policy\":{\"policy-type\":\"tlsa\",\"policy-domain\":\"b.example\"},"                      \
    "\"summary\":{\"total-successful-session-count\":20,\"total-failure-session-count\":0}}"
#define FIRST "{\"result-type\":\"certificate-expired\",\"failed-session-count\":1}"
#define SECOND "{\"result-type\":\"validation-failure\",\"failed-session-count\":1}"

static uint64_t bit(enum deviation d)
{
    return (uint64_t)1 << d;
}

static void assert_odd(const char *text, const struct report *r, uint64_t more)
{
    if (r->deviations != (bit(DEVIATION_ODD_SHAPE) | more))
        fail_msg("%s", text);
}

static void numbers_and_names_may_stand_around_details(void **state)
{
    (void)state;
    static const char *const details[] = {
        "[{\"failure-detail\":" FIRST "},{\"failure-detail\":" SECOND "}]",
        "[{\"0\":" FIRST ",\"1\":" SECOND "}]",
        "[{\"failure-details\":[" FIRST "," SECOND "]}]",
        "[[{\"0\":" FIRST "}],{\"1\":[" SECOND "]}]",
        "[" FIRST ",{\"failure-detail\":" SECOND "}]",
        "[{\"@failure-detail\":" FIRST "},{\"_failure_detail\":" SECOND "}]",
        "[{\"\\u0030\":" FIRST ",\"\\u0031\":" SECOND "}]",
    };
    for (size_t i = 0; i < COUNT_OF(details); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":%s}]}",
                 details[i]);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.policies[0].details_n, 2);
        const struct failure_detail *second = &r.policies[0].details[1];
        assert_true(slice_equal(second->text[DETAIL_RESULT_TYPE], SLICE("validation-failure")));
        assert_int_equal(second->failed_sessions, 1);
        assert_odd(text, &r, 0);
    }
}

static void numbers_and_names_may_stand_around_policies(void **state)
{
    (void)state;
    static const char *const policies[] = {
        "[{\"policy\":" ENTRY "},{\"policy\":" OTHER "}]",
        "[{\"0\":" ENTRY ",\"1\":" OTHER "}]",
        "[{\"policies\":[" ENTRY "," OTHER "]}]",
        "[{\"policy\":[" ENTRY "," OTHER "]}]",
        "{\"policy\":[" ENTRY "," OTHER "]}",
    };
    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text, HEAD "\"policies\":%s}", policies[i]);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.policies_n, 2);
        assert_true(slice_equal(r.policies[0].domain, SLICE("a.example")));
        assert_int_equal(r.policies[0].failed_sessions, 2);
        assert_true(slice_equal(r.policies[1].domain, SLICE("b.example")));
        assert_int_equal(r.policies[1].successful_sessions, 20);
        assert_odd(text, &r, i == 0 ? bit(DEVIATION_MISPLACED_KEY) : 0);
    }
}

static void numbers_names_and_lists_may_stand_around_an_object(void **state)
{
    (void)state;
    static const char *const texts[] = {
        NO_RANGE "\"date-range\":{\"date-range\":" TIMES "},\"policies\":[" ENTRY "]}",
        NO_RANGE "\"date-range\":[[{\"0\":" TIMES "}]],\"policies\":[" ENTRY "]}",
        HEAD "\"policies\":[{" POLICY ",\"summary\":[[" COUNTS "]]}]}",
        HEAD "\"policies\":[{" POLICY ",\"summary\":{\"summary\":" COUNTS "}}]}",
        HEAD "\"policies\":[{" POLICY ",\"summary\":{\"0\":[" COUNTS "]}}]}",
        HEAD "\"policies\":[{\"policy\":{\"policy\":" FIELDS "}," SUMMARY "}]}",
        HEAD "\"policies\":[{\"policy\":{\"0\":" FIELDS "}," SUMMARY "}]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct report r;
        assert_int_equal(decode(texts[i], &r), REASON_NONE);
        assert_int_equal(r.end - r.begin, SECONDS_A_DAY - 1);
        assert_true(slice_equal(r.policies[0].domain, SLICE("a.example")));
        assert_int_equal(r.policies[0].successful_sessions, 5);
        assert_odd(texts[i], &r, 0);
    }
}

static void of_several_nobody_knows_which_counts(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(
        decode(HEAD "\"policies\":[{" POLICY ",\"summary\":[[" COUNTS "],[" COUNTS "]]}]}", &r),
        REASON_MISSING_SUMMARY);
    assert_int_equal(decode(HEAD "\"policies\":[{" POLICY ",\"summary\":{\"0\":" COUNTS
                                 ",\"1\":" COUNTS "}}]}",
                            &r),
                     REASON_MISSING_SUMMARY);
    assert_int_equal(
        decode(HEAD "\"policies\":[{\"policy\":[" ENTRY "," OTHER "]," SUMMARY "}]}", &r),
        REASON_MISSING_POLICIES);
    assert_int_equal(decode(HEAD "\"policies\":[{\"policy\":[" ENTRY "," OTHER
                                 "],\"failure-details\":[{\"failed-session-count\":1}]}]}",
                            &r),
                     REASON_MISSING_POLICIES);
}

static void numbers_and_names_may_stand_around_texts(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "{\"0\":\"mx1.a.example\",\"1\":\"mx2.a.example\"}",
        "[{\"0\":\"mx1.a.example\"},{\"1\":\"mx2.a.example\"}]",
        "[{\"%s\":\"mx1.a.example\"},{\"%s\":[\"mx2.a.example\"]}]",
        "{\"%s\":[\"mx1.a.example\",\"mx2.a.example\"]}",
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        char text[1000], hosts[200], strings[200];
        struct report r;
        snprintf(hosts, sizeof hosts, forms[i], "mx-host", "MX_Hosts");
        snprintf(strings, sizeof strings, forms[i], "policy-string", "policy-strings");
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":"
                      "\"a.example\",\"mx-host\":%s,\"policy-string\":%s}," SUMMARY "}]}",
                 hosts, strings);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.policies[0].mx_patterns.n, 2);
        assert_int_equal(r.policies[0].strings.n, 2);
        assert_true(slice_equal(r.policies[0].mx_patterns.at[1], SLICE("mx2.a.example")));
        assert_true(slice_equal(r.policies[0].strings.at[1], SLICE("mx2.a.example")));
        assert_true(r.deviations & bit(DEVIATION_ODD_SHAPE));
    }
}

static void other_objects_are_no_texts(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"sts\","
                                 "\"policy-domain\":\"a.example\",\"mx-host\":[{\"note\":\"x\","
                                 "\"0\":\"y\"},\"mx.a.example\"]}," SUMMARY "}]}",
                            &r),
                     REASON_NONE);
    assert_int_equal(r.policies[0].mx_patterns.n, 1);
    assert_int_equal(r.deviations, bit(DEVIATION_VALUE_NOT_STRING));
}

static void of_texts_in_a_list_where_one_is_wanted_the_first_is_read(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(
        decode("{\"organization-name\":[[],\"\",\"S\",{},\"T\"],\"report-id\":[7]," RANGE
               "\"contact-info\":[],\"policies\":[" ENTRY "]}",
               &r),
        REASON_NONE);
    assert_true(slice_equal(r.organization_name, SLICE("S")));
    assert_true(slice_equal(r.report_id, SLICE("7")));
    assert_int_equal(r.contact_info.n, 0);
    assert_true(r.deviations & bit(DEVIATION_VALUE_NOT_STRING));
}

static void details_in_two_places_are_all_read_and_a_copy_once(void **state)
{
    (void)state;
    static const struct {
        const char *inside;
        size_t n;
    } cases[] = {{SECOND, 2}, {FIRST, 1}, {FIRST "," SECOND, 3}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":5,"
                      "\"total-failure-session-count\":2,\"failure-details\":[%s]},"
                      "\"failure-details\":[" FIRST "]}]}",
                 cases[i].inside);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.policies[0].details_n, cases[i].n);
        assert_true(r.deviations & bit(DEVIATION_MISPLACED_KEY));
    }
}

static void a_list_of_one_may_lack_its_brackets(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD "\"policies\":" ENTRY "}",
        HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":5,"
             "\"total-failure-session-count\":1},\"failure-details\":" FIRST "}]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct report r;
        assert_int_equal(decode(texts[i], &r), REASON_NONE);
        assert_int_equal(r.policies[0].successful_sessions, 5);
        assert_odd(texts[i], &r, 0);
    }
}

/* As PHP writes a list of none when its keys count. */
static void an_empty_object_is_an_empty_list(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(
        decode(HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":{ }}]}", &r),
        REASON_NONE);
    assert_int_equal(r.policies[0].details_n, 0);
    assert_int_equal(r.policies[0].failed_sessions, 2);
    assert_int_equal(r.deviations, bit(DEVIATION_ODD_SHAPE));
    assert_int_equal(decode(HEAD "\"policies\":{}}", &r), REASON_MISSING_POLICIES);
    assert_int_equal(decode(HEAD "\"policies\":\"{}\"}", &r), REASON_MISSING_POLICIES);
    assert_int_equal(decode(HEAD "\"policies\":[{}]}", &r), REASON_MISSING_SUMMARY);
}

static void policies_may_be_called_policy(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD "\"policy\":[" OTHER "," ENTRY "]}",
        HEAD "\"policy\":[" OTHER "]}",
        HEAD "\"policies\":[" OTHER "],\"policy\":[" ENTRY "]}",
        HEAD "\"policy\":[" ENTRY "],\"policies\":[" OTHER "]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct report r;
        assert_int_equal(decode(texts[i], &r), REASON_NONE);
        assert_int_equal(r.policies_n, i == 0 ? 2 : 1);
        assert_true(slice_equal(r.policies[0].domain, SLICE("b.example")));
        assert_true(slice_equal(r.policies[0].type, SLICE("tlsa")));
        assert_int_equal(r.policies[0].successful_sessions, 20);
        assert_int_equal(r.deviations,
                         bit(i >= 2 ? DEVIATION_MISPLACED_KEY : DEVIATION_KEY_SPELLING));
    }
}

static void a_summary_may_be_in_the_plural(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(HEAD "\"policies\":[{" POLICY ",\"Summaries\":[" COUNTS "]}]}", &r),
                     REASON_NONE);
    assert_int_equal(r.policies[0].failed_sessions, 2);
    assert_int_equal(r.deviations, bit(DEVIATION_KEY_SPELLING) | bit(DEVIATION_ODD_SHAPE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_names_may_stand_around_details),
        cmocka_unit_test(numbers_and_names_may_stand_around_policies),
        cmocka_unit_test(numbers_names_and_lists_may_stand_around_an_object),
        cmocka_unit_test(of_several_nobody_knows_which_counts),
        cmocka_unit_test(numbers_and_names_may_stand_around_texts),
        cmocka_unit_test(other_objects_are_no_texts),
        cmocka_unit_test(of_texts_in_a_list_where_one_is_wanted_the_first_is_read),
        cmocka_unit_test(details_in_two_places_are_all_read_and_a_copy_once),
        cmocka_unit_test(a_list_of_one_may_lack_its_brackets),
        cmocka_unit_test(an_empty_object_is_an_empty_list),
        cmocka_unit_test(policies_may_be_called_policy),
        cmocka_unit_test(a_summary_may_be_in_the_plural),
    };
    return cmocka_run_group_tests_name("shapes", tests, NULL, free_arena);
}
