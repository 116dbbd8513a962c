#include "lib/audit/statefile.h"

#include <stdio.h>

#include "lib/audit/copies.h"
#include "lib/base/sqlitefile.h"
#include "lib/tlsrpt/identity.h"

enum {
    STATE_VERSION = 5,
    APPLICATION_ID = 0x544C5352, /* "TLSR" */
    WAIT_MILLISECONDS = 100,
    CACHE_KIB = 64 * 1024
};

static int wait_for_lock(void *self, int times)
{
    struct statefile *f = self;
    (void)times;
    if (*f->stop)
        return 0;
    sqlite3_sleep(WAIT_MILLISECONDS);
    return 1;
}

bool statefile_run(struct statefile *f, const char *sql)
{
    return sqlite3_exec(f->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool statefile_prepare(struct statefile *f, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(f->db, sql, -1, statement, NULL) == SQLITE_OK;
}

static bool fail(struct statefile *f, const char *why)
{
    snprintf(f->why, sizeof f->why, "%s: %s", f->path, why);
    return false;
}

bool statefile_failed(struct statefile *f)
{
    char why[SQLITEFILE_WHY];
    if (f->why[0] != '\0')
        return false;
    sqlitefile_why(f->db, why);
    return fail(f, why);
}

/* The database is sound, and lacks what every state has. */
static bool fail_as_damaged(struct statefile *f)
{
    return fail(f, "is damaged: put an earlier copy in its place, or name a new file");
}

/* Reads a number, which in a pragma may be any, even a negative one. */
static bool read_number(struct statefile *f, const char *sql, int64_t *n)
{
    sqlite3_stmt *statement = NULL;
    bool ok = statefile_prepare(f, sql, &statement) && sqlite3_step(statement) == SQLITE_ROW;
    if (ok)
        *n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return ok;
}

/* Is the file a state of ours, or new and empty? */
static bool is_ours(struct statefile *f)
{
    int64_t version, id, tables;
    if (!read_number(f, "PRAGMA user_version", &version) ||
        !read_number(f, "PRAGMA application_id", &id) ||
        !read_number(f, "SELECT count(*) FROM sqlite_master", &tables))
        return statefile_failed(f);
    if (version < 0 || (id != APPLICATION_ID && (id != 0 || tables > 0)))
        return fail(f, "is a database of another program");
    if (id == APPLICATION_ID && version == 1)
        return fail(f, "was written by version 0.1, which told reports apart in another way: name "
                       "a new state, which counts the mail that is still there once more");
    return version <= STATE_VERSION || fail(f, "was written by a newer version of this program");
}

static bool draw_key(struct statefile *f)
{
    sqlite3_stmt *statement = NULL;
    bool ok = hash_key_draw(&f->key) &&
              statefile_prepare(f, "INSERT INTO hashing VALUES(?)", &statement) &&
              sqlite3_bind_blob(statement, 1, f->key.secret, sizeof f->key.secret, SQLITE_STATIC) ==
                  SQLITE_OK &&
              sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return ok;
}

static bool read_or_draw_key(struct statefile *f)
{
    sqlite3_stmt *statement = NULL;
    bool ok = statefile_prepare(f, "SELECT secret FROM hashing", &statement);
    int status = ok ? sqlite3_step(statement) : SQLITE_ERROR;
    bool is_there = status == SQLITE_ROW &&
                    sqlite3_column_bytes(statement, 0) == (int)sizeof f->key.secret;
    if (is_there)
        memcpy(f->key.secret, sqlite3_column_blob(statement, 0), sizeof f->key.secret);
    sqlite3_finalize(statement);
    if (status == SQLITE_ROW && !is_there)
        return fail_as_damaged(f);
    return is_there || (status == SQLITE_DONE && draw_key(f));
}

static bool is_identity(const char *word)
{
    bool any = false;
    for (int i = 0; i < DEDUPS; i++)
        any |= strcmp(word, dedup_name((enum dedup)i)) == 0;
    return any;
}

const char *statefile_identity(struct statefile *f, const char *identity)
{
    sqlite3_stmt *note = NULL, *find = NULL;
    bool ok = statefile_prepare(f,
                                "INSERT INTO identity SELECT ? WHERE NOT EXISTS "
                                "(SELECT 1 FROM identity)",
                                &note) &&
              sqlite3_bind_text(note, 1, identity, -1, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_step(note) == SQLITE_DONE &&
              statefile_prepare(f, "SELECT word FROM identity", &find) &&
              sqlite3_step(find) == SQLITE_ROW;
    const char *word = ok ? (const char *)sqlite3_column_text(find, 0) : NULL;
    bool is_sound = word && is_identity(word);
    if (is_sound)
        snprintf(f->identity, sizeof f->identity, "%s", word);
    else if (ok)
        fail_as_damaged(f);
    sqlite3_finalize(note);
    sqlite3_finalize(find);
    return is_sound ? f->identity : NULL;
}

static bool make_tables(struct statefile *f)
{
    return statefile_run(
        f, "CREATE TABLE IF NOT EXISTS identity(word TEXT NOT NULL);"
           "CREATE TABLE IF NOT EXISTS counted(identity BLOB PRIMARY KEY, content INTEGER "
           "NOT NULL, ended INTEGER NOT NULL, counted INTEGER NOT NULL DEFAULT 0, "
           "copy BLOB) WITHOUT ROWID;"
           "CREATE TABLE IF NOT EXISTS hashing(secret BLOB NOT NULL)");
}

/* Builds before 1.0.0 wrote versions 2 to 4. The first did not note what makes two reports one: it
 * is taken for the default. How a counted copy stands told less in all of them, with chance in
 * place of the rest, so it is no longer known. */
static bool upgrade(struct statefile *f)
{
    char sql[200];
    int64_t version;
    if (!read_number(f, "PRAGMA user_version", &version) || !make_tables(f))
        return false;
    snprintf(sql, sizeof sql,
             "UPDATE counted SET copy = CAST(substr(copy, 1, %d) || zeroblob(%d) || "
             "substr(copy, %d) AS BLOB)",
             COPY_STANDING_AT, COPY_STANDING_BYTES, COPY_STANDING_AT + COPY_STANDING_BYTES + 1);
    return (version != 2 || statefile_run(f, "INSERT INTO identity VALUES('identity')")) &&
           (version == 0 || version == STATE_VERSION || statefile_run(f, sql));
}

static bool set_up(struct statefile *f)
{
    char sql[200];
    if (!upgrade(f))
        return false;
    snprintf(sql, sizeof sql,
             "PRAGMA cache_size=-%d; PRAGMA application_id=%d; PRAGMA user_version=%d", CACHE_KIB,
             APPLICATION_ID, STATE_VERSION);
    return statefile_run(f, sql) && read_or_draw_key(f);
}

/* Whoever can write to the file could put triggers or views into it that run when it is read or
 * filled, for ever or against what it remembers. A state has none. */
static void forbid_statements_of_the_file(struct statefile *f)
{
    sqlite3_db_config(f->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(f->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
}

static bool lock(struct statefile *f)
{
    int failure = sqlitefile_make(f->path, 0600); /* it remembers what the mail holds (SPEC 6) */
    if (failure != 0)
        return fail(f, strerror(failure));
    if (!sqlitefile_open(f->path, &f->db))
        return statefile_failed(f);
    if (sqlite3_db_readonly(f->db, "main") == 1)
        return fail(f, "is read-only: what this run counts could not be remembered");

    sqlite3_busy_handler(f->db, wait_for_lock, f);
    forbid_statements_of_the_file(f);
    /* With this, look-ups need no system call each; without, they are only slower. */
    statefile_run(f, "PRAGMA mmap_size=8589934592");
    return statefile_run(f, "BEGIN IMMEDIATE") || statefile_failed(f);
}

bool statefile_open(struct statefile *f)
{
    bool is_locked;
    do {
        sqlite3_close(f->db);
        f->db = NULL;
        f->why[0] = '\0';
        is_locked = lock(f);
    } while (sqlitefile_is_gone(f->db));
    if (is_locked && sqlitefile_is_cut(f->db))
        return fail_as_damaged(f);
    return is_locked && is_ours(f) && (set_up(f) || statefile_failed(f));
}

const char *statefile_error(struct statefile *f)
{
    statefile_failed(f);
    return f->why;
}

void statefile_close(struct statefile *f)
{
    sqlite3_close(f->db); /* rolls back what was not committed */
    f->db = NULL;
}
