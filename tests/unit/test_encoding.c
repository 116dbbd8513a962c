/* Tests of transfer encodings (RFC 2045, 6). */
#include <stdlib.h>

#include "lib/mail/encoding.h"
#include "tests/unit/unit.h"

static void check_base64(const char *from, const char *to, bool damage)
{
    char room[200];
    bool damaged = false;
    size_t n = encoding_base64(room, sizeof room, slice_of(from), &damaged);
    assert_true(slice_equal((struct slice){room, n}, slice_of(to)));
    assert_int_equal(damaged, damage);
}

static void base64_reads_what_is_sound(void **state)
{
    (void)state;
    check_base64("aGVsbG8gd29ybGQ=", "hello world", false);
    check_base64("aGVs\r\nbG8g\r\nd29ybGQ", "hello world", false); /* no padding */
    check_base64("aGV!sbG8=", "hello", true);                      /* a stray byte */
    check_base64("aGVsbG8=\n-- \nthe list", "hello", false);       /* a footer behind the padding */
    check_base64("aGVsbG8x1", "hello1", true);
    check_base64("", "", false);
}

static void base64_agrees_with_a_simple_reference(void **state)
{
    (void)state;
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[800], wanted[600], got[800];
    srand(7);
    for (int round = 0; round < 500; round++) {
        size_t n = (size_t)rand() % 500, t = 0;
        for (size_t i = 0; i < n; i++)
            wanted[i] = (char)rand();
        for (size_t i = 0; i < n; i += 3) {
            unsigned group = (unsigned)(unsigned char)wanted[i] << 16 |
                             (i + 1 < n ? (unsigned)(unsigned char)wanted[i + 1] << 8 : 0) |
                             (i + 2 < n ? (unsigned)(unsigned char)wanted[i + 2] : 0);
            for (size_t k = 0; k < 4; k++)
                text[t++] = k <= n - i ? letters[group >> (18 - 6 * k) & 63] : '=';
            if (rand() % 9 == 0)
                text[t++] = '\n';
        }
        bool damaged = false;
        size_t length = encoding_base64(got, sizeof got, (struct slice){text, t}, &damaged);
        assert_int_equal(length, n);
        assert_memory_equal(got, wanted, n);
        assert_false(damaged);
    }
}

static void quoted_printable_reads_what_is_sound(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool damaged;
    } cases[] = {
        {"a=3Db=\nc", "a=bc", false},
        {"a=\r\nb", "ab", false},
        {"a  \nb \t\r\nc", "a\nb\r\nc", false},
        {"a=20\nb", "a \nb", false},
        {"a=zz", "a=zz", true},
        {"a=c3=BC", "a\xC3\xBC", false},
        {"a=", "a", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char room[64];
        bool damaged = false;
        size_t n = encoding_quoted_printable(room, slice_of(cases[i].from), &damaged);
        if (!slice_equal((struct slice){room, n}, slice_of(cases[i].to)) ||
            damaged != cases[i].damaged)
            fail_msg("%s: gave %.*s", cases[i].from, (int)n, room);
    }
}

static void encodings_are_known_by_name(void **state)
{
    (void)state;
    assert_int_equal(encoding_of(SLICE("BASE64")), ENCODING_BASE64);
    assert_int_equal(encoding_of(SLICE("Quoted-Printable (x)")), ENCODING_QUOTED_PRINTABLE);
    assert_int_equal(encoding_of(SLICE("")), ENCODING_IDENTITY);
    assert_int_equal(encoding_of(SLICE("x-uuencode")), ENCODING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_reads_what_is_sound),
        cmocka_unit_test(base64_agrees_with_a_simple_reference),
        cmocka_unit_test(quoted_printable_reads_what_is_sound),
        cmocka_unit_test(encodings_are_known_by_name),
    };
    return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
