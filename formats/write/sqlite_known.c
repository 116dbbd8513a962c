#include "formats/write/sqlite_known.h"

#include "lib/audit/copies.h"
#include "lib/audit/redaction.h"
#include "lib/tlsrpt/record.h"

enum column {
    DIGEST,
    PATH,
    MEMBER,
    MESSAGE,
    OFFSET,
    MESSAGE_ID,
    SUCCESSFUL,
    FAILED,
    IS_MAIL,
    IS_STALE,
    REPORT_DOMAIN,
    POLICIES
};

static const char make[] =
    "CREATE TABLE IF NOT EXISTS contents(report_key TEXT PRIMARY KEY, sha256 "
    "TEXT NOT NULL) WITHOUT ROWID";
static const char find[] =
    "SELECT c.sha256, r.source_path, r.source_member, r.source_message, "
    "r.source_offset, r.message_id, r.successful_sessions, "
    "r.failed_sessions, coalesce(r.received, r.message_id) IS NOT NULL, "
    "instr(coalesce(r.deviations, ''), 'stale-period'), r.report_domain, r.policies "
    "FROM reports r LEFT JOIN contents c USING (report_key) WHERE "
    "r.report_key = ?";
enum policy_column { INDEX, DOMAIN, POLICY_SUCCESSFUL, POLICY_FAILED, RESULT_TYPE, DETAIL_FAILED };

static const char policies[] =
    "SELECT p.policy_index, p.attributed_domain, p.successful_sessions, p.failed_sessions, "
    "f.result_type, f.failed_sessions FROM policies p LEFT JOIN failures f USING (report_key, "
    "policy_index) WHERE p.report_key = ? ORDER BY p.policy_index";
static const char remember[] = "INSERT OR IGNORE INTO contents VALUES(?, ?)";

static bool prepare(sqlite3 *db, const char *sql, sqlite3_stmt **to)
{
    return sqlite3_prepare_v2(db, sql, -1, to, NULL) == SQLITE_OK;
}

bool sqlite_known_any(sqlite3 *db, bool *any)
{
    sqlite3_stmt *asked = NULL;
    bool ok = prepare(db, "SELECT 1 FROM reports", &asked);
    *any = ok && sqlite3_step(asked) == SQLITE_ROW;
    sqlite3_finalize(asked);
    return ok;
}

const char *sqlite_known_refusal(bool any, unsigned redacted)
{
    bool mixes_numbers = any && redacted & REDACT_REPORTER;
    return mixes_numbers ? "holds the reports of another run, and --redact reporter numbers "
                           "reporters anew in each: give a new file"
                         : NULL;
}

bool sqlite_known_open(struct sqlite_known *k, sqlite3 *db, const struct hash_key *key)
{
    *k = (struct sqlite_known){.key = key};
    return sqlite3_exec(db, make, NULL, NULL, NULL) == SQLITE_OK && prepare(db, find, &k->find) &&
           prepare(db, policies, &k->policies) && prepare(db, remember, &k->remember);
}

/* The text lives until the statement is reset. */
static bool bind_text(sqlite3_stmt *to, int at, const char *text)
{
    return sqlite3_bind_text(to, at, text, -1, SQLITE_STATIC) == SQLITE_OK;
}

/* Another run may leave other policies out: the report is the same. False: out of memory. */
static bool take_all_policies(struct sqlite_known *k, struct report *r)
{
    size_t counted = 0;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        counted++;
    if (counted == r->policies_n)
        return true;
    struct policy *all = arena_take_array(&k->arena, r->policies_n, sizeof *all);
    for (size_t i = 0; all && i < r->policies_n; i++) {
        all[i] = r->policies[i];
        all[i].left_out = false;
    }
    r->policies = all;
    return all;
}

/* The SHA-256 of the canonical record without source and deviations. */
static bool digest_of(struct sqlite_known *k, const struct report *r, const char *key,
                      char digest[static SHA256_TEXT + 1])
{
    struct report bare = *r;
    bare.deviations = 0;
    bare.source = (struct source){.received = WHEN_NEVER};
    k->text.n = 0;
    if (!take_all_policies(k, &bare))
        return false;
    record_write(&k->text, &bare, key);
    return !k->text.failed && sha256_text(&k->sha256, buffer_slice(&k->text), digest);
}

/* The text lives until the statement goes on. */
static struct slice text_of(sqlite3_stmt *row, int column)
{
    struct slice text = {.at = (const char *)sqlite3_column_text(row, column)};
    /* SQLite wants the text to be asked for before its size. */
    text.n = (size_t)sqlite3_column_bytes(row, column);
    return text;
}

/* False: out of memory. */
static bool text_at(sqlite3_stmt *row, int column, struct arena *arena, struct slice *text)
{
    struct slice found = text_of(row, column);
    *text = (struct slice){0};
    return !found.at || arena_copy(arena, found, text);
}

static bool has_same_content(const struct sqlite_known *k, const char *digest, struct sessions own)
{
    const char *known = (const char *)sqlite3_column_text(k->find, DIGEST);
    return known ? strcmp(known, digest) == 0
                 : own.successful == sqlite3_column_int64(k->find, SUCCESSFUL) &&
                       own.failed == sqlite3_column_int64(k->find, FAILED);
}

/* Is the report that the database holds stale, while this one came in time (SPEC 5.1)? */
static bool is_outdated(const struct sqlite_known *k, const struct report *r)
{
    return sqlite3_column_int(k->find, IS_STALE) && source_is_mail(&r->source) &&
           !report_is_stale(r);
}

/* Are the two about different domains? Two mails say it of all their policies; of others it tells
 * only who has failures. A policy that either run left out says nothing. True, too, if the database
 * fails: keep_copy asks again, and tells. */
static bool is_about_others(struct sqlite_known *k, const struct report *r, const char *key)
{
    bool are_mails = sqlite3_column_int(k->find, IS_MAIL) && source_is_mail(&r->source);
    if (are_mails ? slice_equal(text_of(k->find, REPORT_DOMAIN), r->source.report_domain)
                  : !report_has_failures(r))
        return false;
    bool same = bind_text(k->policies, 1, key);
    int step = SQLITE_NOMEM;
    while (same && (step = sqlite3_step(k->policies)) == SQLITE_ROW) {
        int64_t i = sqlite3_column_int64(k->policies, INDEX);
        bool fails = sqlite3_column_int64(k->policies, POLICY_FAILED) > 0 ||
                     sqlite3_column_int64(k->policies, DETAIL_FAILED) > 0;
        same = i < 0 || (size_t)i >= r->policies_n || r->policies[i].left_out ||
               (!are_mails && !fails) ||
               slice_equal(text_of(k->policies, DOMAIN), r->policies[i].attributed);
    }
    sqlite3_reset(k->policies);
    return step != SQLITE_DONE;
}

/* Where the report that the database holds was found. False: out of memory. */
static bool first_source(struct sqlite_known *k, struct source *first)
{
    *first = (struct source){.message = (uint64_t)sqlite3_column_int64(k->find, MESSAGE),
                             .offset = (uint64_t)sqlite3_column_int64(k->find, OFFSET),
                             .received = WHEN_NEVER};
    return text_at(k->find, PATH, &k->arena, &first->path) &&
           text_at(k->find, MEMBER, &k->arena, &first->member) &&
           text_at(k->find, MESSAGE_ID, &k->arena, &first->message_id);
}

static bool tell_first(struct sqlite_known *k, const struct report *r, const char *key,
                       struct exception *e)
{
    *e = (struct exception){
        .kind = EXCEPTION_CONFLICT,
        .reason = REASON_NONE,
        .unread = UNREAD_REASONS,
        .report = r,
        .source = r->source,
        .has_first = true,
        .has_sessions = true,
        .has_first_sessions = true,
        .sessions = report_counts(r),
        .first_sessions = {.successful = sqlite3_column_int64(k->find, SUCCESSFUL),
                           .failed = sqlite3_column_int64(k->find, FAILED)},
    };
    memcpy(e->key, key, sizeof e->key);
    return first_source(k, &e->first);
}

static bool take_policy(struct sqlite_known *k, struct report *held)
{
    struct policy *p = ARENA_PUSH(&k->arena, held->policies, held->policies_n);
    if (!p || !text_at(k->policies, DOMAIN, &k->arena, &p->attributed))
        return false;
    p->successful_sessions = sqlite3_column_int64(k->policies, POLICY_SUCCESSFUL);
    p->failed_sessions = sqlite3_column_int64(k->policies, POLICY_FAILED);
    return true;
}

static bool take_detail(struct sqlite_known *k, struct policy *p)
{
    if (sqlite3_column_type(k->policies, DETAIL_FAILED) == SQLITE_NULL)
        return true; /* the policy has none, so the join gives NULL */
    struct failure_detail *d = ARENA_PUSH(&k->arena, p->details, p->details_n);
    if (!d)
        return false;
    d->failed_sessions = sqlite3_column_int64(k->policies, DETAIL_FAILED);
    return text_at(k->policies, RESULT_TYPE, &k->arena, &d->text[DETAIL_RESULT_TYPE]);
}

/* Makes what copies.h keeps of the report that the database holds; an outdated one proves nothing
 * by what it counts. */
static bool keep_copy(struct sqlite_known *k, const char *key, bool outdated)
{
    struct report held = {.policies_n = 0};
    int64_t last = 0;
    int step = outdated ? SQLITE_DONE : SQLITE_NOMEM;
    bool is_asked = !outdated && bind_text(k->policies, 1, key);
    while (is_asked && (step = sqlite3_step(k->policies)) == SQLITE_ROW) {
        int64_t index = sqlite3_column_int64(k->policies, INDEX);
        bool is_new = held.policies_n == 0 || index != last;
        if ((is_new && !take_policy(k, &held)) ||
            !take_detail(k, &held.policies[held.policies_n - 1]))
            break;
        last = index;
    }
    sqlite3_reset(k->policies);
    k->kept.n = 0;
    if (step == SQLITE_DONE)
        copy_keep_types(&held, k->key, &k->kept);
    return step == SQLITE_DONE && !k->kept.failed;
}

static bool remember_digest(struct sqlite_known *k, const char *key, const char *digest)
{
    bool ok = bind_text(k->remember, 1, key) && bind_text(k->remember, 2, digest) &&
              sqlite3_step(k->remember) == SQLITE_DONE;
    sqlite3_reset(k->remember);
    return ok;
}

enum sqlite_known_verdict sqlite_known_look(struct sqlite_known *k, const struct report *r,
                                            const char *key, struct exception *e)
{
    char digest[SHA256_TEXT + 1];
    enum sqlite_known_verdict verdict = SQLITE_KNOWN_FAILED;
    arena_reset(&k->arena);
    k->kept.n = 0;
    if (!digest_of(k, r, key, digest))
        return SQLITE_KNOWN_FAILED;
    int found = bind_text(k->find, 1, key) ? sqlite3_step(k->find) : SQLITE_NOMEM;
    if (found == SQLITE_DONE && remember_digest(k, key, digest))
        verdict = SQLITE_KNOWN_NEW;
    bool outdated = found == SQLITE_ROW && is_outdated(k, r);
    if (found == SQLITE_ROW && !outdated && has_same_content(k, digest, report_counts(r)) &&
        !is_about_others(k, r, key))
        verdict = (uint64_t)sqlite3_column_int64(k->find, POLICIES) < r->policies_n
                      ? SQLITE_KNOWN_PARTLY
                      : SQLITE_KNOWN_SAME;
    else if (found == SQLITE_ROW && keep_copy(k, key, outdated) && tell_first(k, r, key, e))
        verdict = SQLITE_KNOWN_OTHER;
    sqlite3_reset(k->find);
    return verdict;
}

struct slice sqlite_known_copy(const struct sqlite_known *k)
{
    return buffer_slice(&k->kept);
}

void sqlite_known_close(struct sqlite_known *k)
{
    sqlite3_finalize(k->find);
    sqlite3_finalize(k->policies);
    sqlite3_finalize(k->remember);
    k->find = k->policies = k->remember = NULL;
    sha256_free(&k->sha256);
    buffer_free(&k->text);
    buffer_free(&k->kept);
    arena_free(&k->arena);
}
