/* Tests of lib/base. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/base/names.h"
#include "lib/base/scan.h"
#include "lib/base/spool.h"
#include "lib/base/utf8.h"
#include "lib/base/when.h"

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

static void arena_push_keeps_what_was_pushed(void **state)
{
    (void)state;
    struct arena a = {0};
    void *array = NULL;
    for (size_t i = 0; i < 1000; i++)
        *(size_t *)arena_push(&a, &array, i, sizeof i) = i;
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(((size_t *)array)[i], i);
    arena_free(&a);
}

static void buffer_writes_numbers(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_append_number(&b, INT64_MIN);
    buffer_append_char(&b, ' ');
    buffer_append_number(&b, 0);
    assert_true(slice_equal(buffer_slice(&b), SLICE("-9223372036854775808 0")));
    buffer_free(&b);
}

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

static void days_and_civil_dates_agree(void **state)
{
    (void)state;
    assert_int_equal(day_of_civil((struct civil){1970, 1, 1}), 0);
    assert_int_equal(day_of_civil((struct civil){2000, 2, 29}), 11016);
    for (day_number d = day_of_civil((struct civil){1, 1, 1});
         d <= day_of_civil((struct civil){9999, 12, 31}); d += 13) {
        struct civil c = civil_of_day(d);
        assert_true(civil_is_valid(c));
        assert_int_equal(day_of_civil(c), d);
    }
    assert_false(civil_is_valid((struct civil){2023, 2, 29}));
    assert_int_equal(day_of_time(-1), -1);
}

static void times_are_read_as_rfc_3339_and_tolerated(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal;
        unsigned flaws;
    } cases[] = {
        {"2024-01-09T00:00:00Z", "2024-01-09T00:00:00Z", 0},
        {"2024-01-09t23:59:59.999z", "2024-01-09T23:59:59Z", 0},
        {"2024-01-09T01:30:00+02:00", "2024-01-08T23:30:00Z", 0},
        {"2024-01-09T00:00:00-0730", "2024-01-09T07:30:00Z", 0},
        {"2024-01-09T00:00:00", "2024-01-09T00:00:00Z", WHEN_NO_ZONE},
        {"2024-01-09 00:00:00Z", "2024-01-09T00:00:00Z", WHEN_SPACE},
        {"2024-01-09", "2024-01-09T00:00:00Z", WHEN_NO_TIME | WHEN_NO_ZONE},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        time_seconds t;
        unsigned flaws;
        char text[WHEN_TIME_TEXT + 1];
        assert_true(time_parse(slice_of(cases[i].text), &t, &flaws));
        time_format(t, text);
        assert_string_equal(text, cases[i].normal);
        assert_int_equal(flaws, cases[i].flaws);
    }
    static const char *const bad[] = {"",
                                      "yesterday",
                                      "2024-02-30T00:00:00Z",
                                      "2024-1-9T00:00:00Z",
                                      "2024-01-09T24:00:00Z",
                                      "2024-01-09T00:00:00Zx",
                                      "0001-01-01T00:00:00+01:00",
                                      "2024-01-09T00:00",
                                      "2024-01-09T00:00:00+2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        time_seconds t;
        unsigned flaws;
        assert_false(time_parse(slice_of(bad[i]), &t, &flaws));
    }
}

static void utf8_knows_what_is_not_seen(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
    } cases[] = {
        {"\x1B[31m", 1},     {"\x7F", 1},
        {"\n", 1},           {"\xC2\x9B", 2},
        {"\xD8\x9C", 2},     {"\xE2\x80\x8F", 3},
        {"\xE2\x80\xA8", 3}, {"\xE2\x80\xAE.exe", 3},
        {"\xE2\x81\xA9", 3}, {"a", 0},
        {"\xC2\xA0", 0},     {"\xC3\xBC", 0},
        {"\xE2\x80\xA6", 0}, {"\xD8\xA7", 0},
        {"\xE2\x80", 0},     {"", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_control(slice_of(cases[i].text)), cases[i].n);
}

static void utf8_mends_what_is_ill_formed(void **state)
{
    (void)state;
    static const struct {
        const char *from, *mended;
    } cases[] = {
        {"plain", "plain"},
        {"gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F"},
        {"\xFF", "\xEF\xBF\xBD"},
        {"a\xC3", "a\xEF\xBF\xBD"},
        {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char to[64];
        size_t n = utf8_mend(to, slice_of(cases[i].from));
        assert_true(slice_equal((struct slice){to, n}, slice_of(cases[i].mended)));
        assert_true(utf8_is_valid((struct slice){to, n}));
    }
    assert_int_equal(utf8_columns(SLICE("\xE6\xBC\xA2"
                                        "a")),
                     3);
}

static void scan_finds_each_line_start(void **state)
{
    (void)state;
    char text[200];
    for (size_t at = 1; at < 150; at++) {
        memset(text, 'F', sizeof text);
        text[at - 1] = '\n';
        assert_ptr_equal(scan_line_start(text + 1, text + sizeof text, 'F', '>'),
                         at == 1 ? text + 1 : text + at);
        text[at] = 'x';
        assert_ptr_equal(scan_line_start(text + 1, text + sizeof text, 'F', '>'),
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
            unsigned char seen = 0;
            assert_int_equal(scan_json_plain((struct slice){text, sizeof text}, &seen),
                             may ? n + 1 : n);
            assert_int_equal(seen & 0x80, c & 0x80);
            assert_int_equal(scan_json_plain((struct slice){text, n}, &seen), n);
        }
}

static void spool_gives_back_what_was_appended(void **state)
{
    (void)state;
    struct spool s;
    spool_init(&s);
    char block[1000];
    for (int i = 0; i < 30000; i++) { /* 30 MB: beyond what stays in memory */
        memset(block, i % 251, sizeof block);
        assert_true(spool_append(&s, (struct slice){block, sizeof block}));
    }
    assert_int_equal(spool_size(&s), 30000000);
    for (int i = 0; i < 30000; i += 7) {
        assert_true(spool_read(&s, (uint64_t)i * sizeof block, block, sizeof block));
        assert_int_equal((unsigned char)block[0], i % 251);
        assert_int_equal((unsigned char)block[999], i % 251);
    }
    assert_true(spool_read(&s, 29359900, block, 900)); /* across the border of file and memory */
    spool_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slice_finds_and_trims),
        cmocka_unit_test(arena_rewinds_to_a_mark),
        cmocka_unit_test(arena_push_keeps_what_was_pushed),
        cmocka_unit_test(buffer_writes_numbers),
        cmocka_unit_test(names_number_each_text_once),
        cmocka_unit_test(pairs_tell_new_from_known),
        cmocka_unit_test(pairs_cannot_be_aimed_at_one_slot),
        cmocka_unit_test(days_and_civil_dates_agree),
        cmocka_unit_test(times_are_read_as_rfc_3339_and_tolerated),
        cmocka_unit_test(utf8_knows_what_is_not_seen),
        cmocka_unit_test(utf8_mends_what_is_ill_formed),
        cmocka_unit_test(scan_finds_each_line_start),
        cmocka_unit_test(scan_measures_field_names),
        cmocka_unit_test(scan_measures_what_json_takes_as_it_is),
        cmocka_unit_test(spool_gives_back_what_was_appended),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
