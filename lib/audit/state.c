#include "lib/audit/state.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/audit/copies.h"
#include "lib/base/io.h"
#include "lib/base/little.h"
#include "lib/base/order.h"
#include "lib/base/rows.h"
#include "lib/base/sqlitefile.h"
#include "lib/tlsrpt/identity.h"

enum { APPLICATION_ID = 0x544C5352 /* "TLSR" */, WAIT_MILLISECONDS = 100, CACHE_KIB = 64 * 1024 };
enum { MOST_IDENTITY = 40 };

struct state {
    const char *path; /* borrowed */
    sqlite3 *db;
    sqlite3_stmt *find, *add;
    const _Atomic bool *stop;
    struct hash_key key;
    struct rows new;     /* of struct counted */
    struct buffer kept;  /* what copies.h keeps of them, one behind the other */
    struct buffer found; /* of the report that was found last */
    char identity[MOST_IDENTITY];
    char why[STATE_ERROR]; /* what is wrong, with the path; empty: nothing was said yet */
    bool failed;
};

/* An identity as it stands in the file: the least byte first, whatever the processor. */
struct stored_identity {
    char bytes[2 * sizeof(uint64_t)];
};

struct counted {
    struct stored_identity identity;
    uint64_t content;
    time_seconds ended;
    size_t kept_at, kept_n;
};

static struct stored_identity stored(struct hash128 identity)
{
    struct stored_identity id = {{0}};
    little_put_64(identity.low, id.bytes);
    little_put_64(identity.high, id.bytes + sizeof identity.low);
    return id;
}

static int wait_for_lock(void *self, int times)
{
    struct state *s = self;
    (void)times;
    if (*s->stop)
        return 0;
    sqlite3_sleep(WAIT_MILLISECONDS);
    return 1;
}

static bool run(struct state *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool prepare(struct state *s, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(s->db, sql, -1, statement, NULL) == SQLITE_OK;
}

static bool fail(struct state *s, const char *why)
{
    snprintf(s->why, sizeof s->why, "%s: %s", s->path, why);
    return false;
}

/* Says why SQLite's last call failed, unless it was said already what is wrong. */
static bool sqlite_failed(struct state *s)
{
    char why[SQLITEFILE_WHY];
    if (s->why[0] != '\0')
        return false;
    sqlitefile_why(s->db, why);
    return fail(s, why);
}

/* The database is sound, and lacks what every state has. */
static bool fail_as_damaged(struct state *s)
{
    return fail(s, "is damaged: put an earlier copy in its place, or name a new file");
}

/* Reads a number, which in a pragma may be any, even a negative one. */
static bool read_number(struct state *s, const char *sql, int64_t *n)
{
    sqlite3_stmt *statement = NULL;
    bool ok = prepare(s, sql, &statement) && sqlite3_step(statement) == SQLITE_ROW;
    if (ok)
        *n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return ok;
}

/* Is the file a state of ours, or new and empty? */
static bool is_ours(struct state *s)
{
    int64_t version, id, tables;
    if (!read_number(s, "PRAGMA user_version", &version) ||
        !read_number(s, "PRAGMA application_id", &id) ||
        !read_number(s, "SELECT count(*) FROM sqlite_master", &tables))
        return sqlite_failed(s);
    if (version < 0 || (id != APPLICATION_ID && (id != 0 || tables > 0)))
        return fail(s, "is a database of another program");
    if (id == APPLICATION_ID && version == 1)
        return fail(s, "was written by version 0.1, which told reports apart in another way: name "
                       "a new state, which counts the mail that is still there once more");
    return version <= STATE_VERSION || fail(s, "was written by a newer version of this program");
}

static bool draw_key(struct state *s)
{
    sqlite3_stmt *statement = NULL;
    bool ok = hash_key_draw(&s->key) && prepare(s, "INSERT INTO hashing VALUES(?)", &statement) &&
              sqlite3_bind_blob(statement, 1, s->key.secret, sizeof s->key.secret, SQLITE_STATIC) ==
                  SQLITE_OK &&
              sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return ok;
}

static bool read_or_draw_key(struct state *s)
{
    sqlite3_stmt *statement = NULL;
    bool ok = prepare(s, "SELECT secret FROM hashing", &statement);
    int status = ok ? sqlite3_step(statement) : SQLITE_ERROR;
    bool is_there = status == SQLITE_ROW &&
                    sqlite3_column_bytes(statement, 0) == (int)sizeof s->key.secret;
    if (is_there)
        memcpy(s->key.secret, sqlite3_column_blob(statement, 0), sizeof s->key.secret);
    sqlite3_finalize(statement);
    if (status == SQLITE_ROW && !is_there)
        return fail_as_damaged(s);
    return is_there || (status == SQLITE_DONE && draw_key(s));
}

const struct hash_key *state_key(const struct state *s)
{
    return &s->key;
}

static bool is_identity(const char *word)
{
    bool any = false;
    for (int i = 0; i < DEDUPS; i++)
        any |= strcmp(word, dedup_name((enum dedup)i)) == 0;
    return any;
}

const char *state_identity(struct state *s, const char *identity)
{
    sqlite3_stmt *note = NULL, *find = NULL;
    bool ok = prepare(s,
                      "INSERT INTO identity SELECT ? WHERE NOT EXISTS "
                      "(SELECT 1 FROM identity)",
                      &note) &&
              sqlite3_bind_text(note, 1, identity, -1, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_step(note) == SQLITE_DONE && prepare(s, "SELECT word FROM identity", &find) &&
              sqlite3_step(find) == SQLITE_ROW;
    const char *word = ok ? (const char *)sqlite3_column_text(find, 0) : NULL;
    bool is_sound = word && is_identity(word);
    if (is_sound)
        snprintf(s->identity, sizeof s->identity, "%s", word);
    else if (ok)
        fail_as_damaged(s);
    sqlite3_finalize(note);
    sqlite3_finalize(find);
    return is_sound ? s->identity : NULL;
}

static bool make_tables(struct state *s)
{
    return run(s, "CREATE TABLE IF NOT EXISTS identity(word TEXT NOT NULL);"
                  "CREATE TABLE IF NOT EXISTS counted(identity BLOB PRIMARY KEY, content INTEGER "
                  "NOT NULL, ended INTEGER NOT NULL, counted INTEGER NOT NULL DEFAULT 0, "
                  "copy BLOB) WITHOUT ROWID;"
                  "CREATE TABLE IF NOT EXISTS hashing(secret BLOB NOT NULL)");
}

/* Builds before 1.0.0 wrote versions 2 and 3. The first did not note what makes two reports one: it
 * is taken for the default. How a counted copy stands had fewer marks in both, and chance in place
 * of the others, so it is no longer known. */
static bool upgrade(struct state *s)
{
    char sql[200];
    int64_t version;
    if (!read_number(s, "PRAGMA user_version", &version) || !make_tables(s))
        return false;
    snprintf(sql, sizeof sql,
             "UPDATE counted SET copy = CAST(substr(copy, 1, %d) || zeroblob(%d) || "
             "substr(copy, %d) AS BLOB)",
             COPY_STANDING_AT, COPY_STANDING_BYTES, COPY_STANDING_AT + COPY_STANDING_BYTES + 1);
    return (version != 2 || run(s, "INSERT INTO identity VALUES('identity')")) &&
           (version == 0 || version == STATE_VERSION || run(s, sql));
}

static bool set_up(struct state *s)
{
    char sql[200];
    if (!upgrade(s))
        return false;
    snprintf(sql, sizeof sql,
             "PRAGMA cache_size=-%d; PRAGMA application_id=%d; PRAGMA user_version=%d", CACHE_KIB,
             APPLICATION_ID, STATE_VERSION);
    return run(s, sql) && read_or_draw_key(s) &&
           prepare(s, "SELECT content, copy FROM counted WHERE identity = ?", &s->find) &&
           prepare(s, "INSERT OR IGNORE INTO counted VALUES(?, ?, ?, ?, ?)", &s->add);
}

/* Whoever can write to the file could put triggers or views into it that run when it is read or
 * filled, for ever or against what it remembers. A state has none. */
static void forbid_statements_of_the_file(struct state *s)
{
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
}

static bool lock(struct state *s)
{
    int failure = sqlitefile_make(s->path, 0600); /* it remembers what the mail holds (SPEC 6) */
    if (failure != 0)
        return fail(s, strerror(failure));
    if (!sqlitefile_open(s->path, &s->db))
        return sqlite_failed(s);
    if (sqlite3_db_readonly(s->db, "main") == 1)
        return fail(s, "is read-only: what this run counts could not be remembered");

    sqlite3_busy_handler(s->db, wait_for_lock, s);
    forbid_statements_of_the_file(s);
    /* With this, look-ups need no system call each; without, they are only slower. */
    run(s, "PRAGMA mmap_size=8589934592");
    return run(s, "BEGIN IMMEDIATE") || sqlite_failed(s);
}

/* Opens and locks the database, and sets it up. */
static bool open_database(struct state *s)
{
    bool is_locked;
    do {
        sqlite3_close(s->db);
        s->db = NULL;
        s->why[0] = '\0';
        is_locked = lock(s);
    } while (sqlitefile_is_gone(s->db));
    if (is_locked && sqlitefile_is_cut(s->db))
        return fail_as_damaged(s);
    return is_locked && is_ours(s) && (set_up(s) || sqlite_failed(s));
}

struct state *state_open(const char *path, const _Atomic bool *stop, char error[static STATE_ERROR])
{
    if (io_is_special(path)) {
        snprintf(error, STATE_ERROR, "%s: is no file: a state is kept in one", path);
        return NULL;
    }
    struct state *s = calloc(1, sizeof *s);
    if (!s) {
        snprintf(error, STATE_ERROR, "%s: out of memory", path);
        return NULL;
    }
    s->path = path;
    s->stop = stop;
    s->new.size = sizeof(struct counted);
    if (open_database(s))
        return s;
    snprintf(error, STATE_ERROR, "%s", s->why);
    state_free(s);
    return NULL;
}

enum state_verdict state_find(struct state *s, const struct report *report)
{
    const struct stored_identity id = stored(report->identity);
    sqlite3_bind_blob(s->find, 1, id.bytes, sizeof id.bytes, SQLITE_STATIC);
    int status = sqlite3_step(s->find);
    enum state_verdict verdict = status == SQLITE_DONE ? STATE_NEW : STATE_FAILED;
    s->found.n = 0;
    if (status == SQLITE_ROW) {
        verdict = sqlite3_column_int64(s->find, 0) == (int64_t)report->content
                      ? STATE_KNOWN
                      : STATE_OTHER_CONTENT;
        const void *copy = sqlite3_column_blob(s->find, 1);
        buffer_append(&s->found,
                      (struct slice){.at = copy, .n = (size_t)sqlite3_column_bytes(s->find, 1)});
        if (s->found.failed)
            verdict = STATE_FAILED;
    }
    s->failed |= verdict == STATE_FAILED;
    sqlite3_reset(s->find);
    return verdict;
}

bool state_add(struct state *s, const struct report *report)
{
    size_t at = s->kept.n;
    copy_keep_known(report, &s->key, &s->kept);
    struct counted *new = s->kept.failed ? NULL : rows_add(&s->new);
    if (new)
        *new = (struct counted){.identity = stored(report->identity),
                                .content = report->content,
                                .ended = report->end,
                                .kept_at = at,
                                .kept_n = s->kept.n - at};
    return new != NULL;
}

struct slice state_copy(const struct state *s)
{
    return buffer_slice(&s->found);
}

static int by_identity(const void *a, const void *b)
{
    return memcmp(&(*(const struct counted *const *)a)->identity,
                  &(*(const struct counted *const *)b)->identity, sizeof(struct stored_identity));
}

static bool insert(struct state *s, const struct counted *c, time_seconds now)
{
    sqlite3_bind_blob(s->add, 1, c->identity.bytes, sizeof c->identity.bytes, SQLITE_STATIC);
    sqlite3_bind_int64(s->add, 2, (int64_t)c->content);
    sqlite3_bind_int64(s->add, 3, c->ended);
    sqlite3_bind_int64(s->add, 4, now);
    sqlite3_bind_blob64(s->add, 5, s->kept.at + c->kept_at, c->kept_n, SQLITE_STATIC);
    bool ok = sqlite3_step(s->add) == SQLITE_DONE;
    sqlite3_reset(s->add);
    return ok;
}

/* Inserts them in the order of their identities, which is ten times as quick as any other. */
static bool insert_all(struct state *s, time_seconds now)
{
    const struct counted **order = malloc((s->new.n + 1) * sizeof *order);
    bool ok = order != NULL;
    for (size_t i = 0; ok && i < s->new.n; i++)
        order[i] = rows_at(&s->new, i);
    if (ok)
        order_sort(order, s->new.n, sizeof *order, by_identity);
    for (size_t i = 0; ok && i < s->new.n; i++)
        ok = insert(s, order[i], now);
    free(order);
    return ok;
}

static bool run_with(struct state *s, const char *sql, time_seconds t)
{
    sqlite3_stmt *statement = NULL;
    bool ok = prepare(s, sql, &statement);
    if (ok) {
        sqlite3_bind_int64(statement, 1, t);
        ok = sqlite3_step(statement) == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    return ok;
}

bool state_expire(struct state *s, time_seconds oldest)
{
    return run_with(s, "DELETE FROM counted WHERE counted < ? AND counted > 0", oldest);
}

bool state_commit(struct state *s, time_seconds now)
{
    return insert_all(s, now) && run(s, "COMMIT");
}

bool state_failed(const struct state *s)
{
    return s->failed;
}

const char *state_error(struct state *s)
{
    sqlite_failed(s);
    return s->why;
}

void state_free(struct state *s)
{
    if (!s)
        return;
    rows_free(&s->new);
    buffer_free(&s->kept);
    buffer_free(&s->found);
    sqlite3_finalize(s->find);
    sqlite3_finalize(s->add);
    sqlite3_close(s->db); /* rolls back what was not committed */
    free(s);
}
