#include "formats/read/summaryfile.h"

#include <stdio.h>

#include "formats/read/jsonvalue.h"
#include "lib/base/sha256.h"
#include "lib/base/when.h"
#include "lib/findings/life.h"

/* Reads one element of an array. False: out of memory. */
typedef bool element_reader(struct earlier *e, json_t *from, struct earlier_row *to);

static bool day_of(json_t *object, const char *name, day_number *day)
{
    struct slice text = jsonvalue_text(json_object_get(object, name));
    return day_parse(text, day);
}

static void read_standing(json_t *from, struct standing *to)
{
    *to = (struct standing){
        .is_there = true,
        .reports = jsonvalue_count(from, "reports"),
        .sessions = {.successful = (int64_t)jsonvalue_count(from, "successful_sessions"),
                     .failed = (int64_t)jsonvalue_count(from, "failed_sessions")},
        .days_missing = jsonvalue_count(from, "days_missing")};
}

static enum finding_status status_of(json_t *from)
{
    struct slice text = jsonvalue_text(json_object_get(from, "status"));
    for (int i = 0; i < FINDING_STATUSES; i++)
        if (slice_equal(text, slice_of(finding_status_names[i])))
            return (enum finding_status)i;
    return FINDING_OPEN; /* version 0.1 told no status */
}

static bool read_finding(struct earlier *e, json_t *from, struct earlier_row *to)
{
    char key[FINDING_KEY_TEXT + 1];
    struct change_row *row = &to->row;
    to->status = status_of(from);
    to->has_last_day = day_of(from, "last_day", &to->last_day);
    return jsonvalue_copy(&e->arena, from, "id", &row->id) &&
           jsonvalue_copy(&e->arena, from, "severity", &row->severity) &&
           jsonvalue_copy(&e->arena, from, "policy_domain", &row->policy_domain) &&
           jsonvalue_copy(&e->arena, from, "title", &row->title) &&
           life_key(row->id, row->policy_domain, key) &&
           arena_copy(&e->arena, slice_of(key), &row->key);
}

static bool read_domain(struct earlier *e, json_t *from, struct earlier_row *to)
{
    read_standing(from, &to->row.was);
    return jsonvalue_copy(&e->arena, from, "policy_domain", &to->row.policy_domain);
}

static bool read_reporter(struct earlier *e, json_t *from, struct earlier_row *to)
{
    read_standing(from, &to->row.was);
    return jsonvalue_copy(&e->arena, from, "organization_name", &to->row.organization_name);
}

static bool read_policy(struct earlier *e, json_t *from, struct earlier_row *to)
{
    struct change_row *row = &to->row;
    to->has_last_day = day_of(from, "last_day", &to->last_day);
    return jsonvalue_copy(&e->arena, from, "policy_domain", &row->policy_domain) &&
           jsonvalue_copy(&e->arena, from, "policy_type", &row->policy_type) &&
           jsonvalue_copy(&e->arena, from, "mode", &row->mode) &&
           jsonvalue_copy(&e->arena, from, "policy_text", &row->policy_text);
}

static bool read_array(struct earlier *e, json_t *array, enum change_kind kind,
                       element_reader *read)
{
    size_t n = json_array_size(array);
    e->rows[kind] = arena_take_array(&e->arena, n + 1, sizeof *e->rows[kind]);
    if (!e->rows[kind])
        return false;
    for (size_t i = 0; i < n; i++) {
        struct earlier_row *row = &e->rows[kind][e->n[kind]++];
        *row = (struct earlier_row){.row.kind = kind};
        if (!read(e, json_array_get(array, i), row))
            return false;
    }
    return true;
}

static bool is_newer(const struct earlier_row *p, const struct earlier_row *than)
{
    if (!than || p->last_day != than->last_day)
        return !than || p->last_day > than->last_day;
    return sts_mode_of(p->row.mode) > sts_mode_of(than->row.mode);
}

/* A domain's mode is that of its newest MTA-STS policy that tells one. Both arrays stand by
 * domain. */
static void put_modes(struct earlier *e)
{
    const struct earlier_row *p = e->rows[CHANGE_POLICY], *end = p + e->n[CHANGE_POLICY];
    for (size_t i = 0; i < e->n[CHANGE_DOMAIN]; i++) {
        struct change_row *d = &e->rows[CHANGE_DOMAIN][i].row;
        const struct earlier_row *newest = NULL;
        while (p < end && slice_compare(p->row.policy_domain, d->policy_domain) < 0)
            p++;
        for (; p < end && slice_equal(p->row.policy_domain, d->policy_domain); p++)
            if (sts_mode_of(p->row.mode) != STS_MODE_UNKNOWN && is_newer(p, newest))
                newest = p;
        d->was.mode = newest ? newest->row.mode : (struct slice){0};
    }
}

static bool read_texts(struct arena *arena, json_t *options, const char *key, struct texts *to)
{
    json_t *array = json_object_get(options, key);
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *item = json_array_get(array, i);
        struct slice copy;
        if (!json_is_string(item))
            continue;
        if (!arena_copy(arena, jsonvalue_text(item), &copy) || !texts_push(arena, to, copy))
            return false;
    }
    return true;
}

static bool read_options(struct earlier *e, json_t *options)
{
    e->require_auth = json_is_true(json_object_get(options, "require_auth"));
    return jsonvalue_copy(&e->arena, options, "dedup", &e->dedup) &&
           jsonvalue_copy(&e->arena, options, "rules", &e->rules_sha256) &&
           jsonvalue_copy(&e->arena, options, "authserv_id", &e->authserv_id) &&
           jsonvalue_copy(&e->arena, options, "dkim", &e->dkim) &&
           read_texts(&e->arena, options, "domain", &e->domains) &&
           read_texts(&e->arena, options, "reporter", &e->reporters);
}

/* What is no time stands in no output: it may be anybody's text. */
static bool read_time(struct earlier *e, struct slice text)
{
    char generated[WHEN_TIME_TEXT + 1];
    time_seconds t;
    unsigned flaws;
    if (!time_parse(text, &t, &flaws))
        return true;
    time_format(t, generated);
    return arena_copy(&e->arena, slice_of(generated), &e->generated);
}

static bool read_head(struct earlier *e, json_t *root)
{
    json_t *period = json_object_get(root, "period");
    e->has_period = day_of(period, "first_day", &e->period.first) &&
                    day_of(period, "last_day", &e->period.last);
    return read_time(e, jsonvalue_text(json_object_get(root, "generated"))) &&
           read_options(e, json_object_get(root, "options")) &&
           jsonvalue_copy(&e->arena, json_object_get(root, "scope"), "sha256", &e->scope_sha256);
}

static bool is_summary(json_t *root)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));
    return schema && strcmp(schema, "tlsrpt-audit/summary/1") == 0 &&
           json_is_array(json_object_get(root, "findings"));
}

bool summaryfile_read(struct slice text, struct earlier *e, char *error, size_t error_room)
{
    /* A text of a report may hold a NUL, which the summary tells: anyone can mail one. */
    json_t *root = json_loadb(text.at ? text.at : "", text.n, JSON_ALLOW_NUL, NULL);
    *e = (struct earlier){0};
    if (!is_summary(root)) {
        snprintf(error, error_room,
                 "is no summary of this program (--json writes one): it cannot be compared");
        json_decref(root);
        return false;
    }
    bool ok = sha256_once_text(text, e->sha256) && read_head(e, root) &&
              read_array(e, json_object_get(root, "findings"), CHANGE_FINDING, read_finding) &&
              read_array(e, json_object_get(root, "domains"), CHANGE_DOMAIN, read_domain) &&
              read_array(e, json_object_get(root, "reporters"), CHANGE_REPORTER, read_reporter) &&
              read_array(e, json_object_get(root, "policies_seen"), CHANGE_POLICY, read_policy);
    if (ok)
        put_modes(e);
    else
        snprintf(error, error_room, "out of memory");
    json_decref(root);
    return ok;
}
