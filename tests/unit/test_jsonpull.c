/* Tests of lib/tlsrpt/jsonpull: its own cases, JSONTestSuite, and jansson as oracle. */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/tlsrpt/jsonpull.h"
#include "tests/unit/unit.h"

#define TORTURE "../shared/corpus/json-torture"

static bool accepts(struct slice text)
{
    struct jsonpull j;
    jsonpull_start(&j, text, PULL_MOST_DEPTH);
    return jsonpull_skip(&j, jsonpull_next(&j)) && jsonpull_next(&j) == PULL_END;
}

static json_t *build(struct jsonpull *j, enum jsonpull_token token, struct arena *a)
{
    struct slice text = {0};
    bool mended = false;
    json_t *value;
    int64_t n;
    switch (token) {
    case PULL_OBJECT:
        value = json_object();
        while ((token = jsonpull_next(j)) == PULL_KEY) {
            assert_true(jsonpull_text(j, a, &text, &mended));
            json_object_setn_new_nocheck(value, text.at ? text.at : "", text.n,
                                         build(j, jsonpull_next(j), a));
        }
        assert_int_equal(token, PULL_OBJECT_END);
        return value;
    case PULL_ARRAY:
        value = json_array();
        while ((token = jsonpull_next(j)) != PULL_ARRAY_END)
            json_array_append_new(value, build(j, token, a));
        return value;
    case PULL_STRING:
        assert_true(jsonpull_text(j, a, &text, &mended));
        return json_stringn_nocheck(text.at ? text.at : "", text.n);
    case PULL_NUMBER:
        if (jsonpull_integer(j->raw, &n) == PULL_INTEGER && !memchr(j->raw.at, '.', j->raw.n))
            return json_integer(n);
        char number[2000];
        snprintf(number, sizeof number, "%.*s", (int)j->raw.n, j->raw.at);
        return json_real(strtod(number, NULL));
    case PULL_TRUE:
        return json_true();
    case PULL_FALSE:
        return json_false();
    case PULL_NULL:
        return json_null();
    default:
        fail_msg("token %d where a value was expected", (int)token);
        return NULL;
    }
}

/* Where jansson accepts a text, we read the same values out of it. */
static void agree_with_jansson(const char *name, struct slice text)
{
    json_error_t error;
    json_t *theirs = json_loadb(text.at, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!theirs)
        return;
    struct arena a = {0};
    struct jsonpull j;
    jsonpull_start(&j, text, PULL_MOST_DEPTH);
    json_t *ours = build(&j, jsonpull_next(&j), &a);
    if (jsonpull_next(&j) != PULL_END || !json_equal(ours, theirs))
        fail_msg("%s: other values than jansson's", name);
    json_decref(ours);
    json_decref(theirs);
    arena_free(&a);
}

static char *read_whole(const char *folder, const char *name, size_t *n)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = malloc(1 << 20);
    *n = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    return bytes;
}

static void torture_files_are_accepted_or_rejected_rightly(void **state)
{
    (void)state;
    DIR *folder = opendir(TORTURE);
    if (!folder) {
        print_message("SKIPPED: %s is not on this machine\n", TORTURE);
        skip();
    }
    struct dirent *entry;
    int files = 0;
    while ((entry = readdir(folder))) {
        if (strchr("yni", entry->d_name[0]) == NULL || entry->d_name[1] != '_')
            continue;
        size_t n;
        char *bytes = read_whole(TORTURE, entry->d_name, &n);
        struct slice text = {bytes, n};
        if (entry->d_name[0] != 'i' && accepts(text) != (entry->d_name[0] == 'y'))
            fail_msg("%s is %s", entry->d_name, accepts(text) ? "accepted" : "rejected");
        if (accepts(text))
            agree_with_jansson(entry->d_name, text);
        free(bytes);
        files++;
    }
    closedir(folder);
    assert_true(files > 300);
}

static void own_cases_are_read_as_jansson_reads_them(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "{\"a\":[1,-2,3.5e2,true,false,null,\"x\"],\"b\":{}}",
        "[]",
        " \"\\u00fc\\ud83d\\ude00\\n\\/\" ",
        "\"a\\u0000b\"",
        "{\"\\u0061\":1}",
        "9223372036854775807",
        "-9223372036854775808",
        "[[[[[[[[]]]]]]]]",
        "{\"a\":1,\"a\":2}",
        "\t{\t\"a\"\t:\t[\t1\t,\t2\t]\t}\t",
        "\r{\r\"a\"\r:\r[\r1\r,\r2\r]\r}\r",
        "\n{\n\"a\"\n:\n[\n1\n,\n2\n]\n}\n",
        "0",
        "-0",
        "\"\"",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(accepts(slice_of(cases[i])));
        agree_with_jansson(cases[i], slice_of(cases[i]));
    }
    static const char *const bad[] = {"",      "{",     "[1,]", "{\"a\"}",   "{\"a\":1,}", "01",
                                      "1.",    ".5",    "+1",   "tru",       "\"\\x\"",    "\"\t\"",
                                      "[1 2]", "{1:2}", "1 2",  "\"\\ud8\"", "]",          "{]"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(accepts(slice_of(bad[i])));
}

static void lone_surrogates_and_bad_utf8_become_replacement_characters(void **state)
{
    (void)state;
    static const struct {
        const char *text, *value;
        bool mended;
    } cases[] = {{"\"\\ud800\"", "\xEF\xBF\xBD", false},
                 {"\"\\udc00x\"", "\xEF\xBF\xBDx", false},
                 {"\"\\ud800\\u0041\"",
                  "\xEF\xBF\xBD"
                  "A",
                  false},
                 {"\"a\xFF\"", "a\xEF\xBF\xBD", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena a = {0};
        struct jsonpull j;
        struct slice text;
        bool mended = false;
        jsonpull_start(&j, slice_of(cases[i].text), 8);
        assert_int_equal(jsonpull_next(&j), PULL_STRING);
        assert_true(jsonpull_text(&j, &a, &text, &mended));
        assert_true(slice_equal(text, slice_of(cases[i].value)));
        assert_int_equal(mended, cases[i].mended);
        arena_free(&a);
    }
}

static void depth_is_limited(void **state)
{
    (void)state;
    struct jsonpull j;
    jsonpull_start(&j, SLICE("[[[1]]]"), 2);
    assert_false(jsonpull_skip(&j, jsonpull_next(&j)));
    jsonpull_start(&j, SLICE("[[1]]"), 2);
    assert_true(jsonpull_skip(&j, jsonpull_next(&j)));
}

static void integers_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum jsonpull_integer form;
        int64_t value;
    } cases[] = {
        {"7", PULL_INTEGER, 7},
        {"-3", PULL_INTEGER, -3},
        {"7.0", PULL_INTEGER_WRITTEN_AS_REAL, 7},
        {"7e0", PULL_INTEGER_WRITTEN_AS_REAL, 7},
        {"70e-1", PULL_INTEGER_WRITTEN_AS_REAL, 7},
        {"0.5e1", PULL_INTEGER_WRITTEN_AS_REAL, 5},
        {"1.50e1", PULL_INTEGER_WRITTEN_AS_REAL, 15},
        {"-100E-2", PULL_INTEGER_WRITTEN_AS_REAL, -1},
        {"-0", PULL_INTEGER, 0},
        {"7.5", PULL_NOT_INTEGER, 0},
        {"1.25e1", PULL_NOT_INTEGER, 0},
        {"1e-400", PULL_NOT_INTEGER, 0},
        {"0e999999999999", PULL_INTEGER_WRITTEN_AS_REAL, 0},
        {"1e19", PULL_INTEGER_TOO_LARGE, 0},
        {"9223372036854775807", PULL_INTEGER, INT64_MAX},
        {"9223372036854775808", PULL_INTEGER_TOO_LARGE, 0},
        {"-9223372036854775808", PULL_INTEGER, INT64_MIN},
        {"-9223372036854775809", PULL_INTEGER_TOO_LARGE, 0},
        {"1e99999999999999999999", PULL_INTEGER_TOO_LARGE, 0},
        {"123456789012345678901234567890", PULL_INTEGER_TOO_LARGE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = 0;
        if (jsonpull_integer(slice_of(cases[i].text), &value) != cases[i].form ||
            value != cases[i].value)
            fail_msg("%s", cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(torture_files_are_accepted_or_rejected_rightly),
        cmocka_unit_test(own_cases_are_read_as_jansson_reads_them),
        cmocka_unit_test(lone_surrogates_and_bad_utf8_become_replacement_characters),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(integers_are_exact),
    };
    return cmocka_run_group_tests_name("jsonpull", tests, NULL, NULL);
}
