/* Tests of decoding: what stands beside its place, or there twice. */
#include "tests/unit/decoded.h"

#define START "\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\"}"
#define NO_RANGE "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\","
#define GOOD_COUNT "\"total-successful-session-count\""
#define BAD_COUNT "\"total-failure-session-count\""
#define FIELDS "\"policy-type\":\"sts\",\"policy-domain\":\"a.example\""

static uint64_t bit(enum deviation d)
{
    return (uint64_t)1 << d;
}

static void a_count_beside_the_summary_is_read_where_it_lacks_one(void **state)
{
    (void)state;
    static const struct {
        const char *entry;
        int successful, failed;
    } cases[] = {
        {"\"policy\":{" FIELDS "," GOOD_COUNT ":120},\"summary\":{" BAD_COUNT ":0}", 120, 0},
        {POLICY ",\"summary\":{" GOOD_COUNT ":120}," BAD_COUNT ":7", 120, 7},
        {POLICY "," GOOD_COUNT ":120," BAD_COUNT ":7,\"summary\":{}", 120, 7},
        {"\"policy\":{" FIELDS ",\"summary\":{" GOOD_COUNT ":120}},\"summary\":{" BAD_COUNT ":7}",
         120, 7},
        {"\"policy\":{" FIELDS ",\"summary\":{" GOOD_COUNT ":120}," BAD_COUNT ":7}", 120, 7},
        {"\"policy\":{" FIELDS "," GOOD_COUNT ":120}," BAD_COUNT ":7", 120, 7},
        {POLICY "," GOOD_COUNT ":1,\"summary\":{" BAD_COUNT ":7," GOOD_COUNT ":120}", 120, 7},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text, HEAD "\"policies\":[{%s}]}", cases[i].entry);
        assert_int_equal(decode(text, &r), REASON_NONE);
        if (r.policies[0].successful_sessions != cases[i].successful ||
            r.policies[0].failed_sessions != cases[i].failed ||
            r.deviations != bit(DEVIATION_MISPLACED_KEY))
            fail_msg("%s", text);
    }
}

static void an_end_beside_the_range_is_read_where_it_lacks_one(void **state)
{
    (void)state;
    struct report r;
    static const char *const texts[] = {
        NO_RANGE START ",\"end-datetime\":\"2024-05-01T23:59:59Z\","
                       "\"policies\":[{" POLICY "," SUMMARY "}]}",
        NO_RANGE "\"start-datetime\":\"2024-05-01T00:00:00Z\",\"date-range\":{\"end-datetime\":"
                 "\"2024-05-01T23:59:59Z\"},\"policies\":[{" POLICY "," SUMMARY "}]}",
        HEAD "\"start-datetime\":\"2020-05-01\",\"policies\":[{" POLICY "," SUMMARY "}]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_int_equal(decode(texts[i], &r), REASON_NONE);
        assert_int_equal(r.end - r.begin, SECONDS_A_DAY - 1);
        assert_int_equal(r.deviations, bit(DEVIATION_MISPLACED_KEY));
    }
}

/* Of an object that is there twice the last one is read, and nothing of the first is left. */
static void the_last_of_two_objects_is_read_alone(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(HEAD "\"policies\":[{" POLICY ",\"summary\":{" GOOD_COUNT
                                 ":5," BAD_COUNT ":3},\"summary\":{" GOOD_COUNT ":7}}]}",
                            &r),
                     REASON_NONE);
    assert_int_equal(r.policies[0].successful_sessions, 7);
    assert_int_equal(r.policies[0].failed_sessions, 0);
    assert_int_equal(r.deviations, bit(DEVIATION_DUPLICATE_KEY) | bit(DEVIATION_MISSING_COUNT));

    assert_int_equal(decode(HEAD "\"policies\":[{" POLICY
                                 ",\"policy\":{\"policy-type\":\"tlsa\"}," SUMMARY "}]}",
                            &r),
                     REASON_NONE);
    assert_true(slice_equal(r.policies[0].type, SLICE("tlsa")));
    assert_int_equal(r.policies[0].domain.n, 0);

    assert_int_equal(decode(HEAD START ",\"policies\":[{" POLICY "," SUMMARY "}]}", &r),
                     REASON_MISSING_DATE_RANGE);
}

static void a_flat_report_is_read_as_a_policy_is(void **state)
{
    (void)state;
    struct report r;
    assert_int_equal(decode(HEAD FIELDS
                            ",\"policy-string\":\"[\\\"3 1 1 aa\\\",\\\"3 1 1 bb\\\"]\","
                            "\"mx-host\":\"mx.a.example\"," GOOD_COUNT ":120," BAD_COUNT ":7}",
                            &r),
                     REASON_NONE);
    assert_int_equal(r.policies[0].strings.n, 2);
    assert_int_equal(r.policies[0].successful_sessions, 120);
    assert_int_equal(r.policies[0].failed_sessions, 7);
    assert_int_equal(r.deviations, bit(DEVIATION_FLAT_POLICY) | bit(DEVIATION_MISPLACED_KEY) |
                                       bit(DEVIATION_POLICY_STRING_NOT_ARRAY) |
                                       bit(DEVIATION_POLICY_STRING_JSON) |
                                       bit(DEVIATION_MX_HOST_NOT_ARRAY));
}

/* An element of a list that is no object is a matter of shape; text is not what belongs there. */
static void a_detail_that_is_no_object_has_an_odd_shape(void **state)
{
    (void)state;
    static const char *const details[] = {"null", "\"\"", "7", "\"none\""};
    for (size_t i = 0; i < COUNT_OF(details); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text,
                 HEAD "\"policies\":[{" POLICY "," SUMMARY ",\"failure-details\":[%s]}]}",
                 details[i]);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.deviations, bit(DEVIATION_ODD_SHAPE));
    }
}

/* In the zone that it is written in; a day that ends at another hour does not end at midnight. */
static void a_day_that_ends_at_midnight_is_told_from_others(void **state)
{
    (void)state;
    const struct {
        const char *start, *end;
        uint64_t noted;
    } cases[] = {
        {"2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", bit(DEVIATION_END_AT_MIDNIGHT)},
        {"2024-05-01T00:00:00+02:00", "2024-05-02T00:00:00+02:00", bit(DEVIATION_END_AT_MIDNIGHT)},
        {"2024-05-01T00:00:00Z", "2024-05-02",
         bit(DEVIATION_END_AT_MIDNIGHT) | bit(DEVIATION_DATE_WITHOUT_TIME)},
        {"2024-05-01T00:00:00Z", "2024-05-01T24:00:00Z", bit(DEVIATION_END_AT_MIDNIGHT)},
        {"2024-05-01T03:00:00Z", "2024-05-02T03:00:00Z", 0},
        {"2024-05-01T03:00:00Z", "2024-05-02T00:00:00Z", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text,
                 NO_RANGE "\"date-range\":{\"start-datetime\":\"%s\",\"end-datetime\":\"%s\"},"
                          "\"policies\":[{" POLICY "," SUMMARY "}]}",
                 cases[i].start, cases[i].end);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_int_equal(r.deviations, cases[i].noted);
    }
}

/* What is wrong with a value goes with it, where a later one counts in its place. */
#define TWICE ((uint64_t)1 << DEVIATION_DUPLICATE_KEY)
#define SPELT ((uint64_t)1 << DEVIATION_KEY_SPELLING)
#define AS_STRING ((uint64_t)1 << DEVIATION_COUNT_AS_STRING)
#define OF_ENTRY(rest) HEAD "\"policies\":[{" POLICY "," rest "}]}"
#define OF_SUMMARY(counts) OF_ENTRY("\"summary\":{" counts "}")
#define OF_REPORT(first) HEAD first ",\"policies\":[{" POLICY "," SUMMARY "}]}"

static const struct {
    uint64_t noted;
    enum reason reason;
    const char *text;
} twice[] = {
    {TWICE, REASON_NONE, OF_SUMMARY(GOOD_COUNT ":\"x\"," GOOD_COUNT ":5," BAD_COUNT ":2")},
    {TWICE | AS_STRING, REASON_NONE,
     OF_SUMMARY(GOOD_COUNT ":5," BAD_COUNT ":-1," BAD_COUNT ":\"2\"")},
    {TWICE | AS_STRING, REASON_NONE,
     OF_SUMMARY(GOOD_COUNT ":\"5\"," BAD_COUNT ":\"2\"," BAD_COUNT ":2")},
    {TWICE, REASON_BAD_COUNT, OF_SUMMARY(GOOD_COUNT ":5," BAD_COUNT ":2," BAD_COUNT ":\"x\"")},
    {TWICE, REASON_NONE, OF_ENTRY("\"summary\":{" GOOD_COUNT ":-5}," SUMMARY)},
    {TWICE, REASON_NONE, OF_ENTRY("\"summary\":[{},{}]," SUMMARY)},
    {TWICE, REASON_NONE, OF_ENTRY("\"summary\":\"{\\\"x\\\":0\"," SUMMARY)},
    {TWICE, REASON_NONE, OF_ENTRY("\"failure-details\":{\"x\":1},\"failure-details\":[]," SUMMARY)},
    {TWICE, REASON_NONE, OF_REPORT("\"policies\":[{}]")},
    {TWICE, REASON_NONE, OF_REPORT("\"contact-info\":7,\"contact-info\":\"c\"")},
    {SPELT, REASON_NONE, OF_REPORT("\"Policies\":[{}]")},
    {SPELT | TWICE, REASON_NONE,
     OF_ENTRY("\"Summary\":{" GOOD_COUNT ":true},\"Summary\":{" GOOD_COUNT ":5," BAD_COUNT ":2}")},
    {SPELT, REASON_NONE,
     OF_ENTRY("\"Summary\":{" GOOD_COUNT ":5},\"SUMMARY\":{" GOOD_COUNT ":5," BAD_COUNT ":2}")},
    {SPELT | TWICE, REASON_MISSING_SUMMARY,
     OF_ENTRY("\"Summary\":{" GOOD_COUNT ":5},\"Summary\":null")},
};

static void nothing_is_held_against_a_value_that_does_not_count(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(twice); i++) {
        struct report r;
        enum reason reason = decode(twice[i].text, &r);
        if (reason != twice[i].reason || r.deviations != twice[i].noted)
            fail_msg("%d, %llx: %s", (int)reason, (unsigned long long)r.deviations, twice[i].text);
    }
}

static void a_policy_beside_policies_is_taken_alike_before_and_behind_them(void **state)
{
    (void)state;
#define LIST                                                                                       \
    "\"policy\":[{\"policy\":{\"policy-type\":\"tlsa\"},\"summary\":{" GOOD_COUNT ":\"4\"}}]"
#define BAD_LIST "\"policy\":[{\"policy\":{}}]"
#define LISTED "\"policies\":[{" POLICY "," SUMMARY "}]"
    static const struct {
        const char *before, *behind;
        enum reason reason;
        int successful;
    } cases[] = {
        {LIST, LISTED, REASON_NONE, 5},
        {BAD_LIST, LISTED, REASON_NONE, 5},
        {LIST, "\"policies\":[]", REASON_NONE, 4},
        {LIST, "\"policies\":null", REASON_NONE, 4},
        {BAD_LIST, "\"policies\":[]", REASON_MISSING_SUMMARY, 0},
        {"\"policy\":{\"policy-type\":\"tlsa\"}", LISTED, REASON_NONE, 5},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char one[1000], other[1000];
        struct report a, b;
        snprintf(one, sizeof one, HEAD "%s,%s}", cases[i].before, cases[i].behind);
        snprintf(other, sizeof other, HEAD "%s,%s}", cases[i].behind, cases[i].before);
        assert_int_equal(decode(one, &a), cases[i].reason);
        assert_int_equal(decode(other, &b), cases[i].reason);
        assert_int_equal(a.deviations, b.deviations);
        if (cases[i].reason == REASON_NONE) {
            assert_int_equal(a.policies_n, 1);
            assert_int_equal(a.policies[0].successful_sessions, cases[i].successful);
            assert_int_equal(b.policies[0].successful_sessions, cases[i].successful);
        }
    }
}

static void what_a_policy_has_is_misplaced_beside_it(void **state)
{
    (void)state;
    static const struct {
        const char *entry;
        enum deviation noted;
    } cases[] = {
        {POLICY ",\"policy-domain\":\"b.example\"," SUMMARY, DEVIATION_MISPLACED_KEY},
        {"\"policy-type\":\"sts\"," POLICY "," SUMMARY, DEVIATION_MISPLACED_KEY},
        {POLICY ",\"mx-host\":[\"mx.a.example\"]," SUMMARY, DEVIATION_FLAT_POLICY},
        {"\"policy\":{" FIELDS
         ",\"mx-host\":[\"mx.a.example\"]},\"mx-host\":[\"b.example\"]," SUMMARY,
         DEVIATION_MISPLACED_KEY},
        {"\"policy\":{" FIELDS ",\"policy-string\":[\"x\"]},\"policy-string\":[\"y\"]," SUMMARY,
         DEVIATION_MISPLACED_KEY},
        {FIELDS "," SUMMARY, DEVIATION_FLAT_POLICY},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1000];
        struct report r;
        snprintf(text, sizeof text, HEAD "\"policies\":[{%s}]}", cases[i].entry);
        assert_int_equal(decode(text, &r), REASON_NONE);
        assert_true(slice_equal(r.policies[0].domain, SLICE("a.example")));
        assert_true(slice_equal(r.policies[0].type, SLICE("sts")));
        if (r.deviations != bit(cases[i].noted))
            fail_msg("%llx: %s", (unsigned long long)r.deviations, text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_count_beside_the_summary_is_read_where_it_lacks_one),
        cmocka_unit_test(an_end_beside_the_range_is_read_where_it_lacks_one),
        cmocka_unit_test(the_last_of_two_objects_is_read_alone),
        cmocka_unit_test(nothing_is_held_against_a_value_that_does_not_count),
        cmocka_unit_test(a_policy_beside_policies_is_taken_alike_before_and_behind_them),
        cmocka_unit_test(what_a_policy_has_is_misplaced_beside_it),
        cmocka_unit_test(a_flat_report_is_read_as_a_policy_is),
        cmocka_unit_test(a_detail_that_is_no_object_has_an_odd_shape),
        cmocka_unit_test(a_day_that_ends_at_midnight_is_told_from_others),
    };
    return cmocka_run_group_tests_name("misplaced", tests, NULL, free_arena);
}
