/* Tests of decoding a report: every deviation and reason of rejection has a case of its own. */
#include "tests/unit/decoded.h"

static void a_good_report_has_no_deviation(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(GOOD, &r), REASON_NONE);
    assert_int_equal(r.deviations, 0);
    assert_int_equal(r.policies_n, 1);
    assert_int_equal(r.policies[0].successful_sessions, 5);
    assert_int_equal(r.policies[0].failed_sessions, 2);
    assert_int_equal(report_day(&r), day_of_civil((struct civil){2024, 5, 1}));
}

static void each_deviation_is_noted_and_the_report_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(deviating); i++) {
        struct report r;
        int which = deviation_find(slice_of(deviating[i].name));
        assert_true(which >= 0);
        if (decode(deviating[i].text, &r) != REASON_NONE || !(r.deviations >> which & 1))
            fail_msg("%s", deviating[i].name);
    }
}

/* SPEC 4, missing-count: what stands for the counts that a sender left out. */
static void counts_that_are_absent_are_found_elsewhere(void **state)
{
    (void)state;
    static const struct {
        const char *summary, *details;
        int successful, failed, of_details[2];
    } cases[] = {
        {"\"total-successful-session-count\":1", "{\"failed-session-count\":7}", 1, 7, {7}},
        {"\"total-failure-session-count\":null",
         "{\"failed-session-count\":7},{\"failed-session-count\":\"2\"}",
         0,
         9,
         {7, 2}},
        {"", "{\"failed-session-count\":7},{}", 0, 7, {7, 0}},
        {"\"total-failure-session-count\":42", "{}", 0, 42, {42}},
        {"\"total-failure-session-count\":42", "{},{\"failed-session-count\":2}", 0, 42, {0, 2}},
        {"\"total-failure-session-count\":42", "{\"failed-session-count\":0}", 0, 42, {0}},
        {"\"total-failure-session-count\":0", "{\"failed-session-count\":7}", 0, 0, {7}},
        {"", "{}", 0, 0, {0}},
        {"", "", 0, 0, {0}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{" POLICY ",\"failure-details\":[%s],\"summary\":{%s}}]}",
                 cases[i].details, cases[i].summary);
        assert_int_equal(decode(text, &r), REASON_NONE);
        const struct policy *p = &r.policies[0];
        if (p->successful_sessions != cases[i].successful ||
            p->failed_sessions != cases[i].failed || !(r.deviations >> DEVIATION_MISSING_COUNT & 1))
            fail_msg("%s", text);
        for (size_t k = 0; k < p->details_n; k++)
            assert_int_equal(p->details[k].failed_sessions, cases[i].of_details[k]);
    }
}

static const struct {
    enum reason reason;
    const char *text;
} rejected[] = {
    {REASON_BAD_JSON, GOOD "x"},
    {REASON_BAD_JSON, "{\"policies\":[}"},
    {REASON_NOT_A_REPORT, "{\"hello\":\"world\"}"},
    {REASON_NOT_A_REPORT, "[{\"report-id\":\"1\"}]"},
    {REASON_MISSING_REPORT_ID, "{" RANGE "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {REASON_MISSING_REPORT_ID,
     "{\"report-id\":\"  \"," RANGE "\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {REASON_MISSING_DATE_RANGE, "{\"report-id\":\"1\",\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {REASON_BAD_DATE,
     "{\"report-id\":\"1\",\"date-range\":{\"start-datetime\":\"yesterday\",\"end-datetime\":"
     "\"2024-05-01T23:59:59Z\"},\"policies\":[{" POLICY "," SUMMARY "}]}"},
    {REASON_MISSING_POLICIES, HEAD "\"policies\":[]}"},
    {REASON_MISSING_POLICIES, HEAD "\"policies\":\"none\"}"},
    {REASON_MISSING_POLICIES, HEAD "\"policies\":[7]}"},
    {REASON_MISSING_SUMMARY, HEAD "\"policies\":[{" POLICY "}]}"},
    {REASON_BAD_COUNT, HEAD
     "\"policies\":[{" POLICY
     ",\"summary\":{\"total-successful-session-count\":-1,\"total-failure-session-count\":0}}]}"},
    {REASON_BAD_COUNT, HEAD
     "\"policies\":[{" POLICY
     ",\"summary\":{\"total-successful-session-count\":7.5,\"total-failure-session-count\":0}}]}"},
    {REASON_BAD_COUNT,
     HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":"
          "9223372036854775808,\"total-failure-session-count\":0}}]}"},
    {REASON_BAD_COUNT,
     HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":\"many\","
          "\"total-failure-session-count\":0}}]}"},
    {REASON_TOO_LARGE, HEAD "\"policies\":[{" POLICY "," SUMMARY "},{" POLICY "," SUMMARY
                            "},{" POLICY "," SUMMARY "},{" POLICY "," SUMMARY "}]}"},
    {REASON_TOO_LARGE,
     HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":[{},{},{},{},{}]}]}"},
};

static void a_count_in_a_string_may_be_escaped(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(
        decode(HEAD "\"policies\":[{" POLICY ",\"summary\":{\"total-successful-session-count\":"
                    "\"1\\u0035\\n\",\"total-failure-session-count\":\"\\t\\u0020\"}}]}",
               &r),
        REASON_NONE);
    assert_int_equal(r.policies[0].successful_sessions, 15);
    assert_int_equal(r.policies[0].failed_sessions, 0);
    assert_int_equal(r.deviations, (uint64_t)1 << DEVIATION_COUNT_AS_STRING |
                                       (uint64_t)1 << DEVIATION_MISSING_COUNT);
}

static void each_reason_rejects(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rejected); i++) {
        struct report r;
        enum reason got = decode(rejected[i].text, &r);
        if (got != rejected[i].reason)
            fail_msg("%s: got %s, wanted %s", rejected[i].text,
                     got < REASONS ? reasons[got].name : "none", reasons[rejected[i].reason].name);
    }
}

static void texts_are_brought_into_normal_form(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(
        decode(HEAD "\"policies\":[{\"policy\":{\"policy-type\":\" STS "
                    "\",\"policy-domain\":\"A.Example.\",\"mx-host\":[\"*.MX.example.\",\"\"],"
                    "\"policy-string\":[\" mode: Enforce \"]}," SUMMARY
                    ",\"failure-details\":[{\"result-type\":\"Certificate-Expired\","
                    "\"receiving-mx-hostname\":\"MX1.example.\",\"receiving-mx-helo\":\" Helo "
                    "\",\"additional-info-uri\":\"u\",\"failed-session-count\":2}]}]}",
               &r),
        REASON_NONE);
    const struct policy *p = &r.policies[0];
    assert_true(slice_equal(p->type, SLICE("sts")));
    assert_true(slice_equal(p->domain, SLICE("a.example")));
    assert_int_equal(p->mx_patterns.n, 1);
    assert_true(slice_equal(p->mx_patterns.at[0], SLICE("*.mx.example")));
    assert_true(slice_equal(p->strings.at[0], SLICE("mode: Enforce")));
    assert_true(slice_equal(p->details[0].text[DETAIL_RESULT_TYPE], SLICE("certificate-expired")));
    assert_true(
        slice_equal(p->details[0].text[DETAIL_RECEIVING_MX_HOSTNAME], SLICE("mx1.example")));
    assert_true(slice_equal(p->details[0].text[DETAIL_RECEIVING_MX_HELO], SLICE("Helo")));
    assert_true(slice_equal(p->details[0].text[DETAIL_ADDITIONAL_INFO_URI], SLICE("u")));
}

static void dane_belongs_to_the_domain_that_the_mail_names(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(HEAD "\"policies\":[{\"policy\":{\"policy-type\":\"tlsa\",\"policy-"
                                 "domain\":\"mx.host.example\"}," SUMMARY "},{" POLICY "," SUMMARY
                                 "}]}",
                            &r),
                     REASON_NONE);
    report_attribute(&r, SLICE("mail.example"));
    assert_true(slice_equal(r.policies[0].attributed, SLICE("mail.example")));
    assert_true(slice_equal(r.policies[0].domain, SLICE("mx.host.example")));
    assert_true(slice_equal(r.policies[1].attributed, SLICE("a.example")));
    assert_true(r.deviations >> DEVIATION_DOMAIN_MISMATCH & 1);
    assert_int_equal(
        decode(HEAD
               "\"policies\":[{\"policy\":{\"policy-type\":\"no-policy-found\",\"policy-domain\":"
               "\"mx.example\"}," SUMMARY
               "},{\"policy\":{\"policy-type\":\"magic\",\"policy-domain\":\"b.example\"}," SUMMARY
               "}]}",
               &r),
        REASON_NONE);
    report_attribute(&r, SLICE("mail.example"));
    assert_true(slice_equal(r.policies[0].attributed, SLICE("mail.example")));
    assert_true(slice_equal(r.policies[1].attributed, SLICE("b.example")));
    report_attribute(&r, (struct slice){0}); /* a bare report: nobody tells */
    assert_true(slice_equal(r.policies[0].attributed, SLICE("mx.example")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_report_has_no_deviation),
        cmocka_unit_test(counts_that_are_absent_are_found_elsewhere),
        cmocka_unit_test(a_count_in_a_string_may_be_escaped),
        cmocka_unit_test(each_deviation_is_noted_and_the_report_counted),
        cmocka_unit_test(each_reason_rejects),
        cmocka_unit_test(texts_are_brought_into_normal_form),
        cmocka_unit_test(dane_belongs_to_the_domain_that_the_mail_names),
    };
    return cmocka_run_group_tests_name("decode", tests, NULL, free_arena);
}
