/* Tests of gzip streams (RFC 1952): cut or changed anywhere, they give what zlib gives of them,
 * and a trouble where zlib finds one. */
#include <stddef.h>
#include "tests/unit/reading.h"

#include <zlib.h>

#define FROM "From tls@sender.example Mon Jan  1 00:00:00 2024\n"

enum { ROOM = 1 << 16 };

/* Appends a member to `to`; header: with every field that there is. */
static size_t add_member(char *to, const char *text, bool header)
{
    unsigned char extra[] = "AB\x03\0xyz";
    gz_header fields = {.time = 1700000000,
                        .os = 3,
                        .extra = extra,
                        .extra_len = 7,
                        .name = (Bytef *)"reports.mbox",
                        .comment = (Bytef *)"of May",
                        .hcrc = 1};
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text,
                  .avail_in = (uInt)strlen(text),
                  .next_out = (Bytef *)to,
                  .avail_out = ROOM / 4};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    if (header)
        assert_int_equal(deflateSetHeader(&z, &fields), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = z.total_out;
    deflateEnd(&z);
    return n;
}

static bool begins_a_member(struct slice s)
{
    return s.n > 0 && s.at[0] == '\x1F' && (s.n == 1 || s.at[1] == '\x8B');
}

/* What zlib makes of it. True: nothing is wrong with it; padding behind a member is not, other
 * bytes are. */
static bool unpack(struct slice packed, char *to, size_t *given)
{
    *given = 0;
    for (bool first = true; packed.n > 0 && (first || begins_a_member(packed)); first = false) {
        z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.at,
                      .avail_in = (uInt)packed.n,
                      .next_out = (Bytef *)to + *given,
                      .avail_out = (uInt)(ROOM - *given)};
        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        int status = inflate(&z, Z_NO_FLUSH);
        *given += z.total_out;
        packed = slice_from(packed, packed.n - z.avail_in);
        inflateEnd(&z);
        if (status != Z_STREAM_END)
            return false;
    }
    return stream_is_padding(packed);
}

static void compare_with_zlib(struct slice packed, const char *what, size_t at)
{
    static char plain[ROOM];
    size_t n;
    bool whole = unpack(packed, plain, &n);
    for (int dribbles = 0; dribbles < 2; dribbles++) {
        struct reading ours, zlib;
        reading_start(&ours);
        reading_start(&zlib);
        reading_add(&ours, packed, dribbles ? 1 : SIZE_MAX);
        if (n > 0)
            reading_add(&zlib, (struct slice){plain, n}, SIZE_MAX);
        if (ours.account.audit.totals.messages != zlib.account.audit.totals.messages ||
            ours.account.audit.totals.reports != zlib.account.audit.totals.reports ||
            (ours.troubles.n > 0) != !whole)
            fail_msg("%s at %zu: %llu messages, zlib %llu; %s", what, at,
                     (unsigned long long)ours.account.audit.totals.messages,
                     (unsigned long long)zlib.account.audit.totals.messages,
                     ours.troubles.n > 0 ? ours.troubles.at : "no trouble");
        reading_end(&ours);
        reading_end(&zlib);
    }
}

static size_t make_stream(char *room)
{
    size_t n = add_member(room, FROM REPORT_MAIL("a", 1, 0) "\n" FROM REPORT_MAIL("b", 2, 0) "\n",
                          true);
    return n + add_member(room + n, FROM REPORT_MAIL("c", 3, 0) "\n", false);
}

static void cut_anywhere(void **state)
{
    (void)state;
    static char room[ROOM];
    size_t n = make_stream(room);
    for (size_t cut = 2; cut <= n; cut++)
        compare_with_zlib((struct slice){room, cut}, "cut", cut);
}

static void changed_anywhere(void **state)
{
    (void)state;
    static char room[ROOM];
    size_t n = make_stream(room);
    for (size_t i = 2; i < n; i++)
        for (int bit = 0; bit < 8; bit++) {
            room[i] ^= (char)(1 << bit);
            compare_with_zlib((struct slice){room, n}, "changed", i);
            room[i] ^= (char)(1 << bit);
        }
}

static void padding_behind_the_last_member_is_no_trouble(void **state)
{
    (void)state;
    static char room[ROOM];
    size_t n = make_stream(room);
    for (size_t zeros = 1; zeros < 1025; zeros *= 2) {
        compare_with_zlib((struct slice){room, n + zeros}, "zeros", zeros);
        room[n + zeros - 1] = '\n';
    }
}

static void what_stands_behind_the_last_member_is_told_of(void **state)
{
    (void)state;
    static char room[ROOM];
    size_t n = make_stream(room);
    for (size_t i = 0; i < 600; i += 37) {
        memset(room + n, i % 2 ? '\n' : 0, i);
        strcpy(room + n + i, FROM REPORT_MAIL("d", 4, 0));
        compare_with_zlib((struct slice){room, n + i + 1}, "a byte behind", i);
        compare_with_zlib((struct slice){room, n + i + strlen(room + n + i)}, "mail behind", i);
    }
}

/* What is said of a zlib stream that is not whole, or not sound. */
static void check_zlib(struct slice packed, const char *sentence)
{
    struct reading r;
    reading_start(&r);
    reading_add(&r, packed, SIZE_MAX);
    if (strcmp(r.troubles.at, sentence) != 0)
        fail_msg("%zu bytes: %s", packed.n, r.troubles.at);
    reading_end(&r);
}

static void a_zlib_stream_is_named_as_such(void **state)
{
    (void)state;
    static const char text[] = FROM REPORT_MAIL("a", 1, 0) "\n";
    static char room[ROOM];
    uLongf n = sizeof room;
    assert_int_equal(compress((Bytef *)room, &n, (const Bytef *)text, strlen(text)), Z_OK);
    check_zlib((struct slice){room, n}, "");
    for (size_t cut = n - 1; cut > n - 40; cut--)
        check_zlib((struct slice){room, cut}, "ends too early (zlib)\n");
    room[n / 2] ^= 1;
    check_zlib((struct slice){room, n}, "is damaged (zlib)\n");
    room[n / 2] ^= 1;
    memset(room + n / 2, -1, n / 2);
    check_zlib((struct slice){room, n}, "is damaged (zlib)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(changed_anywhere),
        cmocka_unit_test(padding_behind_the_last_member_is_no_trouble),
        cmocka_unit_test(what_stands_behind_the_last_member_is_told_of),
        cmocka_unit_test(a_zlib_stream_is_named_as_such),
    };
    return cmocka_run_group_tests_name("gunzip", tests, NULL, NULL);
}
