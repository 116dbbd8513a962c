/* Tests of texts on lines of so many columns. */
#include <stdlib.h>

#include "formats/write/shown.h"
#include "tests/unit/unit.h"

enum { INDENT = 2, COLUMNS = 10 };

static void check(void (*put)(FILE *, struct slice, size_t, size_t), const char *text,
                  const char *want)
{
    char *got = NULL;
    size_t n;
    FILE *file = open_memstream(&got, &n);
    assert_non_null(file);
    put(file, slice_of(text), INDENT, COLUMNS);
    fclose(file);
    assert_string_equal(got, want);
    free(got);
}

static void a_text_is_broken_at_blanks(void **state)
{
    (void)state;
    check(shown_wrapped, "", "");
    check(shown_wrapped, "one", "one\n");
    check(shown_wrapped, "one two", "one two\n");
    check(shown_wrapped, "one three", "one\n  three\n");
    check(shown_wrapped, "12345678 x", "12345678\n  x\n");
    check(shown_wrapped, "a \x1b[b", "a ?[b\n");
    check(shown_wrapped, "a\u202eb\u202ec", "a?b?c\n"); /* marks that are not seen take a column */
}

static void a_word_longer_than_a_line_goes_on_in_the_next(void **state)
{
    (void)state;
    check(shown_wrapped, "123456789", "12345678\n  9\n");
    check(shown_wrapped, "in 123456789 or", "in\n  12345678\n  9 or\n");
    check(shown_wrapped, "1234567890123456 x", "12345678\n  90123456\n  x\n");
    check(shown_wrapped, "äöüäöüäöü", "äöüäöüäö\n  ü\n");
    check(shown_wrapped, "1234567\u65e5\u672c", "1234567\n  \u65e5\u672c\n"); /* two columns each */
}

static void a_word_is_left_whole_where_it_is_to_be_copied(void **state)
{
    (void)state;
    check(shown_whole, "in /a/long/path, or", "in\n  /a/long/path,\n  or\n");
    check(shown_whole, "one three", "one\n  three\n");
}

static void a_cell_is_cut_with_an_ellipsis_or_filled(void **state)
{
    static const struct {
        const char *text;
        size_t width;
        const char *want;
    } cases[] = {{"ab", 4, "ab  "},      {"abcd", 4, "abcd"},      {"abcde", 4, "abc…"},
                 {"", 2, "  "},          {"ab", 1, "…"},           {"ab", 0, ""},
                 {"a\u65e5b", 3, "a… "}, {"\u202e\u202e", 1, "…"}, {"a\u202e", 3, "a? "}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *got = NULL;
        size_t n;
        FILE *file = open_memstream(&got, &n);
        assert_non_null(file);
        shown_padded(file, slice_of(cases[i].text), cases[i].width);
        fclose(file);
        assert_string_equal(got, cases[i].want);
        free(got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_cut_with_an_ellipsis_or_filled),
        cmocka_unit_test(a_text_is_broken_at_blanks),
        cmocka_unit_test(a_word_longer_than_a_line_goes_on_in_the_next),
        cmocka_unit_test(a_word_is_left_whole_where_it_is_to_be_copied),
    };
    return cmocka_run_group_tests_name("shown", tests, NULL, NULL);
}
