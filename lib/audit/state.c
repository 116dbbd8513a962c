#include "lib/audit/state.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { APPLICATION_ID = 0x544C5352 /* "TLSR" */, WAIT_MILLISECONDS = 100, CACHE_KIB = 64 * 1024 };

struct state {
    sqlite3 *db;
    sqlite3_stmt *find, *add;
    const _Atomic bool *stop;
    bool failed;
};

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

static int64_t read_number(struct state *s, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t n = -1;
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return n;
}

/* NULL: it is ours, or new and empty. */
static const char *what_is_wrong(struct state *s)
{
    int64_t version = read_number(s, "PRAGMA user_version"), id = read_number(s, "PRAGMA application_id"),
            tables = read_number(s, "SELECT count(*) FROM sqlite_master");
    if (version < 0 || id < 0 || tables < 0)
        return sqlite3_errmsg(s->db);
    if (id != APPLICATION_ID && (id != 0 || tables > 0))
        return "is a database of another program";
    return version > STATE_VERSION ? "was written by a newer version of this program" : NULL;
}

static bool set_up(struct state *s)
{
    char sql[200];
    snprintf(sql, sizeof sql, "PRAGMA cache_size=-%d; PRAGMA application_id=%d; PRAGMA user_version=%d", CACHE_KIB, APPLICATION_ID, STATE_VERSION);
    return run(s, sql) &&
           run(s, "CREATE TABLE IF NOT EXISTS counted(identity BLOB PRIMARY KEY, content BLOB NOT NULL, ended INTEGER NOT NULL) WITHOUT ROWID") &&
           sqlite3_prepare_v2(s->db, "SELECT content FROM counted WHERE identity = ?", -1, &s->find, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(s->db, "INSERT OR IGNORE INTO counted VALUES(?, ?, ?)", -1, &s->add, NULL) == SQLITE_OK;
}

struct state *state_open(const char *path, const _Atomic bool *stop, char error[static STATE_ERROR])
{
    struct state *s = calloc(1, sizeof *s);
    if (!s) {
        snprintf(error, STATE_ERROR, "out of memory");
        return NULL;
    }
    s->stop = stop;
    int status = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    const char *why = NULL;
    if (status == SQLITE_OK && sqlite3_db_readonly(s->db, "main") == 1)
        why = "is read-only: what this run counts could not be remembered";
    if (status == SQLITE_OK && !why) {
        sqlite3_busy_handler(s->db, wait_for_lock, s);
        if (run(s, "BEGIN IMMEDIATE"))
            why = what_is_wrong(s);
        else
            status = SQLITE_ERROR;
        if (status == SQLITE_OK && !why && !set_up(s))
            status = SQLITE_ERROR;
    }
    if (status == SQLITE_OK && !why)
        return s;
    snprintf(error, STATE_ERROR, "%s", why ? why : sqlite3_errmsg(s->db));
    state_free(s);
    return NULL;
}

enum state_verdict state_find(struct state *s, const struct report *report, struct buffer *scratch)
{
    unsigned char identity[REPORT_DIGEST], content[REPORT_DIGEST];
    if (!report_digests(report, scratch, identity, content))
        return STATE_FAILED;
    sqlite3_bind_blob(s->find, 1, identity, sizeof identity, SQLITE_STATIC);
    int status = sqlite3_step(s->find);
    enum state_verdict verdict = status == SQLITE_DONE ? STATE_NEW : STATE_FAILED;
    if (status == SQLITE_ROW) {
        bool same = sqlite3_column_bytes(s->find, 0) == (int)sizeof content && memcmp(sqlite3_column_blob(s->find, 0), content, sizeof content) == 0;
        verdict = same ? STATE_KNOWN : STATE_OTHER_CONTENT;
    }
    s->failed |= verdict == STATE_FAILED;
    sqlite3_reset(s->find);
    return verdict;
}

bool state_add(struct state *s, const struct report *report, struct buffer *scratch)
{
    unsigned char identity[REPORT_DIGEST], content[REPORT_DIGEST];
    if (!report_digests(report, scratch, identity, content))
        return false;
    sqlite3_bind_blob(s->add, 1, identity, sizeof identity, SQLITE_STATIC);
    sqlite3_bind_blob(s->add, 2, content, sizeof content, SQLITE_STATIC);
    sqlite3_bind_int64(s->add, 3, report->end);
    bool ok = sqlite3_step(s->add) == SQLITE_DONE;
    s->failed |= !ok;
    sqlite3_reset(s->add);
    return ok;
}

bool state_expire(struct state *s, time_seconds oldest)
{
    sqlite3_stmt *statement = NULL;
    bool ok = sqlite3_prepare_v2(s->db, "DELETE FROM counted WHERE ended < ?", -1, &statement, NULL) == SQLITE_OK;
    if (ok) {
        sqlite3_bind_int64(statement, 1, oldest);
        ok = sqlite3_step(statement) == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    return ok;
}

bool state_commit(struct state *s)
{
    return run(s, "COMMIT");
}

bool state_failed(const struct state *s)
{
    return s->failed;
}

const char *state_error(const struct state *s)
{
    return sqlite3_errmsg(s->db);
}

void state_free(struct state *s)
{
    if (!s)
        return;
    sqlite3_finalize(s->find);
    sqlite3_finalize(s->add);
    sqlite3_close(s->db); /* rolls back what was not committed */
    free(s);
}
