/* Tests of tag lists (RFC 6376, 3.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mail/taglist.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tag_lists_are_read_by_their_grammar),
    };
    return cmocka_run_group_tests_name("taglist", tests, NULL, NULL);
}
