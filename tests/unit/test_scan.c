/* Tests of scanning for line starts, field names and JSON. */
#include "lib/base/scan.h"
#include "tests/unit/unit.h"

static void scan_finds_each_line_start(void **state)
{
    (void)state;
    char text[200];
    for (size_t at = 1; at < 150; at++) {
        memset(text, 'F', sizeof text);
        text[at - 1] = '\n';
        assert_ptr_equal(scan_line_start(text + 1, text + sizeof text, 'F', '>'), text + at);
        for (size_t i = 0; i < 4; i++) {
            char wanted[4] = {'a', 'b', 'c', 'd'};
            wanted[i] = 'F';
            assert_ptr_equal(scan_line_start_of_four(text + 1, text + sizeof text, wanted),
                             text + at);
        }
        text[at] = 'x';
        assert_ptr_equal(scan_line_start(text + 1, text + sizeof text, 'F', '>'),
                         text + sizeof text);
        assert_ptr_equal(scan_line_start_of_four(text + 1, text + sizeof text, "F>C\n"),
                         text + sizeof text);
    }
}

static void scan_measures_field_names(void **state)
{
    (void)state;
    char text[64];
    for (size_t n = 0; n < 40; n++)
        for (int c = 0; c < 256; c++) {
            memset(text, '~', sizeof text);
            text[n] = (char)c;
            bool may = c > ' ' && c < 0x7F && c != ':';
            assert_int_equal(scan_field_name((struct slice){text, sizeof text}),
                             may ? sizeof text : n);
            assert_int_equal(scan_field_name((struct slice){text, n + 1}), may ? n + 1 : n);
        }
    assert_int_equal(scan_field_name((struct slice){0}), 0);
}

static void scan_measures_what_json_takes_as_it_is(void **state)
{
    (void)state;
    char text[64];
    for (size_t n = 0; n < 40; n++)
        for (int c = 0; c < 256; c++) {
            memset(text, 'a', sizeof text);
            text[n] = (char)c;
            text[n + 1] = '"';
            text[n + 2] = '\xE9'; /* behind the end: not seen */
            bool may = c >= ' ' && c != '"' && c != '\\';
            bool non_ascii = false;
            assert_int_equal(scan_json_plain((struct slice){text, sizeof text}, &non_ascii),
                             may ? n + 1 : n);
            assert_int_equal(non_ascii, c >= 0x80);
            assert_int_equal(scan_json_plain((struct slice){text, n}, &non_ascii), n);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan_finds_each_line_start),
        cmocka_unit_test(scan_measures_field_names),
        cmocka_unit_test(scan_measures_what_json_takes_as_it_is),
    };
    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
