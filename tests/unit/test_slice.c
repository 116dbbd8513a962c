/* Tests of slices: bytes that belong to somebody else. */
#include "lib/base/slice.h"
#include "tests/unit/unit.h"

static void slice_finds_and_trims(void **state)
{
    (void)state;
    assert_true(slice_equal(slice_trim(SLICE(" \t a b\r\n")), SLICE("a b")));
    assert_true(slice_equal(slice_basename(SLICE("a/b/c.json")), SLICE("c.json")));
    assert_true(slice_ends_nocase(SLICE("x.JSON.gz"), SLICE(".json.GZ")));
    assert_int_equal(slice_find_nocase(SLICE("the Submitter: x"), SLICE("submitter:")).n, 12);
    assert_null(slice_find_nocase(SLICE("abc"), SLICE("abcd")).at);
    struct slice rest = SLICE("a!b");
    assert_true(slice_equal(slice_until(&rest, '!'), SLICE("a")));
    assert_true(slice_equal(rest, SLICE("b")));
}

static void a_run_ends_at_the_first_other_byte_and_with_the_text(void **state)
{
    (void)state;
    static const struct slice none = {0};
    assert_int_equal(slice_run(SLICE("12a3"), ascii_is_digit), 2);
    assert_int_equal(slice_run(SLICE("123"), ascii_is_digit), 3);
    assert_int_equal(slice_run(none, ascii_is_digit), 0);
    assert_true(slice_equal(slice_strip(SLICE("1a2b3"), ascii_is_digit), SLICE("a2b")));
    assert_int_equal(slice_strip(SLICE("123"), ascii_is_digit).n, 0);
    assert_true(slice_has(SLICE("a.b"), '.'));
    assert_false(slice_has(SLICE("ab"), '\0'));
    assert_false(slice_has(none, '\0'));
}

static void slice_cuts_off_what_it_begins_with_and_nothing_else(void **state)
{
    (void)state;
    struct slice s = SLICE("mx: Mx:a"), empty = {0};
    assert_true(slice_skip(&s, SLICE("mx:")));
    assert_false(slice_skip(&s, SLICE("Mx:")));
    assert_true(slice_equal(s, SLICE(" Mx:a")));
    s = slice_trim(s);
    assert_false(slice_skip(&s, SLICE("mx:")));
    assert_true(slice_skip_nocase(&s, SLICE("mx:")));
    assert_true(slice_equal(s, SLICE("a")));
    assert_true(slice_skip(&s, SLICE("a")));
    assert_int_equal(s.n, 0);
    assert_false(slice_skip(&empty, SLICE("a")));
}

static void slice_gives_what_stands_behind_the_last_of_a_letter(void **state)
{
    (void)state;
    struct slice s = SLICE("a@b@c.example"), empty = {0};
    assert_true(slice_behind_last(&s, '@'));
    assert_true(slice_equal(s, SLICE("c.example")));
    assert_false(slice_behind_last(&s, '@'));
    assert_true(slice_equal(s, SLICE("c.example")));
    s = SLICE("a@");
    assert_true(slice_behind_last(&s, '@'));
    assert_int_equal(s.n, 0);
    assert_false(slice_behind_last(&empty, '@'));
}

/* Every length is looked at, as what compares goes by eights and fours. */
static void slices_that_differ_in_case_alone_are_equal_at_every_length(void **state)
{
    (void)state;
    char a[20], b[20];
    for (size_t n = 1; n <= sizeof a; n++)
        for (size_t at = 0; at < n; at++) {
            memset(a, 'k', sizeof a);
            memset(b, 'k', sizeof b);
            const struct slice x = {a, n}, y = {b, n};
            b[at] = 'K';
            assert_true(slice_equal_nocase(x, y) && slice_equal_nocase(y, x));
            assert_true(slice_ends_nocase(x, slice_from(y, at)));
            assert_false(slice_equal(x, y));
            b[at] = 'j';
            assert_false(slice_equal_nocase(x, y) || slice_ends_nocase(x, y));
        }
    assert_false(slice_equal_nocase(SLICE("@"), SLICE("`"))); /* a bit apart, as letters are */
    assert_false(slice_equal_nocase(SLICE("a[b"), SLICE("a{b")));
    assert_false(slice_equal_nocase(SLICE("ab"), SLICE("abc")));
    assert_false(slice_ends_nocase(SLICE("bc"), SLICE("abc")));
}

static void slices_are_in_the_order_of_their_bytes_a_shorter_one_first(void **state)
{
    (void)state;
    static const struct slice order[] = {SLICE(""),   SLICE("A"), SLICE("a"),
                                         SLICE("ab"), SLICE("b"), SLICE("\xFF")};
    for (int i = 0; i < (int)COUNT_OF(order); i++)
        for (int k = 0; k < (int)COUNT_OF(order); k++) {
            int found = slice_compare(order[i], order[k]);
            assert_int_equal((found > 0) - (found < 0), (i > k) - (i < k));
        }
}

static void a_text_is_found_at_the_begin_and_at_the_end(void **state)
{
    (void)state;
    struct slice in = SLICE("abCab");
    assert_ptr_equal(slice_find_nocase(in, SLICE("ABC")).at, in.at);
    assert_ptr_equal(slice_find_nocase(in, SLICE("cAB")).at, in.at + 2);
    assert_ptr_equal(slice_find_nocase(in, in).at, in.at);
    assert_null(slice_find_nocase(in, SLICE("cac")).at);
    assert_null(slice_find_nocase((struct slice){0}, SLICE("a")).at);
}

static void hex_digits_are_those_of_either_case_alone(void **state)
{
    (void)state;
    static const char digits[] = "0123456789abcdefABCDEF";
    for (int c = 1; c < 256; c++) {
        const char *at = strchr(digits, c);
        int value = at ? (int)(at - digits) : -1;
        assert_int_equal(ascii_hex_value((char)c), value > 15 ? value - 6 : value);
    }
    assert_int_equal(ascii_hex_byte(SLICE("fE9")), 0xFE);
    assert_int_equal(ascii_hex_byte(SLICE("0a")), 10);
    assert_int_equal(ascii_hex_byte(SLICE("a")), -1);
    assert_int_equal(ascii_hex_byte(SLICE("ga")), -1);
    assert_int_equal(ascii_hex_byte(SLICE("ag")), -1);
    char text[] = "......";
    ascii_hex((const unsigned char *)"\x0A\xF9", 2, text);
    assert_string_equal(text, "0af9..");
}

static void one_of_a_list_is_enough(void **state)
{
    (void)state;
    static const struct slice ends[] = {SLICE(".gz"), SLICE(".zip")};
    assert_true(slice_any(SLICE("a.ZIP"), slice_ends_nocase, ends, COUNT_OF(ends)));
    assert_false(slice_any(SLICE("a.ZIP"), slice_ends_nocase, ends, 1));
    assert_false(slice_any(SLICE(".zip.a"), slice_ends_nocase, ends, COUNT_OF(ends)));
    assert_true(slice_any(SLICE(".zip.a"), slice_starts, ends, COUNT_OF(ends)));
    assert_false(slice_any(SLICE(""), slice_equal, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slice_finds_and_trims),
        cmocka_unit_test(a_run_ends_at_the_first_other_byte_and_with_the_text),
        cmocka_unit_test(slice_cuts_off_what_it_begins_with_and_nothing_else),
        cmocka_unit_test(slice_gives_what_stands_behind_the_last_of_a_letter),
        cmocka_unit_test(slices_that_differ_in_case_alone_are_equal_at_every_length),
        cmocka_unit_test(slices_are_in_the_order_of_their_bytes_a_shorter_one_first),
        cmocka_unit_test(a_text_is_found_at_the_begin_and_at_the_end),
        cmocka_unit_test(hex_digits_are_those_of_either_case_alone),
        cmocka_unit_test(one_of_a_list_is_enough),
    };
    return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
