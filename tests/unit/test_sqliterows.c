/* Tests of rows of an SQLite database that go on in other pages. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/read/sqliterows.h"
#include "tests/unit/unit.h"

enum { ROWS = 60, LONGEST = 9000 };

/* Row i is of its letter, and about 150 bytes longer than the one before. */
static size_t row(int i, char text[static LONGEST])
{
    size_t n = 1 + (size_t)i * (LONGEST - 1) / ROWS;
    memset(text, 'A' + i, n);
    return n;
}

static void must(sqlite3 *db, const char *statement)
{
    assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
}

/* A database as bytes, to be freed; its first rows are gone, and later ones lie in their pages. */
static struct slice make(const char *page_size, const char *table)
{
    char text[LONGEST];
    sqlite3 *db;
    sqlite3_stmt *insert;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    must(db, page_size);
    must(db, table);
    assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO t VALUES(?, ?)", -1, &insert, NULL), 0);
    for (int i = -20; i < ROWS; i++) {
        if (i == 0)
            must(db, "DELETE FROM t");
        sqlite3_bind_int(insert, 1, i);
        sqlite3_bind_blob(insert, 2, text, (int)row(i < 0 ? -i : i, text), SQLITE_STATIC);
        assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    sqlite3_int64 n;
    unsigned char *bytes = sqlite3_serialize(db, "main", &n, 0);
    assert_non_null(bytes);
    char *copy = malloc((size_t)n);
    assert_non_null(copy);
    memcpy(copy, bytes, (size_t)n);
    sqlite3_free(bytes);
    sqlite3_close(db);
    return (struct slice){.at = copy, .n = (size_t)n};
}

/* How many rows come whole; of what was deleted some are there, too, and in pieces. */
static int count_whole(struct slice file)
{
    char got[LONGEST + 100], want[LONGEST];
    bool seen[ROWS] = {false};
    struct sqliterows r;
    int count = 0;
    assert_true(sqliterows_begin(&r, file));
    for (size_t n; (n = sqliterows_next(&r, got, sizeof got)) > 0;)
        for (int i = 0; i < ROWS; i++) {
            size_t whole = row(i, want);
            bool is_it = n > whole && memcmp(got + n - whole, want, whole) == 0 &&
                         got[n - whole - 1] != want[0];
            count += is_it && !seen[i];
            seen[i] |= is_it;
        }
    return count;
}

static void a_row_in_several_pages_comes_whole(void **state)
{
    (void)state;
    static const char *const sizes[] = {"PRAGMA page_size=512", "PRAGMA page_size=1024",
                                        "PRAGMA page_size=4096", "PRAGMA page_size=65536"};
    static const int of_tables[] = {56, 53, 32, 0}, of_indexes[] = {59, 58, 53, 0};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct slice table = make(sizes[i], "CREATE TABLE t(a, b)");
        assert_int_equal(count_whole(table), of_tables[i]);
        free((void *)table.at);
        struct slice index = make(sizes[i], "CREATE TABLE t(a PRIMARY KEY, b) WITHOUT ROWID");
        int got = count_whole(index);
        assert_true(got <= of_indexes[i] &&
                    got >= of_indexes[i] / 2); /* the others are no leaves */
        free((void *)index.at);
    }
}

static void what_is_cut_or_none_gives_what_is_there(void **state)
{
    (void)state;
    char got[LONGEST + 100];
    struct sqliterows r;
    struct slice file = make("PRAGMA page_size=512", "CREATE TABLE t(a, b)");
    assert_false(sqliterows_begin(&r, SLICE("SQLite format 3")));
    assert_false(sqliterows_begin(&r, slice_from(file, 1)));
    for (size_t n = 100; n < file.n; n += 77) {
        assert_true(sqliterows_begin(&r, slice_first(file, n)));
        while (sqliterows_next(&r, got, sizeof got) > 0)
            ;
    }
    free((void *)file.at);
}

/* Each of its pages' cells is a row that goes on in all the pages, again and again. */
static void rows_of_the_same_pages_give_twice_what_the_file_has_at_most(void **state)
{
    (void)state;
    enum { PAGE = 512, PAGES = 200 };
    static char file[PAGE * PAGES], got[PAGE * PAGES];
    memcpy(file, "SQLite format 3\0\2", 18);
    for (size_t i = 1; i < PAGES; i++) {
        char *page = file + i * PAGE;
        memcpy(page, "\x0D\0\0\0\x50", 5);
        memset(page + 8, 1, PAGE - 8); /* each cell at 257 */
        memcpy(page + 257,
               "\x82\xB6\x87\x67"
               "\1",
               5);
    }
    for (size_t i = 1; i < PAGES; i++)
        memcpy(file + i * PAGE + 262 + 39, "\0\0\0\2", 4);
    struct sqliterows r;
    assert_true(sqliterows_begin(&r, (struct slice){.at = file, .n = sizeof file}));
    size_t all = 0;
    for (size_t n; (n = sqliterows_next(&r, got, sizeof got)) > 0;)
        all += n;
    assert_true(all > 0 && all <= 2 * sizeof file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_in_several_pages_comes_whole),
        cmocka_unit_test(what_is_cut_or_none_gives_what_is_there),
        cmocka_unit_test(rows_of_the_same_pages_give_twice_what_the_file_has_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
