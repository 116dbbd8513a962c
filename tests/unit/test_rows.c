/* Tests of rows and index: what was added is found, however the index grew. */
#include "tests/unit/check.h"

#include "lib/base/hash.h"
#include "lib/base/rows.h"

enum { MANY = 100000, MORE = 2000000, CROWD = 300 };

/* One in many wants the last slots, so that they go on at the first ones. */
static uint64_t hash_of(uint32_t position)
{
    uint64_t last = UINT64_MAX << 32;
    return position % CROWD == 0 ? last - ((uint64_t)(position / CROWD % 4) << 32)
                                 : hash_mix(position);
}

static bool is_found(const struct index *ix, uint32_t position)
{
    size_t at = 0;
    for (int64_t found; (found = index_next(ix, hash_of(position), &at)) >= 0;)
        if (found == position)
            return true;
    return false;
}

static void the_index_finds_what_was_added_however_it_grew(void **state)
{
    (void)state;
    struct index ix = {0};
    uint32_t checked = 1;
    for (uint32_t n = 0; n < MANY; n++) {
        assert_false(is_found(&ix, n));
        assert_true(index_add(&ix, hash_of(n), n));
        if (n + 1 < checked)
            continue;
        for (uint32_t i = 0; i <= n; i++)
            assert_true(is_found(&ix, i));
        checked += checked / 3 + 1;
    }
    index_free(&ix);
}

static void an_element_costs_the_index_twelve_and_a_half_bytes_at_most(void **state)
{
    (void)state;
    struct index ix = {0};
    for (uint32_t n = 0; n < MORE; n++) {
        assert_true(index_add(&ix, hash_mix(n), n));
        if (n >= MORE / 2)
            assert_true(ix.room * sizeof *ix.slots <= (n + 1) * (uint64_t)126 / 10);
    }
    for (uint32_t n = 0; n < MORE; n += 97) {
        size_t at = 0;
        int64_t found;
        while ((found = index_next(&ix, hash_mix(n), &at)) >= 0 && found != n)
            ;
        assert_int_equal(found, n);
    }
    index_free(&ix);
}

static void elements_never_move(void **state)
{
    (void)state;
    struct rows r = {.size = 24};
    char *first = rows_add(&r), *one = first;
    for (int i = 1; i < 3 * ROWS_CHUNK; i++) {
        assert_memory_equal(one, ((char[24]){0}), 24);
        memset(one, i, 24);
        one = rows_add(&r);
        assert_non_null(one);
    }
    assert_ptr_equal(rows_at(&r, 0), first);
    assert_int_equal(*(const signed char *)rows_at(&r, 2), 3);
    rows_free(&r);
}

static void rows_grow_with_the_numbers_that_others_give_out(void **state)
{
    (void)state;
    struct rows rows = {.size = sizeof(int)};
    bool is_new;
    assert_null(rows_of_number(&rows, -1, &is_new));
    assert_false(is_new);
    int *first = rows_of_number(&rows, 0, &is_new);
    assert_true(is_new);
    assert_ptr_equal(rows_of_number(&rows, 0, &is_new), first);
    assert_false(is_new);
    assert_null(rows_of_number(&rows, 2, NULL)); /* the row before it could not be had */
    assert_int_equal(rows.n, 1);
    rows_free(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_finds_what_was_added_however_it_grew),
        cmocka_unit_test(an_element_costs_the_index_twelve_and_a_half_bytes_at_most),
        cmocka_unit_test(elements_never_move),
        cmocka_unit_test(rows_grow_with_the_numbers_that_others_give_out),
    };
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
