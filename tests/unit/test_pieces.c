/* Tests of the names of pieces. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "formats/read/pieces.h"
#include "tests/unit/unit.h"

static void a_first_piece_is_known_by_its_name(void **state)
{
    (void)state;
    static const char *const first[] = {
        "mail.tgz.aa", "xaa",         "dir/xaa",      "mail.tgz-aa",    "mail.tgz.part_aa",
        "mail.partaa", "m.tgz.aaa",   "m.7z.001",     "m.tgz.00",       "m.tgz.01",
        "m.part1.rar", "m.part1",     "m.part01.rar", "m.part001.rar",  "m.r00",
        "m.z01",       "m.PART1.RAR", "x00",          "m.tgz.part-000", "m.zip.0001"};
    static const char *const others[] = {
        "mail.tgz.ab", "mail.tgz", "m.7z.002",   "m.part2.rar", "a",     "",     "m.log.1", "1",
        "Maa",         "aa",       "2024-03-01", "r.json.gz",   "m.eml", "part", "m.part"};
    for (size_t i = 0; i < COUNT_OF(first); i++)
        assert_true(pieces_is_first(slice_of(first[i])));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(pieces_is_first(slice_of(others[i])));
}

static bool is_later(const char *folder, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return pieces_is_later(slice_of(path));
}

static void a_later_piece_has_the_first_beside_it(void **state)
{
    (void)state;
    static const char *const first[] = {"m.aa", "n.00", "o.7z.001", "p.aaa", "l.log.1", "xaa"},
                             *const later[] = {"m.ab",     "m.zz",  "n.01",     "n.17",
                                               "o.7z.002", "p.aab", "o.7z.100", "xab"},
                             *const others[] = {"m.aa",    "n.00",    "o.7z.001", "q.ab",  "p.ab",
                                                "l.log.2", "o.7z.02", "l.log.11", "n.017", "xaa"};
    char folder[] = "/tmp/pieces.XXXXXX", path[200];
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, first[i]);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_int_equal(fclose(f), 0);
    }
    for (size_t i = 0; i < COUNT_OF(later); i++)
        assert_true(is_later(folder, later[i]));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(is_later(folder, others[i]));
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, first[i]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void the_last_of_several_zips_says_that_it_is(void **state)
{
    (void)state;
    struct slice split = SLICE("PK\5\6\3\0\3\0\1\0\1\0\1\0\0\0\1\0\0\0\0\0"),
                 whole = SLICE("PK\5\6\0\0\0\0\1\0\1\0\1\0\0\0\1\0\0\0\0\0");
    assert_int_equal(pieces_zip_end(split, 1000), ZIP_ENDS_DISK);
    assert_int_equal(pieces_zip_end(whole, 22 + 1 + 1), ZIP_ENDS);
    assert_int_equal(pieces_zip_end(whole, 22 + 1), ZIP_ENDS_PIECE);
    assert_int_equal(pieces_zip_end(slice_first(split, 21), 21), ZIP_HAS_NO_END);
    assert_int_equal(pieces_zip_end(SLICE(""), 0), ZIP_HAS_NO_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_piece_is_known_by_its_name),
        cmocka_unit_test(a_later_piece_has_the_first_beside_it),
        cmocka_unit_test(the_last_of_several_zips_says_that_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
