/* Tests of names and pairs: texts and pairs that have numbers. */
#include <stdio.h>
#include <time.h>

#include "lib/base/names.h"
#include "tests/unit/crowding.h"
#include "tests/unit/unit.h"

static void names_number_each_text_once(void **state)
{
    (void)state;
    struct hash_key key;
    struct names n;
    assert_true(hash_key_draw(&key));
    names_init(&n, &key);
    char text[16];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            int length = snprintf(text, sizeof text, "n%d", i);
            assert_int_equal(names_number(&n, (struct slice){text, (size_t)length}), i);
        }
    assert_true(slice_equal(names_text(&n, 4321), SLICE("n4321")));
    assert_int_equal(names_number(&n, SLICE("n5000")), 5000);
    names_free(&n);
}

static void names_keep_the_first_number_too(void **state)
{
    (void)state;
    static const struct hash_key key;
    struct names n;
    struct pairs p;
    names_init(&n, &key);
    pairs_init(&p, &key);
    for (uint32_t i = 0; i < 3; i++) { /* the last one that was known is none of these */
        static const struct slice texts[] = {SLICE("a"), SLICE("b"), SLICE("c")};
        assert_int_equal(names_number(&n, texts[i]), i);
        assert_int_equal(names_number(&n, texts[i]), i);
        assert_int_equal(pairs_number(&p, 1, i, NULL), i);
        assert_int_equal(pairs_number(&p, 1, i, NULL), i);
    }
    assert_int_equal(names_number(&n, SLICE("b")), 1);
    assert_int_equal(names_number(&n, SLICE("a")), 0);
    assert_int_equal(names_find(&n, SLICE("d")), -1);
    assert_int_equal(pairs_number(&p, 1, 1, NULL), 1);
    assert_int_equal(pairs_number(&p, 1, 0, NULL), 0);
    assert_int_equal(pairs_find(&p, 0, 1), -1);
    names_free(&n);
    pairs_free(&p);
}

static void names_beyond_their_room_are_others_but_known_ones(void **state)
{
    (void)state;
    enum { ROOM = 4 };
    static const struct hash_key key;
    struct names n;
    names_init(&n, &key);
    assert_int_equal(names_number_within(&n, SLICE("abcd"), ROOM), 0); /* as long as the room */
    assert_int_equal(names_number_within(&n, SLICE("e"), ROOM), 1);
    assert_true(slice_equal(names_text(&n, 1), NAMES_OTHERS));
    assert_int_equal(names_number_within(&n, SLICE("f"), ROOM), 1);
    assert_int_equal(names_number_within(&n, SLICE("abcd"), ROOM), 0);
    names_free(&n);
}

static void names_beyond_their_room_are_kept_for_each_owner(void **state)
{
    (void)state;
    static const struct hash_key key;
    static char text[NAMES_ALLOWED_BYTES + 1];
    struct names n;
    unsigned char mine = 0, yours = 0;
    names_init(&n, &key);
    assert_int_equal(names_number_within(&n, SLICE("x"), 0), 0); /* others */
    memset(text, 'l', sizeof text);
    assert_int_equal(names_number_allowed(&n, (struct slice){text, sizeof text}, 0, &mine), 0);
    assert_int_equal(mine, 0);
    for (int i = 1; i <= NAMES_ALLOWANCE; i++) {
        text[0] = (char)('a' + i);
        const struct slice own = {text, NAMES_ALLOWED_BYTES};
        assert_int_equal(names_number_allowed(&n, own, 0, &mine), i);
        assert_int_equal(names_number_allowed(&n, own, 0, &mine), i); /* it is known */
        assert_int_equal(mine, i);
    }
    assert_int_equal(names_number_allowed(&n, SLICE("mine"), 0, &mine), 0);
    assert_int_equal(names_number_allowed(&n, SLICE("yours"), 0, &yours), NAMES_ALLOWANCE + 1);
    names_free(&n);
}

static void pairs_tell_new_from_known(void **state)
{
    (void)state;
    static const struct hash_key key;
    struct pairs p;
    bool is_new;
    pairs_init(&p, &key);
    assert_int_equal(pairs_number(&p, 1, 2, &is_new), 0);
    assert_true(is_new);
    assert_int_equal(pairs_number(&p, 2, 1, &is_new), 1);
    assert_int_equal(pairs_number(&p, 1, 2, &is_new), 0);
    assert_false(is_new);
    pairs_free(&p);
}

/* The number that splitmix64's finaliser, which once stood for a hash, makes `mixed` of. */
static uint64_t unmixed(uint64_t mixed)
{
    mixed = (mixed ^ (mixed >> 31) ^ (mixed >> 62)) * 0x319642b2d24d8ec3u;
    mixed = (mixed ^ (mixed >> 27) ^ (mixed >> 54)) * 0x96de1b173f119089u;
    return mixed ^ (mixed >> 30) ^ (mixed >> 60);
}

static void pairs_cannot_be_aimed_at_one_slot(void **state)
{
    (void)state;
    enum { FLOOD = 200000 };
    struct hash_key key;
    struct pairs p;
    assert_true(hash_key_draw(&key));
    pairs_init(&p, &key);
    clock_t start = clock();
    for (uint32_t i = 0; i < FLOOD; i++) {
        uint64_t aimed = unmixed((uint64_t)7 << 32 | i);
        assert_int_equal(hash_mix(aimed) >> 32, 7);
        assert_int_equal(pairs_number(&p, (uint32_t)(aimed >> 32), (uint32_t)aimed, NULL), i);
    }
    assert_true(clock() - start < CLOCKS_PER_SEC);
    pairs_free(&p);
}

/* Texts that all want one slot under a known key: so could whoever mails them make them. */
static size_t probe_names(const struct hash_key *key)
{
    struct names n;
    char text[16];
    names_init(&n, key);
    for (unsigned i = 0; n.rows.n < AIMED; i++) {
        snprintf(text, sizeof text, "%x.example", i);
        if (is_aimed(hash64(&key_known, slice_of(text))))
            assert_true(names_number(&n, slice_of(text)) >= 0);
    }
    size_t most = longest_probe(&n.index);
    names_free(&n);
    return most;
}

static void names_cannot_be_aimed_at_one_slot(void **state)
{
    (void)state;
    assert_cannot_be_aimed(probe_names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_number_each_text_once),
        cmocka_unit_test(names_keep_the_first_number_too),
        cmocka_unit_test(names_beyond_their_room_are_others_but_known_ones),
        cmocka_unit_test(names_beyond_their_room_are_kept_for_each_owner),
        cmocka_unit_test(pairs_tell_new_from_known),
        cmocka_unit_test(pairs_cannot_be_aimed_at_one_slot),
        cmocka_unit_test(names_cannot_be_aimed_at_one_slot),
    };
    return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
