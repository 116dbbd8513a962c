/* Tests of writing JSON: texts with and without escapes, keys and their commas. */
#include "lib/base/when.h"
#include "lib/tlsrpt/jsonwrite.h"
#include "tests/unit/unit.h"

static bool is(const struct buffer *b, const char *wanted)
{
    return !b->failed && slice_equal(buffer_slice(b), slice_of(wanted));
}

static void texts_are_escaped_where_they_have_to_be(void **state)
{
    (void)state;
    static const struct {
        struct slice text;
        const char *json;
    } cases[] = {
        {SLICE(""), "\"\""},
        {SLICE("plain, of more than sixteen bytes"), "\"plain, of more than sixteen bytes\""},
        {SLICE("\"at the front"), "\"\\\"at the front\""},
        {SLICE("at the end\\"), "\"at the end\\\\\""},
        {SLICE("a\tb\nc"), "\"a\\tb\\nc\""},
        {SLICE("\0\x1f"), "\"\\u0000\\u001f\""},
        {SLICE("caf\xC3\xA9 \"\" \x7F"), "\"caf\xC3\xA9 \\\"\\\" \x7F\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer b = {0};
        jsonwrite_string(&b, cases[i].text);
        assert_true(is(&b, cases[i].json));
        buffer_free(&b);
    }
}

static void long_texts_make_their_own_room(void **state)
{
    (void)state;
    static char text[10000];
    struct buffer b = {0};
    memset(text, 'x', sizeof text);
    text[9000] = '"';
    jsonwrite_string(&b, (struct slice){.at = text, .n = sizeof text});
    assert_int_equal(b.n, sizeof text + 3);
    assert_int_equal(b.at[0], '"');
    assert_memory_equal(b.at + 9000, "x\\\"x", 4);
    assert_int_equal(b.at[b.n - 1], '"');
    buffer_free(&b);
}

static void commas_stand_between_members_alone(void **state)
{
    (void)state;
    const int64_t n = -5;
    const time_seconds never = WHEN_NEVER, first = 0;
    const struct slice none = {0};
    struct buffer b = {0};
    buffer_append_char(&b, '{');
    jsonwrite_text(&b, "absent", &none);
    jsonwrite_number(&b, "n", &n);
    jsonwrite_time(&b, "never", &never);
    jsonwrite_time(&b, "t", &first);
    jsonwrite_key(&b, "o");
    buffer_append_char(&b, '{');
    jsonwrite_text(&b, "x", &SLICE("y"));
    assert_true(is(&b, "{\"n\":-5,\"t\":\"1970-01-01T00:00:00Z\",\"o\":{\"x\":\"y\""));
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped_where_they_have_to_be),
        cmocka_unit_test(long_texts_make_their_own_room),
        cmocka_unit_test(commas_stand_between_members_alone),
    };
    return cmocka_run_group_tests_name("jsonwrite", tests, NULL, NULL);
}
