/* Tests of encoded words (RFC 2047), and of the charsets of parameters (RFC 2231). */
#include "lib/mail/encodedword.h"
#include "lib/mail/field.h"
#include "tests/unit/unit.h"

static struct arena arena;

static void assert_decodes(const char *text, const char *want)
{
    struct slice decoded;
    assert_true(encodedword_decode(slice_of(text), &arena, &decoded));
    if (!slice_equal(decoded, slice_of(want)))
        fail_msg("%s: %.*s", text, (int)decoded.n, decoded.at);
}

static void an_encoded_word_is_decoded_wherever_it_stands(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"plain", "plain"},
        {"", ""},
        {"=?UTF-8?Q?Report_Domain:_a.example?=", "Report Domain: a.example"},
        {"=?utf-8?q?a=2Eexample?=", "a.example"},
        {"=?UTF-8?B?YS5leGFtcGxl?=", "a.example"},
        {"=?UTF-8*de?B?YS5leGFtcGxl?=", "a.example"}, /* a language (RFC 2231, 5) */
        {"=?UTF-8?Q?Report?= =?UTF-8?Q?_Domain:?= a", "Report Domain: a"},
        {"=?UTF-8?Q?Report?=\r\n =?UTF-8?Q?_Domain:?=\r\n a", "Report Domain: a"},
        {"=?UTF-8?B?YS5leGFt?==?UTF-8?B?cGxl?=", "a.example"},
        {"x=?UTF-8?B?YS5leGFt?=y z", "xa.examy z"},
        {"=?ISO-8859-1?Q?b=FCcher.example?=", "b\xC3\xBC"
                                              "cher.example"},
        {"=?iso-8859-1?B?YvxjaGVyLmV4YW1wbGU=?=", "b\xC3\xBC"
                                                  "cher.example"},
        {"=?UTF-8?X?no?=", "=?UTF-8?X?no?="},
        {"=?UTF-8?Q?never ends", "=?UTF-8?Q?never ends"},
        {"=?", "=?"},
        {"=?"
         "?=",
         "=?"
         "?="},
        {"=?UTF-8?Q?"
         "?= x",
         " x"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_decodes(cases[i][0], cases[i][1]);
}

static void many_beginnings_of_words_take_no_longer_than_one(void **state)
{
    (void)state;
    enum { TIMES = 200000 };
    static char text[TIMES * 7 + 1];
    struct slice decoded;
    for (size_t i = 0; i < TIMES; i++)
        memcpy(text + i * 7, "=?a?q?x", 7);
    assert_true(encodedword_decode(slice_of(text), &arena, &decoded)); /* minutes, were it square */
    assert_int_equal(decoded.n, TIMES * 7);
}

static void a_parameter_is_in_utf_8(void **state)
{
    (void)state;
    struct slice found;
    static const char *const cases[][2] = {
        {"attachment; filename*=UTF-8''b%C3%BCcher.json", "b\xC3\xBC"
                                                          "cher.json"},
        {"attachment; filename*=iso-8859-1'de'b%FCcher.json", "b\xC3\xBC"
                                                              "cher.json"},
        {"attachment; filename*0*=ISO-8859-1''b%FC; filename*1=cher.json", "b\xC3\xBC"
                                                                           "cher.json"},
        {"attachment; filename=\"a.json\"", "a.json"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(field_parameter(slice_of(cases[i][0]), SLICE("filename"), &arena, &found));
        if (!slice_equal(found, slice_of(cases[i][1])))
            fail_msg("%s: %.*s", cases[i][0], (int)found.n, found.at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_encoded_word_is_decoded_wherever_it_stands),
        cmocka_unit_test(many_beginnings_of_words_take_no_longer_than_one),
        cmocka_unit_test(a_parameter_is_in_utf_8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
