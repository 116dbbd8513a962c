/* Tests of arenas. */
#include "lib/base/arena.h"
#include "tests/unit/unit.h"

static void arena_rewinds_to_a_mark(void **state)
{
    (void)state;
    struct arena a = {0};
    char *first = arena_take_text(&a, 10);
    struct arena_mark mark = arena_mark(&a);
    for (int i = 0; i < 100; i++)
        assert_non_null(arena_take(&a, 10000));
    arena_rewind(&a, mark);
    assert_ptr_equal(arena_take_text(&a, 1), first + 10);
    assert_null(arena_take_array(&a, SIZE_MAX / 2, 4));
    arena_free(&a);
}

/* As a batch of mails does it: what one round needed stands in one chunk from the next one on. */
static void arena_needs_no_more_memory_for_the_same_again(void **state)
{
    (void)state;
    enum { TEXTS = 40, LENGTH = 4000 };
    struct arena a = {0};
    for (int round = 0; round < 3; round++) {
        char *first = arena_take_text(&a, LENGTH), *last = first;
        for (int i = 1; i < TEXTS; i++)
            last = arena_take_text(&a, LENGTH);
        if (round > 0)
            assert_ptr_equal(last, first + (TEXTS - 1) * LENGTH);
        arena_reset(&a);
    }
    arena_free(&a);
}

/* What a huge mail took is not kept. */
static void arena_forgets_what_was_much(void **state)
{
    (void)state;
    struct arena a = {0};
    for (int i = 0; i < 40; i++)
        assert_non_null(arena_take(&a, 100000));
    arena_reset(&a);
    assert_null(a.chunk);
    assert_non_null(arena_take(&a, 1));
    assert_in_range((size_t)(a.end - a.at), 1, 100000);
    arena_free(&a);
}

static void arena_push_keeps_what_was_pushed(void **state)
{
    (void)state;
    struct arena a = {0};
    size_t *array = NULL, n = 0;
    for (size_t i = 0; i < 1000; i++) {
        size_t *new = ARENA_PUSH(&a, array, n);
        assert_true(new &&*new == 0 && n == i + 1);
        *new = i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(array[i], i);
    arena_free(&a);
}

static void arena_copies_in_lower_case_what_is_ascii_alone(void **state)
{
    (void)state;
    struct arena a = {0};
    struct slice copy, from = SLICE("AbZ@[`z0\xC3\x84");
    assert_true(arena_copy_lower(&a, from, &copy));
    assert_true(copy.at != from.at && slice_equal(copy, SLICE("abz@[`z0\xC3\x84")));
    assert_true(arena_copy_lower(&a, (struct slice){0}, &copy));
    assert_int_equal(copy.n, 0);
    arena_free(&a);
}

static void arena_joins_texts_that_may_be_empty(void **state)
{
    (void)state;
    struct arena a = {0};
    struct slice joined, none = {0};
    assert_true(arena_join(&a, SLICE("*."), SLICE("a.example"), &joined));
    assert_true(slice_equal(joined, SLICE("*.a.example")));
    assert_true(arena_join(&a, joined, none, &joined));
    assert_true(slice_equal(joined, SLICE("*.a.example")));
    assert_true(arena_join(&a, none, none, &joined));
    assert_int_equal(joined.n, 0);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_rewinds_to_a_mark),
        cmocka_unit_test(arena_needs_no_more_memory_for_the_same_again),
        cmocka_unit_test(arena_forgets_what_was_much),
        cmocka_unit_test(arena_push_keeps_what_was_pushed),
        cmocka_unit_test(arena_copies_in_lower_case_what_is_ascii_alone),
        cmocka_unit_test(arena_joins_texts_that_may_be_empty),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
