/* Tests of lib/tlsrpt/surplus: what a report names beyond its length is summed as others. */
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/names.h"
#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/record.h"
#include "lib/tlsrpt/surplus.h"
#include "tests/unit/unit.h"

#define HEAD                                                                                       \
    "{\"organization-name\":\"Example\",\"contact-info\":\"tls@sender.example\","                  \
    "\"report-id\":\"2024-05-01T00:00:00Z_a.example\",\"date-range\":{\"start-datetime\":"         \
    "\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"policies\":["
#define COUNTS                                                                                     \
    "\"summary\":{\"total-successful-session-count\":5,\"total-failure-session-count\":2}"
#define STRINGS "\"policy-string\":[\"version: STSv1\",\"mode: enforce\",\"mx: mx.a.example\"],"

static struct arena arena;

static enum reason decode(const char *text, struct report *r)
{
    bool out_of_memory;
    const struct decoding with = {.limits = &LIMITS_DEFAULT, .arena = &arena};
    enum reason reason = report_decode(slice_of(text), &with, r, &out_of_memory);
    assert_false(out_of_memory);
    report_attribute(r, (struct slice){0});
    return reason;
}

static size_t surplus_policies(const struct report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->policies_n; i++)
        n += slice_equal(r->policies[i].attributed, NAMES_OTHERS);
    return n;
}

static size_t surplus_details(const struct report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->policies_n; i++)
        for (size_t k = 0; k < r->policies[i].details_n; k++)
            n += r->policies[i].details[k].is_surplus;
    return n;
}

static bool is_noted(const struct report *r)
{
    return r->deviations >> DEVIATION_TOO_MANY_ROWS & 1;
}

/* A policy with so many details of each of so many types. */
static void put_policy(struct buffer *to, const char *types[], size_t types_n, int of_each)
{
    buffer_append_text(to, "{\"policy\":{\"policy-type\":\"sts\"," STRINGS
                           "\"policy-domain\":\"a.example\"}," COUNTS ",\"failure-details\":[");
    for (size_t i = 0; i < types_n; i++)
        for (int k = 0; k < of_each; k++) {
            char detail[256];
            snprintf(detail, sizeof detail,
                     "%s{\"result-type\":\"%s\",\"sending-mta-ip\":\"192.0.2.%d\","
                     "\"receiving-mx-hostname\":\"mx.a.example\",\"failed-session-count\":1}",
                     i + (size_t)k > 0 ? "," : "", types[i], k);
            buffer_append_text(to, detail);
        }
    buffer_append_text(to, "]}");
}

static void a_report_as_senders_write_it_has_room_for_all(void **state)
{
    (void)state;
    struct report r;
    struct buffer b = {0};
    const char *types[RESULT_OTHER];
    for (size_t i = 0; i < RESULT_OTHER; i++)
        types[i] = result_types[i].name;
    buffer_append_text(&b, HEAD);
    put_policy(&b, types, RESULT_OTHER, 200);
    buffer_append_text(&b, "]}\0");
    buffer_append_char(&b, '\0');
    assert_int_equal(decode(b.at, &r), REASON_NONE);
    assert_int_equal(surplus_policies(&r), 0);
    assert_int_equal(surplus_details(&r), 0);
    assert_false(is_noted(&r));
    buffer_free(&b);
    arena_free(&arena);
}

static void read_back(const struct report *r, struct report *back)
{
    struct buffer record = {0};
    bool out_of_memory;
    record_write(&record, r, "00112233445566778899aabbccddeeff");
    assert_false(record.failed);
    assert_int_equal(
        record_decode(buffer_slice(&record), &LIMITS_DEFAULT, &arena, back, &out_of_memory),
        REASON_NONE);
    assert_int_equal(back->policies_n, r->policies_n);
    buffer_free(&record);
}

/* So many domains in forty bytes each. */
static void put_short_policies(struct buffer *to, int n)
{
    buffer_append_text(to, HEAD);
    for (int i = 0; i < n; i++) {
        char policy[256];
        snprintf(policy, sizeof policy, "%s{\"policy-domain\":\"a%d.b\",\"summary\":{}}",
                 i > 0 ? "," : "", i);
        buffer_append_text(to, policy);
    }
    buffer_append_text(to, "]}");
    buffer_append_char(to, '\0');
}

static void short_policies_are_summed_and_read_back_alike(void **state)
{
    (void)state;
    struct report r, back;
    struct buffer b = {0};
    put_short_policies(&b, 3000);
    assert_int_equal(decode(b.at, &r), REASON_NONE);
    size_t surplus = surplus_policies(&r);
    assert_true(surplus > 1500 && surplus < 2600);
    assert_true(is_noted(&r));
    assert_int_equal(surplus_policies(&(struct report){.policies = r.policies, .policies_n = 2}),
                     0);

    read_back(&r, &back);
    for (size_t i = 0; i < r.policies_n; i++)
        assert_true(slice_equal(r.policies[i].attributed, back.policies[i].attributed));
    assert_true(is_noted(&back));
    buffer_free(&b);
    arena_free(&arena);
}

/* As many as would have room if all of them were written at length. */
static void a_report_is_no_longer_than_it_was_sent(void **state)
{
    (void)state;
    struct report r;
    struct buffer b = {0};
    put_short_policies(&b, 500);
    assert_int_equal(decode(b.at, &r), REASON_NONE);
    assert_true(surplus_policies(&r) > 100);
    assert_true(is_noted(&r));
    buffer_free(&b);
    arena_free(&arena);
}

static void types_in_many_short_details_are_summed(void **state)
{
    (void)state;
    struct report r;
    struct buffer b = {0};
    buffer_append_text(&b, HEAD "{\"policy-domain\":\"a.example\",\"summary\":{},"
                                "\"failure-details\":[");
    for (int i = 0; i < 1000; i++) {
        char detail[64];
        snprintf(detail, sizeof detail, "%s{\"result-type\":\"%s%d\"}", i > 0 ? "," : "",
                 i < 2 ? "certificate-expired" : "t", i < 2 ? 0 : i);
        buffer_append_text(&b, detail);
    }
    buffer_append_text(&b, "]}]}");
    buffer_append_char(&b, '\0');
    assert_int_equal(decode(b.at, &r), REASON_NONE);
    assert_false(r.policies[0].details[0].is_surplus);
    assert_true(surplus_details(&r) > 700);
    buffer_free(&b);
    arena_free(&arena);
}

/* Whole details by turns of a few invented types: a few rows, and room for the next policy. */
static void types_by_turns_are_told_once_each(void **state)
{
    (void)state;
    struct report r;
    struct buffer b = {0};
    buffer_append_text(&b, HEAD "{\"policy\":{\"policy-domain\":\"a.example\"}," COUNTS
                                ",\"failure-details\":[");
    for (int i = 0; i < 1100; i++) {
        char detail[256];
        snprintf(detail, sizeof detail,
                 "%s{\"result-type\":\"vendor-%d\",\"sending-mta-ip\":\"192.0.2.1\","
                 "\"receiving-mx-hostname\":\"mx.a.example\",\"failed-session-count\":1}",
                 i > 0 ? "," : "", i % 8);
        buffer_append_text(&b, detail);
    }
    buffer_append_text(&b, "]},{\"policy\":{\"policy-domain\":\"b.example\"}," COUNTS "}]}");
    buffer_append_char(&b, '\0');
    assert_int_equal(decode(b.at, &r), REASON_NONE);
    assert_int_equal(surplus_policies(&r), 0);
    assert_int_equal(surplus_details(&r), 0);
    assert_false(is_noted(&r));
    buffer_free(&b);
    arena_free(&arena);
}

/* A hundred policies as the RFC has them, of which the last lacks a count. */
static void put_whole_policies(struct buffer *to)
{
    static const char name[] =
        "{\"organization-name\":\"A rather long name that makes its rows long\"";
    buffer_append_text(to, name);
    buffer_append_text(to, &HEAD[sizeof "{'organization-name':'Example'" - 1]);
    for (int i = 0; i < 100; i++) {
        char policy[400];
        snprintf(policy, sizeof policy,
                 "%s{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"d%d.example\"},"
                 "\"summary\":{\"total-successful-session-count\":5%s}}",
                 i > 0 ? "," : "", i, i < 99 ? ",\"total-failure-session-count\":0" : "");
        buffer_append_text(to, policy);
    }
    buffer_append_text(to, "]}");
    buffer_append_char(to, '\0');
}

static void a_count_that_is_left_out_takes_no_room_from_others(void **state)
{
    (void)state;
    struct report r, back;
    struct buffer b = {0};
    put_whole_policies(&b);
    assert_int_equal(decode(b.at, &r), REASON_NONE);
    assert_int_equal(surplus_policies(&r), 0);
    assert_false(is_noted(&r));
    read_back(&r, &back);
    assert_int_equal(surplus_policies(&back), 0);
    assert_false(is_noted(&back));
    buffer_free(&b);
    arena_free(&arena);
}

/* How many of a hundred policies are surplus, each with a domain of so many bytes, in a report that
 * leaves out whatever may be: each brings 38 and its domain, and costs 96, a third of the domain,
 * and half of the organization. */
static size_t surplus_of(size_t domain, size_t organization)
{
    char name[300];
    struct policy policies[100] = {0};
    memset(name, 'a', sizeof name);
    for (size_t i = 0; i < COUNT_OF(policies); i++)
        policies[i].domain = (struct slice){.at = name, .n = domain};
    struct report r = {.organization_name = {.at = name, .n = organization},
                       .policies = policies,
                       .policies_n = COUNT_OF(policies),
                       .deviations = (uint64_t)1 << DEVIATION_FLAT_POLICY};
    report_mark_surplus(&r);
    assert_true(is_noted(&r) == (surplus_policies(&r) > 0));
    return surplus_policies(&r);
}

static void long_names_make_rows_dear(void **state)
{
    (void)state;
    assert_int_equal(surplus_of(30, 0), 100 - (104 + 100 * 68) / (96 + 10));
    assert_int_equal(surplus_of(60, 0), 100 - (104 + 100 * 98) / (96 + 20));
    assert_int_equal(surplus_of(30, 200), 100 - (104 + 17 + 1 + 200 + 100 * 68) / (96 + 10 + 100));
    assert_int_equal(surplus_of(90, 0), 0);
}

/* A policy of 130 bytes with so many details of 44, each with a type of its own of so many letters;
 * a row costs 97. The JSON was so long. */
static size_t surplus_types_of(size_t n, int letters, size_t sent)
{
    char names[40][40];
    struct failure_detail details[40] = {0};
    for (size_t i = 0; i < n; i++) {
        snprintf(names[i], sizeof names[i], "t%0*zu", letters - 1, i);
        details[i].text[DETAIL_RESULT_TYPE] = slice_of(names[i]);
    }
    struct policy policy = {.domain = SLICE("a.b"), .details = details, .details_n = n};
    struct report r = {.policies = &policy,
                       .policies_n = 1,
                       .sent = sent,
                       .deviations = (uint64_t)1 << DEVIATION_MISSING_COUNT};
    report_mark_surplus(&r);
    assert_int_equal(surplus_policies(&r), 0);
    return surplus_details(&r);
}

/* 104 + 130 + 14 * 47 bytes are 13 short of 97 at the third type, and 50 at each further one: 576
 * are free. What is free was not sent. */
static void some_types_are_free(void **state)
{
    (void)state;
    size_t spent = 97 + 97 + 97 + (97 - 13) + 11 * (97 - 50);
    assert_int_equal(surplus_types_of(14, 3, spent), 0);
    assert_true(surplus_types_of(14, 3, spent - 1) > 0);
    assert_true(surplus_types_of(15, 3, 10000) > 0);
    /* Where all is left out a detail is of 20 and its type: 26 are free at the first, 74 at seven
     * more, 28 at the eleventh, which has waited for two, and nothing at the sixteenth. */
    assert_int_equal(surplus_types_of(8, 3, 0), 0);
    assert_int_equal(surplus_types_of(10, 3, 0), 2);
    assert_int_equal(surplus_types_of(11, 3, 0), 2);
    assert_int_equal(surplus_types_of(15, 3, 0), 6);
    assert_int_equal(surplus_types_of(16, 3, 0), 6);
    /* 4 at the first and 52 at each of eleven more are all that is free. */
    assert_int_equal(surplus_types_of(12, 25, 0), 0);
    assert_int_equal(surplus_types_of(13, 25, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_as_senders_write_it_has_room_for_all),
        cmocka_unit_test(short_policies_are_summed_and_read_back_alike),
        cmocka_unit_test(a_report_is_no_longer_than_it_was_sent),
        cmocka_unit_test(types_in_many_short_details_are_summed),
        cmocka_unit_test(types_by_turns_are_told_once_each),
        cmocka_unit_test(a_count_that_is_left_out_takes_no_room_from_others),
        cmocka_unit_test(long_names_make_rows_dear),
        cmocka_unit_test(some_types_are_free),
    };
    return cmocka_run_group_tests_name("surplus", tests, NULL, NULL);
}
