/*
 * sqlite: the tables of --csv as a database, with keys, indexes and views, in one transaction.
 *
 * Reports that are there stay as they are, so loading the same mail again changes nothing; one with
 * other content is an exception (sqlite_known.h). Tables of sums are those of the last load, but
 * domains, days and reporters are summed over all reports where that can be done (sqlite_sums.h). A
 * table without a key of its own has a row_key, made of the SHA-256 over the row's values.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/output.h"
#include "formats/write/sqlite_known.h"
#include "formats/write/sqlite_schema.h"
#include "formats/write/sqlite_sums.h"
#include "formats/write/targets/building.h"
#include "lib/base/io.h"
#include "lib/base/names.h"
#include "lib/base/sha256.h"
#include "lib/base/sqlitefile.h"

struct sqlite {
    struct output output;
    char *path;
    char error[TARGET_ERROR];
    sqlite3 *db;
    sqlite3_stmt *inserts[TABLES];  /* NULL: the table is not written */
    bool is_new, sealed, committed; /* is_new: this run made it in place, and has it alone */
    struct building building;       /* of a new edition; others are written in place */
    bool has_other; /* its reports are not just those counted: some are of earlier loads */
    struct sqlite_known known;
    struct names row_keys; /* of this load's rows that have no key of their own */
    struct rows times;     /* of uint32_t: how often each was there */
    struct buffer text, plain, key;
    struct sha256 sha256;
    struct cell cell;
};

static bool fail_with(struct sqlite *s, const char *why)
{
    snprintf(s->error, sizeof s->error, "%s: %s", s->path, why);
    return false;
}

static bool failed(struct sqlite *s)
{
    char why[SQLITEFILE_WHY];
    sqlitefile_why(s->text.failed || s->key.failed ? NULL : s->db, why);
    return fail_with(s, why);
}

static bool run(struct sqlite *s, const char *sql)
{
    return (!s->text.failed && sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK) ||
           failed(s);
}

static bool prepare(struct sqlite *s, const struct table *t)
{
    s->text.n = 0;
    sqlite_schema_create(&s->text, t);
    if (!run(s, s->text.at))
        return false;
    s->text.n = 0;
    buffer_append_format(&s->text, "INSERT OR IGNORE INTO %s VALUES(", t->name);
    for (size_t i = 0; i < t->columns_n + (t->keys == 0); i++)
        buffer_append_text(&s->text, i == 0 ? "?" : ",?");
    buffer_append(&s->text, SLICE(")\0"));
    return (!s->text.failed &&
            sqlite3_prepare_v2(s->db, s->text.at, -1, &s->inserts[t->id], NULL) == SQLITE_OK) ||
           failed(s);
}

/* Gives the cell's text, which may be made in s->text. */
static struct slice text_of(struct sqlite *s, enum cell_kind kind)
{
    s->text.n = 0;
    switch (kind) {
    case CELL_DAY:
        buffer_append_text(&s->text, when_day(s->cell.day).text);
        return buffer_slice(&s->text);
    case CELL_TIME:
        buffer_append_text(&s->text, when_time(s->cell.time).text);
        return buffer_slice(&s->text);
    case CELL_TEXTS:
    case CELL_SPANS:
        return cell_joined(&s->cell, kind, &s->text);
    default:
        return s->cell.text;
    }
}

/* Binds the cell to a parameter, and appends it to what the row's key is made of. Gives what SQLite
 * says. */
static int bind(struct sqlite *s, sqlite3_stmt *to, int at, enum cell_kind kind)
{
    const struct cell *c = &s->cell;
    buffer_append_char(&s->key, '\0');
    if (c->absent)
        return sqlite3_bind_null(to, at);
    if (kind == CELL_INTEGER) {
        buffer_append_number(&s->key, c->integer);
        return sqlite3_bind_int64(to, at, c->integer);
    }
    if (kind == CELL_RATIO) {
        buffer_append_number(&s->key, (int64_t)(c->ratio * 1e15));
        return sqlite3_bind_double(to, at, c->ratio);
    }

    struct slice text = cell_without_nul(text_of(s, kind), &s->plain);
    s->text.failed |= s->plain.failed;
    buffer_append(&s->key, text);
    if ((kind == CELL_TEXTS || kind == CELL_SPANS) && text.n == 0)
        return sqlite3_bind_null(to, at); /* as the empty field of CSV is loaded */
    return sqlite3_bind_text64(to, at, text.n > 0 ? text.at : "", text.n, SQLITE_TRANSIENT,
                               SQLITE_UTF8);
}

/* Rows may say the same, as those of a mail's rejected parts do. The key of the second one has its
 * number in it, so that each is there, and the same mail gives the same keys again. */
static bool tell_apart(struct sqlite *s, char digest[static SHA256_TEXT + 1])
{
    int64_t which = names_number(&s->row_keys, (struct slice){.at = digest, .n = REPORT_KEY_TEXT});
    bool is_there = which >= 0 && (size_t)which < s->times.n;
    uint32_t *times = is_there ? rows_at_mutable(&s->times, (size_t)which) : rows_add(&s->times);
    if (which < 0 || !times)
        return false;
    if (++*times == 1)
        return true;
    buffer_append_char(&s->key, '\0');
    buffer_append_number(&s->key, *times);
    return sha256_text(&s->sha256, buffer_slice(&s->key), digest);
}

/* Binds the first hex digits of the SHA-256 over the row's values. */
static bool bind_row_key(struct sqlite *s, sqlite3_stmt *to)
{
    char digest[SHA256_TEXT + 1];
    s->key.failed |= !sha256_text(&s->sha256, buffer_slice(&s->key), digest) ||
                     !tell_apart(s, digest);
    return !s->key.failed &&
           sqlite3_bind_text(to, 1, digest, REPORT_KEY_TEXT, SQLITE_TRANSIENT) == SQLITE_OK;
}

static bool put_row(void *self, const struct table *t, const void *row)
{
    struct sqlite *s = self;
    sqlite3_stmt *insert = s->inserts[t->id];
    int first = t->keys == 0 ? 2 : 1;
    bool ok = true;
    s->key.n = 0;
    for (size_t i = 0; ok && i < t->columns_n; i++) {
        cell_get(&t->columns[i], row, &s->cell);
        if (i < t->keys)
            s->cell.absent = false; /* an empty domain is a domain */
        ok = bind(s, insert, (int)i + first, t->columns[i].kind) == SQLITE_OK;
    }
    ok = ok && (t->keys > 0 || bind_row_key(s, insert));
    ok = (ok && !s->text.failed && !s->key.failed && sqlite3_step(insert) == SQLITE_DONE) ||
         failed(s);
    sqlite3_reset(insert);
    return ok;
}

static bool put_exception(void *self, const struct exception *e)
{
    return put_row(self, tables[TABLE_EXCEPTIONS], e);
}

static bool put_report(void *self, const struct report *report, const char *key)
{
    struct sqlite *s = self;
    struct exception conflict;
    enum sqlite_known_verdict verdict = sqlite_known_look(&s->known, report, key, &conflict);
    s->has_other |= verdict != SQLITE_KNOWN_NEW;
    switch (verdict) {
    case SQLITE_KNOWN_NEW:
    case SQLITE_KNOWN_PARTLY: /* what is there is ignored (INSERT OR IGNORE) */
        break;
    case SQLITE_KNOWN_SAME:
        return true;
    case SQLITE_KNOWN_OTHER:
        return put_exception(s, &conflict);
    case SQLITE_KNOWN_FAILED:
        return failed(s);
    }
    for (int i = TABLE_REPORTS; i <= TABLE_FAILURES; i++)
        if (!table_each_line(tables[i], report, key, put_row, self))
            return false;
    return true;
}

static struct slice other_copy(void *self)
{
    return sqlite_known_copy(&((struct sqlite *)self)->known);
}

static void free_buffers(struct sqlite *s)
{
    buffer_free(&s->text);
    buffer_free(&s->plain);
    buffer_free(&s->key);
    names_free(&s->row_keys);
    rows_free(&s->times);
    sha256_free(&s->sha256);
}

/* Commits and closes an edition: thousands of databases cannot stay open until all are whole. */
static bool seal(struct sqlite *s)
{
    s->sealed = run(s, "COMMIT");
    sqlite_known_close(&s->known);
    for (int i = 0; i < TABLES; i++) {
        sqlite3_finalize(s->inserts[i]);
        s->inserts[i] = NULL;
    }
    bool ok = s->sealed && sqlite3_close(s->db) == SQLITE_OK;
    s->db = ok ? NULL : s->db;
    free_buffers(s);
    return ok;
}

/* Fills a table of sums, in which nothing of an earlier load stays. */
static bool replace_table(struct sqlite *s, const struct table *t, const struct account *a)
{
    s->text.n = 0;
    buffer_append_format(&s->text, "DELETE FROM %s", t->name);
    buffer_append_char(&s->text, '\0');
    if (!run(s, s->text.at))
        return false;
    for (size_t k = 0; k < t->count(a); k++)
        if (!put_row(s, t, t->row(a, k)))
            return false;
    return true;
}

static bool finish(struct output *o, struct account *a)
{
    struct sqlite *s = (struct sqlite *)o;
    for (int i = 0; i < TABLES; i++)
        if (s->inserts[i] && tables[i]->row && !replace_table(s, tables[i], a))
            return false;
    if (s->has_other && !sqlite_sums_renew(s->db, a->audit.options.scope))
        return failed(s);
    return !a->audit.options.edition || seal(s);
}

static bool commit(struct output *o)
{
    struct sqlite *s = (struct sqlite *)o;
    s->committed = s->sealed || run(s, "COMMIT");
    int failure = s->committed ? building_commit(&s->building) : 0;
    return s->committed && (failure == 0 || fail_with(s, strerror(failure)));
}

static void abandon(struct output *o)
{
    struct sqlite *s = (struct sqlite *)o;
    sqlite_known_close(&s->known);
    for (int i = 0; i < TABLES; i++)
        sqlite3_finalize(s->inserts[i]);
    /* While it is locked: a run that waits for it shall not go on with a file that has no name. */
    if (s->is_new && !s->committed)
        placer_unlink_database(s->output.about->placer, s->path);
    sqlite3_close(s->db); /* rolls back what was not committed */
    building_abandon(&s->building);
    free(s->path);
    free_buffers(s);
    free(s);
}

/* Writes a page as it is, since the first write makes the journal: once mail is read, no file can
 * be made beside the database. */
static bool make_journal(struct sqlite *s)
{
    sqlite3_stmt *asked = NULL;
    char again[60];
    bool ok = sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &asked, NULL) == SQLITE_OK &&
              sqlite3_step(asked) == SQLITE_ROW;
    snprintf(again, sizeof again, "PRAGMA user_version = %d",
             ok ? sqlite3_column_int(asked, 0) : 0);
    sqlite3_finalize(asked);
    return ok ? run(s, again) : failed(s);
}

static bool set_up(struct sqlite *s, const struct account *account)
{
    bool is_foreign;
    if (!sqlite_schema_is_foreign(s->db, &is_foreign))
        return failed(s);
    if (is_foreign)
        return fail_with(s, "is a database of another program: name a new file");
    if (!make_journal(s))
        return false;
    for (int i = 0; i < TABLES; i++)
        if (tables[i]->in_csv && table_is_there(tables[i], account) && !prepare(s, tables[i]))
            return false;
    if (!run(s, sqlite_views))
        return false;
    bool ok = sqlite_known_any(s->db, &s->has_other);
    const char *wrong = sqlite_known_refusal(s->has_other, account->audit.options.redacted);
    if (wrong)
        return fail_with(s, wrong);
    return (ok && sqlite_known_open(&s->known, s->db, account->audit.options.key)) || failed(s);
}

static bool lock(struct sqlite *s, const char *path)
{
    enum { WAIT_MILLISECONDS = 60000 };
    int failure = sqlitefile_make(path, PLACEMENT_PUBLIC);
    if (failure != 0)
        return fail_with(s, strerror(failure));
    if (!sqlitefile_open(path, &s->db))
        return failed(s);
    sqlite3_busy_timeout(s->db, WAIT_MILLISECONDS);
    /* Rows with the longest names fit such a page. Keys are hashes, so a row may come into any:
     * with SQLite's usual cache of 2 MB, most rows of a large table read and write several. */
    return run(s, "PRAGMA page_size = 8192; PRAGMA cache_size = -65536 /* KiB */; BEGIN IMMEDIATE");
}

/* A new edition, which comes after reading, is built in a room. Other databases are written in
 * place, and the placer knows them before they are made, so that they go if the run is killed. */
static bool find_place(struct sqlite *s)
{
    struct placer *placer = s->output.about->placer;
    if (access(s->path, F_OK) != 0 && placer_is_sealed(placer)) {
        building_begin(&s->building, s->path, PLACEMENT_PUBLIC, NULL, placer);
        return s->building.failure == 0 || fail_with(s, strerror(s->building.failure));
    }
    s->key.failed = !placer_database(placer, s->path, PLACEMENT_PUBLIC);
    return !s->key.failed || failed(s);
}

static bool open_database(struct sqlite *s)
{
    struct stat status;
    bool is_locked;
    if (io_is_special(s->path))
        return fail_with(s, "is no file: a database is kept in one");
    if (!find_place(s))
        return false;
    const char *path = s->building.place ? building_path(&s->building) : s->path;
    do {
        sqlite3_close(s->db);
        s->db = NULL;
        is_locked = lock(s, path);
    } while (sqlitefile_is_gone(s->db));
    if (is_locked && sqlitefile_is_cut(s->db))
        return fail_with(s, "is damaged: put an earlier copy in its place, or name a new file");
    s->is_new = is_locked && path == s->path && stat(path, &status) == 0 && status.st_size == 0;
    return is_locked;
}

struct output *sqlite_open(const char *path, const struct about *about,
                           const struct account *account, char *error)
{
    struct sqlite *s = calloc(1, sizeof *s);
    if (!s || !(s->path = strdup(path))) {
        snprintf(error, TARGET_ERROR, "out of memory");
        free(s);
        return NULL;
    }
    s->output = (struct output){
        .finish = finish, .commit = commit, .abandon = abandon, .error = s->error, .about = about};
    s->times.size = sizeof(uint32_t);
    names_init(&s->row_keys, account->audit.options.key);
    if (!open_database(s) || !set_up(s, account)) {
        snprintf(error, TARGET_ERROR, "%s", s->error);
        abandon(&s->output);
        return NULL;
    }
    s->output.listener = (struct listener){.self = s,
                                           .report = put_report,
                                           .exception = put_exception,
                                           .other_copy = other_copy,
                                           .wants_duplicates = true};
    return &s->output;
}
