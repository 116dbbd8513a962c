/* Tests of dkimfields: header fields as a signature names them. */
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/mail/dkimfields.h"
#include "tests/unit/crowding.h"
#include "tests/unit/unit.h"

static void the_lowest_field_of_a_name_comes_first(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct dkimfields f;
    assert_true(dkimfields_read(&f, SLICE("X: 1\r\nY: 2\r\nx: 3\r\n\r\nbody"), &key_known, &arena));
    assert_int_equal(f.n, 3);
    assert_true(slice_equal(f.body, SLICE("body")));
    dkimfields_untake(&f);
    assert_true(
        slice_equal(dkimfields_take(&f, SLICE("x"), SIZE_MAX - 1)->whole, SLICE("x: 3\r\n")));
    assert_true(
        slice_equal(dkimfields_take(&f, SLICE("x"), SIZE_MAX - 1)->whole, SLICE("X: 1\r\n")));
    assert_null(dkimfields_take(&f, SLICE("x"), SIZE_MAX - 1));
    assert_true(slice_equal(dkimfields_first(&f, SLICE("y"))->whole, SLICE("Y: 2\r\n")));
    arena_free(&arena);
}

/* This table has its home slots by the lower half of a hash. */
static bool is_aimed_low(struct slice name)
{
    return (hash64(&key_known, name) & ((1 << AIMED_BITS) - 1)) == AIMED_AT;
}

static void aimed_fields(struct buffer *header)
{
    char name[16];
    for (unsigned i = 0, n = 0; n < AIMED; i++) {
        snprintf(name, sizeof name, "x-%x", i);
        if (!is_aimed_low(slice_of(name)))
            continue;
        buffer_append(header, slice_of(name));
        buffer_append_text(header, ": y\r\n");
        n++;
    }
    assert_false(header->failed);
}

static size_t probe_fields(const struct hash_key *key)
{
    struct buffer header = {0};
    struct arena arena = {0};
    struct dkimfields f;
    size_t most = 0;
    aimed_fields(&header);
    assert_true(dkimfields_read(&f, buffer_slice(&header), key, &arena));
    assert_int_equal(f.n, AIMED);
    for (size_t i = 0; i < f.n; i++) {
        size_t far = (f.at[i].slot - hash64(key, f.at[i].name)) & f.slots_mask;
        most = far > most ? far : most;
    }
    arena_free(&arena);
    buffer_free(&header);
    return most;
}

static void fields_cannot_be_aimed_at_one_slot(void **state)
{
    (void)state;
    assert_cannot_be_aimed(probe_fields);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lowest_field_of_a_name_comes_first),
        cmocka_unit_test(fields_cannot_be_aimed_at_one_slot),
    };
    return cmocka_run_group_tests_name("dkimfields", tests, NULL, NULL);
}
