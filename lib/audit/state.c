#include "lib/audit/state.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/audit/copies.h"
#include "lib/audit/statefile.h"
#include "lib/base/io.h"
#include "lib/base/little.h"
#include "lib/base/order.h"
#include "lib/base/rows.h"

struct state {
    struct statefile file;
    sqlite3_stmt *find, *add;
    struct rows new;     /* of struct counted */
    struct buffer kept;  /* what copies.h keeps of them, one behind the other */
    struct buffer found; /* of the report that was found last */
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

const struct hash_key *state_key(const struct state *s)
{
    return &s->file.key;
}

const char *state_identity(struct state *s, const char *identity)
{
    return statefile_identity(&s->file, identity);
}

static bool prepare(struct state *s)
{
    struct statefile *f = &s->file;
    bool ok = statefile_prepare(f, "SELECT content, copy FROM counted WHERE identity = ?",
                                &s->find) &&
              statefile_prepare(f, "INSERT OR IGNORE INTO counted VALUES(?, ?, ?, ?, ?)", &s->add);
    return ok || statefile_failed(f);
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
    s->file.path = path;
    s->file.stop = stop;
    s->new.size = sizeof(struct counted);
    if (statefile_open(&s->file) && prepare(s))
        return s;
    snprintf(error, STATE_ERROR, "%s", s->file.why);
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
    copy_keep_known(report, &s->file.key, &s->kept);
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
    bool ok = statefile_prepare(&s->file, sql, &statement);
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
    return insert_all(s, now) && statefile_run(&s->file, "COMMIT");
}

bool state_failed(const struct state *s)
{
    return s->failed;
}

const char *state_error(struct state *s)
{
    return statefile_error(&s->file);
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
    statefile_close(&s->file);
    free(s);
}
