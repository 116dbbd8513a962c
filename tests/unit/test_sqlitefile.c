/* Tests of files that are SQLite databases. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/io.h"
#include "lib/base/sqlitefile.h"
#include "tests/unit/unit.h"

static int enter_folder(void **state)
{
    static char folder[] = "/tmp/sqlitefile.XXXXXX";
    *state = mkdtemp(folder);
    return *state ? chdir(folder) : -1;
}

static int leave_folder(void **state)
{
    return chdir("/") != 0 || rmdir(*state) != 0;
}

static void every_name_is_a_file_s(void **state)
{
    (void)state;
    static const char *const names[] = {"plain", ":memory:", "file:a?mode=memory", "file:b"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        sqlite3 *db;
        assert_true(sqlitefile_open(names[i], &db));
        assert_int_equal(sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        assert_int_equal(unlink(names[i]), 0);
    }
}

static void a_file_that_was_taken_away_or_replaced_is_gone(void **state)
{
    (void)state;
    sqlite3 *db;
    assert_int_equal(sqlitefile_make("db", 0600), 0);
    assert_true(sqlitefile_open("db", &db));
    assert_int_equal(sqlite3_exec(db, "SELECT 1 FROM sqlite_master", NULL, NULL, NULL), SQLITE_OK);
    assert_false(sqlitefile_is_gone(db));
    assert_int_equal(unlink("db"), 0);
    assert_true(sqlitefile_is_gone(db));
    assert_int_equal(sqlitefile_make("db", 0600), 0);
    assert_true(sqlitefile_is_gone(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(unlink("db"), 0);
    assert_false(sqlitefile_is_gone(NULL));
}

static void what_is_wrong_says_what_to_do(void **state)
{
    (void)state;
    char why[SQLITEFILE_WHY], text[200];
    sqlite3 *db;
    memset(text, 'x', sizeof text);
    assert_int_equal(io_write_new("text", (struct slice){.at = text, .n = sizeof text}), 0);
    assert_true(sqlitefile_open("text", &db));
    assert_int_not_equal(sqlite3_exec(db, "SELECT 1 FROM t", NULL, NULL, NULL), SQLITE_OK);
    sqlitefile_why(db, why);
    assert_non_null(strstr(why, "put an earlier copy in its place"));
    assert_non_null(strstr(why, "not a database"));
    sqlite3_close(db);
    assert_int_equal(unlink("text"), 0);

    assert_false(sqlitefile_open("no/such/file", &db));
    sqlitefile_why(db, why);
    assert_non_null(strstr(why, "No such file"));
    sqlite3_close(db);
    sqlitefile_why(NULL, why);
    assert_string_equal(why, "out of memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_a_file_s),
        cmocka_unit_test(a_file_that_was_taken_away_or_replaced_is_gone),
        cmocka_unit_test(what_is_wrong_says_what_to_do),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
