/* Tests of formats/read/given/dnsjson: what an answer says of its own names is read, and nothing
 * that it says of others'. */
#include "formats/read/given/dnsjson.h"
#include "tests/unit/unit.h"

/* The records of a text as lines; the heads of answers are left out. */
static const char *records_of(const char *json, size_t *unread)
{
    static char lines[1000];
    struct buffer text = {0};
    *unread = dnsjson_as_text(slice_of(json), &text);
    assert_false(text.failed);
    struct slice rest = buffer_slice(&text), line;
    size_t n = 0;
    while (rest.n > 0) {
        line = slice_until(&rest, '\n');
        if (slice_starts(line, SLICE(";;")))
            continue;
        assert_true(n + line.n + 2 < sizeof lines);
        memcpy(lines + n, line.at, line.n);
        n += line.n;
        lines[n++] = '\n';
    }
    lines[n] = '\0';
    buffer_free(&text);
    return lines;
}

#define ANSWER(name, type, data)                                                                   \
    "{\"Status\":0,\"Answer\":[{\"name\":\"" name "\",\"type\":" type ",\"data\":\"" data "\"}]}"

static void an_answer_is_a_record(void **state)
{
    (void)state;
    size_t unread;
    assert_string_equal(records_of(ANSWER("a.example", "15", "10 mx.a.example."), &unread),
                        "a.example. IN TYPE15 10 mx.a.example.\n");
    assert_string_equal(records_of(ANSWER("a.example.", "16", "v=STSv1; (x)"), &unread),
                        "a.example. IN TYPE16 \"v=STSv1; (x)\"\n");
    assert_string_equal(
        records_of(ANSWER("a.example.", "16", "\\\"a;(\\\" \\\"b\\\\\\\")\\\""), &unread),
        "a.example. IN TYPE16 \"a;(\" \"b\\\")\"\n");
    assert_int_equal(unread, 0);
}

/* Parentheses join lines, a semicolon hides the rest of one, a quote goes on to its end. */
static void data_cannot_reach_into_the_next_answer(void **state)
{
    (void)state;
    size_t unread;
    assert_string_equal(
        records_of("[" ANSWER("e.example.", "15", "10 mx.e.example. ( ; ") "," ANSWER(
                       "a.example.", "15", "10 mx.a.example.") "]",
                   &unread),
        "e.example. IN TYPE15 10 mx.e.example.     \n"
        "a.example. IN TYPE15 10 mx.a.example.\n");
    assert_string_equal(records_of(ANSWER("e.example.", "16", "\\\"open ( \\n x"), &unread),
                        "e.example. IN TYPE16 \"open (   x\"\n");
    assert_int_equal(unread, 0);
}

static void a_name_that_is_more_than_one_is_no_name(void **state)
{
    (void)state;
    size_t unread;
    static const char *const none[] = {
        ANSWER("a.example. IN MX 5 mx.e.example. ;", "15", "10 mx.e.example."),
        ANSWER("a.example.\\n", "15", "10 mx.e.example."),
        ANSWER("(a.example.", "15", "10 mx.e.example."),
        ANSWER("", "15", "10 mx.e.example."),
        ANSWER("a.example.", "\"MX 5 x. ;\"", "10 mx.e.example."),
        "{\"Status\":0,\"Question\":[{\"name\":\"a.example. IN MX\\n;b.example.\",\"type\":15}]}",
    };
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_string_equal(records_of(none[i], &unread), "");
}

static void what_is_cut_short_is_counted(void **state)
{
    (void)state;
    size_t unread;
    assert_string_equal(
        records_of(ANSWER("a.example.", "15", "10 mx.a.example.") " {\"Status\":0,", &unread),
        "a.example. IN TYPE15 10 mx.a.example.\n");
    assert_int_equal(unread, sizeof "{\"Status\":0," - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_a_record),
        cmocka_unit_test(data_cannot_reach_into_the_next_answer),
        cmocka_unit_test(a_name_that_is_more_than_one_is_no_name),
        cmocka_unit_test(what_is_cut_short_is_counted),
    };
    return cmocka_run_group_tests_name("dnsjson", tests, NULL, NULL);
}
