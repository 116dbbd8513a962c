/* Tests of UTF-8: what is ill-formed, and what is not seen. */
#include "lib/base/utf8.h"
#include "tests/unit/unit.h"

static void utf8_knows_what_is_not_seen(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
    } cases[] = {
        {"\x1B[31m", 1},     {"\x7F", 1},
        {"\n", 1},           {"\xC2\x9B", 2},
        {"\xD8\x9C", 2},     {"\xE2\x80\x8F", 3},
        {"\xE2\x80\xA8", 3}, {"\xE2\x80\xAE.exe", 3},
        {"\xE2\x81\xA9", 3}, {"a", 0},
        {"\xC2\xA0", 0},     {"\xC3\xBC", 0},
        {"\xE2\x80\xA6", 0}, {"\xD8\xA7", 0},
        {"\xE2\x80", 0},     {"", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(utf8_control(slice_of(cases[i].text)), cases[i].n);
}

static void utf8_mends_what_is_ill_formed(void **state)
{
    (void)state;
    static const struct {
        const char *from, *mended;
    } cases[] = {
        {"plain", "plain"},
        {"gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F"},
        {"\xFF", "\xEF\xBF\xBD"},
        {"a\xC3", "a\xEF\xBF\xBD"},
        {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char to[64];
        size_t n = utf8_mend(to, slice_of(cases[i].from));
        assert_true(slice_equal((struct slice){to, n}, slice_of(cases[i].mended)));
        assert_true(utf8_is_valid((struct slice){to, n}));
    }
    assert_int_equal(utf8_columns(SLICE("\xE6\xBC\xA2"
                                        "a")),
                     3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_knows_what_is_not_seen),
        cmocka_unit_test(utf8_mends_what_is_ill_formed),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
