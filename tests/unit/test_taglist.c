/* Tests of tag lists (RFC 6376, 3.2). */
#include <stdio.h>

#include "lib/mail/taglist.h"
#include "tests/unit/unit.h"

static void tag_lists_are_read_by_their_grammar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum taglist_verdict verdict;
        size_t tags;
    } cases[] = {
        {"", TAGLIST_SOUND, 0},
        {" \r\n ", TAGLIST_SOUND, 0},
        {"a=1; b=2", TAGLIST_SOUND, 2},
        {"a=1; b=2; ", TAGLIST_SOUND, 2},
        {"a=1;; b=2", TAGLIST_MALFORMED, 1},
        {";", TAGLIST_MALFORMED, 0},
        {"a", TAGLIST_MALFORMED, 0},
        {"1=a", TAGLIST_MALFORMED, 0},
        {"a b=1", TAGLIST_MALFORMED, 0},
        {"a=1; a=2; what", TAGLIST_DUPLICATE, 2},
        {"a=1; A=2", TAGLIST_SOUND, 2},
        {" a\r\n = \tx=y ;", TAGLIST_SOUND, 1},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct taglist list;
        assert_int_equal(taglist_read(slice_of(cases[i].text), &arena, &list), cases[i].verdict);
        assert_int_equal(list.n, cases[i].tags);
    }
    struct taglist list;
    taglist_read(SLICE(" a\r\n = \tx=y ;"), &arena, &list);
    assert_true(slice_equal(taglist_find(&list, SLICE("a"))->value, SLICE("x=y")));
    arena_free(&arena);
}

static void a_list_of_more_tags_than_anybody_writes_is_malformed(void **state)
{
    (void)state;
    char text[8 * (TAGLIST_MOST + 1)] = "";
    struct arena arena = {0};
    struct taglist list;
    size_t n = 0;
    for (int i = 0; i < TAGLIST_MOST; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a%d=;", i);
    assert_int_equal(taglist_read(slice_of(text), &arena, &list), TAGLIST_SOUND);
    assert_int_equal(list.n, TAGLIST_MOST);
    snprintf(text + n, sizeof text - n, "b=");
    assert_int_equal(taglist_read(slice_of(text), &arena, &list), TAGLIST_MALFORMED);
    arena_free(&arena);
}

static void a_tag_is_found_wherever_it_stood_and_an_empty_value_is_there(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct taglist list;
    assert_int_equal(taglist_read(SLICE("v=1; d= ;b= x\r\n y ; a=2; c=3; e=5"), &arena, &list),
                     TAGLIST_SOUND);
    for (const char *name = "abcdev"; *name; name++)
        assert_non_null(taglist_find(&list, (struct slice){.at = name, .n = 1}));
    assert_null(taglist_find(&list, SLICE("D")));
    assert_null(taglist_find(&list, SLICE("w")));
    assert_null(taglist_find(&list, SLICE("")));
    assert_true(slice_equal(list.first, SLICE("v")));
    assert_int_equal(taglist_find(&list, SLICE("d"))->value.n, 0);
    assert_true(slice_equal(taglist_find(&list, SLICE("b"))->raw, SLICE(" x\r\n y ")));
    assert_true(slice_equal(taglist_find(&list, SLICE("b"))->value, SLICE("x\r\n y")));
    arena_free(&arena);
}

static void names_of_tags_are_letters_digits_and_underscores(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum taglist_verdict verdict;
    } cases[] = {
        {"a_1=x", TAGLIST_SOUND},     {"Z9=x", TAGLIST_SOUND},      {"_a=x", TAGLIST_MALFORMED},
        {"a-b=x", TAGLIST_MALFORMED}, {"=x", TAGLIST_MALFORMED},    {" =x", TAGLIST_MALFORMED},
        {"a.b=x", TAGLIST_MALFORMED}, {"\va=x", TAGLIST_MALFORMED},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct taglist list;
        assert_int_equal(taglist_read(slice_of(cases[i].text), &arena, &list), cases[i].verdict);
    }
    arena_free(&arena);
}

static void an_item_is_one_between_colons_in_any_case(void **state)
{
    (void)state;
    assert_true(taglist_has_item(SLICE("sha1:SHA256"), SLICE("sha256")));
    assert_true(taglist_has_item(SLICE(" s ha\r\n 256 : sha1"), SLICE("sha256")));
    assert_false(taglist_has_item(SLICE("sha2567:sha25"), SLICE("sha256")));
    assert_false(taglist_has_item(SLICE("sha1:"), SLICE("sha256")));
    assert_false(taglist_has_item(SLICE(""), SLICE("sha256")));
}

static void a_squeezed_text_has_no_white_space(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct slice squeezed;
    assert_true(taglist_squeeze(SLICE(" Mail.\r\n\tExample "), &arena, &squeezed));
    assert_true(slice_equal(squeezed, SLICE("Mail.Example")));
    size_t taken = arena.taken;
    assert_true(taglist_squeeze(SLICE(" A B "), &arena, &squeezed));
    assert_true(slice_equal(squeezed, SLICE("AB")));
    assert_int_equal(arena.taken - taken, 2); /* what a hostile text is blown up with is not kept */
    arena_free(&arena);
}

static void base64_has_all_its_padding_and_nothing_but_folding_in_it(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool sound;
        const char *bytes;
    } cases[] = {
        {"YWJj", true, "abc"}, {"YW\r\n Jj", true, "abc"},
        {"YWI=", true, "ab"},  {"YQ = =", true, "a"},
        {"", true, ""},        {"YWI", false, ""},
        {"YQ=", false, ""},    {"YWJj=", false, ""},
        {"YQ===", false, ""},  {"YWI=x", false, ""},
        {"YW!Jj", false, ""},  {"YW\fJj", false, ""},
        {"YW\vJj", false, ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice bytes;
        bool sound;
        assert_true(taglist_base64(slice_of(cases[i].text), &arena, &bytes, &sound));
        assert_int_equal(sound, cases[i].sound);
        assert_true(slice_equal(bytes, slice_of(cases[i].bytes)));
    }
    arena_free(&arena);
}

static void a_number_has_digits_alone_and_one_beyond_all_is_the_largest(void **state)
{
    (void)state;
    uint64_t n;
    assert_true(taglist_number(SLICE("0"), 12, &n));
    assert_int_equal(n, 0);
    assert_true(taglist_number(SLICE("1714521600"), 12, &n));
    assert_int_equal(n, 1714521600);
    assert_true(taglist_number(SLICE("123456789012"), 12, &n));
    assert_false(taglist_number(SLICE("1234567890123"), 12, &n));
    assert_false(taglist_number(SLICE(""), 12, &n));
    assert_false(taglist_number(SLICE("-1"), 12, &n));
    assert_false(taglist_number(SLICE("1 "), 12, &n));
    assert_false(taglist_number(SLICE("1x"), 12, &n));
    assert_true(taglist_number(SLICE("18446744073709551615"), 20, &n));
    assert_true(n == UINT64_MAX);
    assert_true(taglist_number(SLICE("18446744073709551616"), 76, &n));
    assert_true(n == UINT64_MAX);
    assert_true(taglist_number(SLICE("184467440737095516160000"), 76, &n));
    assert_true(n == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tag_lists_are_read_by_their_grammar),
        cmocka_unit_test(a_list_of_more_tags_than_anybody_writes_is_malformed),
        cmocka_unit_test(a_tag_is_found_wherever_it_stood_and_an_empty_value_is_there),
        cmocka_unit_test(names_of_tags_are_letters_digits_and_underscores),
        cmocka_unit_test(an_item_is_one_between_colons_in_any_case),
        cmocka_unit_test(a_squeezed_text_has_no_white_space),
        cmocka_unit_test(base64_has_all_its_padding_and_nothing_but_folding_in_it),
        cmocka_unit_test(a_number_has_digits_alone_and_one_beyond_all_is_the_largest),
    };
    return cmocka_run_group_tests_name("taglist", tests, NULL, NULL);
}
