/* Tests of lib/tlsrpt/bounds: how long the texts of a report may be (SPEC 4). */
#include <stdio.h>
#include <stdlib.h>

#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/identity.h"
#include "tests/unit/unit.h"

static struct arena arena;

static void decode(const char *text, struct report *r)
{
    bool out_of_memory;
    const struct decoding with = {.limits = &LIMITS_DEFAULT, .arena = &arena};
    enum reason reason = report_decode(slice_of(text), &with, r, &out_of_memory);
    assert_false(out_of_memory);
    assert_int_equal(reason, REASON_NONE);
}

/* A report whose id, organization, domain and policy strings are given. */
static struct report with(const char *id, const char *organization, const char *domain,
                          const char *strings)
{
    static char text[1 << 20];
    struct report r;
    snprintf(text, sizeof text,
             "{\"organization-name\":\"%s\",\"contact-info\":\"c\",\"report-id\":\"%s\","
             "\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\","
             "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"policies\":[{\"policy\":"
             "{\"policy-type\":\"sts\",\"policy-domain\":\"%s\",\"policy-string\":[%s]},"
             "\"summary\":{\"total-successful-session-count\":1,"
             "\"total-failure-session-count\":0}}]}",
             organization, id, domain, strings);
    decode(text, &r);
    return r;
}

/* `n` times `what`, with `end` behind. */
static const char *many(const char *what, size_t n, const char *end)
{
    static char text[1 << 18];
    size_t length = strlen(what);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * length, what, length);
    strcpy(text + n * length, end);
    return text;
}

static bool is_noted(const struct report *r, enum deviation d)
{
    return r->deviations >> d & 1;
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    struct report r = with("1", many("\xC3\xA4", 600, ""), "a.example", "");
    assert_int_equal(r.organization_name.n, 1024);
    assert_true(is_noted(&r, DEVIATION_TEXT_TOO_LONG));
    r = with("1", many("x\xC3\xA4", 400, ""), "a.example", "");
    assert_int_equal(r.organization_name.n, 1024);
    assert_int_equal(r.organization_name.at[1023], 'x');
    r = with("1", many("\\u00e4", 512, ""), "a.example", "");
    assert_int_equal(r.organization_name.n, 1024);
    assert_false(is_noted(&r, DEVIATION_TEXT_TOO_LONG));
    r = with("1", many("\\n", 30000, "x"), "a.example", "");
    assert_true(is_noted(&r, DEVIATION_TEXT_TOO_LONG));
}

/* Only as many bytes are read as can matter; those may not end within a character either. */
static void a_long_text_of_whole_characters_is_not_called_ill_formed(void **state)
{
    static const char *const starts[] = {"", "x", "xx", "xxx"};
    static char text[(1 << 18) + 4];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        snprintf(text, sizeof text, "%s%s", starts[i], many("\xE2\x82\xAC", 3000, ""));
        struct report r = with("1", text, "a.example", "");
        assert_true(is_noted(&r, DEVIATION_TEXT_TOO_LONG));
        assert_false(is_noted(&r, DEVIATION_INVALID_UTF8));
    }
    struct report r = with("1", many("\xE2\x82", 3000, ""), "a.example", "");
    assert_true(is_noted(&r, DEVIATION_INVALID_UTF8));
}

/* What ends in white space would be another text when it is read back. */
static void a_text_is_trimmed_where_it_is_cut(void **state)
{
    (void)state;
    struct report r = with("1", many("A", 1023, " B"), "a.example", "");
    assert_int_equal(r.organization_name.n, 1023);

    static char strings[1 << 19];
    snprintf(strings, sizeof strings, "\"%s%200s\"", many("A", 4000, ""), "B");
    r = with("1", "S", "a.example", strings);
    assert_int_equal(r.policies[0].strings.at[0].n, 4000);
    snprintf(strings, sizeof strings, "\"[%s%200s\"", many("A", 4090, ""), "B");
    r = with("1", "S", "a.example", strings);
    assert_int_equal(r.policies[0].strings.at[0].n, 4091);
}

static void a_long_name_is_none(void **state)
{
    (void)state;
    struct report r = with("1", "S", many("a", 255, ""), "");
    assert_int_equal(r.policies[0].domain.n, 255);
    assert_int_equal(r.deviations, 0);
    r = with("1", "S", many("a", 256, ""), "");
    assert_int_equal(r.policies[0].domain.n, 0);
    assert_true(is_noted(&r, DEVIATION_TEXT_TOO_LONG));
    assert_true(is_noted(&r, DEVIATION_MISSING_POLICY_DOMAIN));
}

static void no_nul_makes_two_names_of_one(void **state)
{
    (void)state;
    struct report r = with("1", "S", "a.example\\u0000b.example. ", "");
    assert_int_equal(r.policies[0].domain.n, strlen("a.exampleb.example"));
}

static void strings_are_counted(void **state)
{
    (void)state;
    struct report r = with("1", "S", "a.example", many("\"x\",", 255, "\"x\""));
    assert_int_equal(r.policies[0].strings.n, 256);
    assert_int_equal(r.deviations, 0);
    r = with("1", "S", "a.example", many("\"x\",", 5000, "[{}]"));
    assert_int_equal(r.policies[0].strings.n, 256);
    assert_true(is_noted(&r, DEVIATION_TOO_MANY_STRINGS));
}

static void an_array_in_a_string_may_be_longer_than_a_text(void **state)
{
    (void)state;
    static char inner[1 << 19];
    snprintf(inner, sizeof inner, "\"[%s]\"", many("\\\"3 1 1 abcdef0123456789\\\",", 300, "1"));
    struct report r = with("1", "S", "a.example", inner);
    assert_int_equal(r.policies[0].strings.n, 256);
    assert_true(is_noted(&r, DEVIATION_POLICY_STRING_JSON));
    assert_true(is_noted(&r, DEVIATION_TOO_MANY_STRINGS));
    snprintf(inner, sizeof inner, "\"[%s\"", many("x", 6000, ""));
    r = with("1", "S", "a.example", inner);
    assert_int_equal(r.policies[0].strings.at[0].n, 4096);
    assert_true(is_noted(&r, DEVIATION_TEXT_TOO_LONG));
}

static void identify(struct report *r)
{
    static const struct hash_key key;
    struct buffer scratch = {0};
    assert_true(report_identify(r, DEDUP_IDENTITY, &key, &scratch));
    buffer_free(&scratch);
}

static void long_ids_that_differ_at_their_end_differ(void **state)
{
    (void)state;
    struct report a = with(many("i", 3000, "a"), "S", "a.example", ""),
                  b = with(many("i", 3000, "b"), "S", "a.example", ""),
                  same = with(many("i", 3000, "a"), "S", "a.example", "");
    assert_true(a.report_id.n <= 1024);
    assert_true(is_noted(&a, DEVIATION_TEXT_TOO_LONG));
    identify(&a), identify(&b), identify(&same);
    assert_memory_equal(&a.identity, &same.identity, sizeof a.identity);
    assert_memory_not_equal(&a.identity, &b.identity, sizeof a.identity);

    char shown[2048];
    snprintf(shown, sizeof shown, "%.*s", (int)a.report_id.n, a.report_id.at);
    struct report again = with(shown, "S", "a.example", "");
    assert_int_equal(again.deviations, 0);
    assert_true(slice_equal(again.report_id, a.report_id));
}

static void counts_that_nobody_can_have_are_noted(void **state)
{
    (void)state;
    static const char text[] =
        "{\"organization-name\":\"S\",\"contact-info\":\"c\",\"report-id\":\"1\",\"date-range\":"
        "{\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-01T23:59:59Z\"},"
        "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"a.example\"},"
        "\"summary\":{\"total-successful-session-count\":1000000000000,"
        "\"total-failure-session-count\":0}}]}";
    struct report r;
    decode(text, &r);
    assert_int_equal(r.deviations, 0);
    char more[sizeof text];
    memcpy(more, text, sizeof text);
    strstr(more, "1000000000000")[12] = '1';
    decode(more, &r);
    assert_int_equal(r.deviations, (uint64_t)1 << DEVIATION_IMPLAUSIBLE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_text_is_cut_at_a_character),
        cmocka_unit_test(a_long_text_of_whole_characters_is_not_called_ill_formed),
        cmocka_unit_test(a_text_is_trimmed_where_it_is_cut),
        cmocka_unit_test(a_long_name_is_none),
        cmocka_unit_test(no_nul_makes_two_names_of_one),
        cmocka_unit_test(strings_are_counted),
        cmocka_unit_test(an_array_in_a_string_may_be_longer_than_a_text),
        cmocka_unit_test(long_ids_that_differ_at_their_end_differ),
        cmocka_unit_test(counts_that_nobody_can_have_are_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
