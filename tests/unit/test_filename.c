/* Tests of lib/base/filename: any text becomes one name, the same for the same text alone. */
#include <stdlib.h>

#include "lib/base/filename.h"
#include "lib/base/utf8.h"
#include "tests/unit/unit.h"

static void plain_names_stay(void **state)
{
    (void)state;
    static const char *const names[] = {"Acme",        "Town of X", "example.org",
                                        "K\xC3\xB6ln", "rm -rf",    "a.b"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char to[FILENAME_ROOM];
        assert_true(filename_safe(slice_of(names[i]), to));
        assert_string_equal(to, names[i]);
    }
}

static void what_no_file_system_takes_is_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *text, *start;
    } cases[] = {
        {"a/b", "a_b-"},
        {"..", "__-"},
        {".", "_-"},
        {"", "_-"},
        {"CON", "_CON-"},
        {"con.txt", "_con.txt-"},
        {"Lpt9", "_Lpt9-"},
        {"a\tb", "a_b-"},
        {"end.", "end_-"},
        {" x", "_x-"},
        {"--checkpoint-action=exec=id;", "__checkpoint-action=exec=id;-"},
        {"a:b", "a_b-"},
        {"a\x80z", "a_z-"},
        {"\xE2\x80\xAE"
         "gnp",
         "_gnp-"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char to[FILENAME_ROOM];
        assert_true(filename_safe(slice_of(cases[i].text), to));
        assert_int_equal(strncmp(to, cases[i].start, strlen(cases[i].start)), 0);
        assert_int_equal(strlen(to), strlen(cases[i].start) + 8);
    }
}

/* Nothing that stands in the way of any file system, whatever the bytes. */
static void assert_safe(struct slice name)
{
    assert_true(name.n > 0 && name.n < FILENAME_ROOM && utf8_is_valid(name));
    for (size_t i = 0; i < name.n; i++)
        assert_true((unsigned char)name.at[i] >= ' ' && !strchr("/\\:*?\"<>|\x7F", name.at[i]));
    assert_true(name.at[0] != '.' && name.at[0] != ' ' && name.at[0] != '-');
    assert_true(name.at[name.n - 1] != '.' && name.at[name.n - 1] != ' ');
}

static void any_bytes_are_safe_and_told_apart(void **state)
{
    (void)state;
    srand(3);
    for (int round = 0; round < 20000; round++) {
        char bytes[300], one[FILENAME_ROOM], other[FILENAME_ROOM];
        struct slice text = {.at = bytes, .n = (size_t)rand() % sizeof bytes};
        for (size_t i = 0; i < text.n; i++)
            bytes[i] = (char)(round % 2 ? rand()
                                        : "./\\ aA\xC3\xA4"
                                          "con"[rand() % 11]);
        assert_true(filename_safe(text, one));
        assert_safe(slice_of(one));
        if (text.n == 0)
            continue;
        bytes[rand() % (int)text.n] ^= 1;
        assert_true(filename_safe(text, other));
        assert_string_not_equal(one, other);
    }
}

static void capital_letters_fold(void **state)
{
    (void)state;
    char one[64], other[64];
    size_t n = filename_folded(SLICE("K\xC3\x96LN \xCE\xA9"), one, sizeof one);
    size_t m = filename_folded(SLICE("k\xC3\xB6ln \xCF\x89"), other, sizeof other);
    assert_int_equal(n, m);
    assert_memory_equal(one, other, n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_names_stay),
        cmocka_unit_test(what_no_file_system_takes_is_replaced),
        cmocka_unit_test(any_bytes_are_safe_and_told_apart),
        cmocka_unit_test(capital_letters_fold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
