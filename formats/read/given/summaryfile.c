/* Reads member by member: of a summary of many domains, whose arrays are long, the tree of all
 * values would take several times the memory of the text. */
#include "formats/read/given/summaryfile.h"

#include <stdio.h>

#include "formats/read/given/jsonvalue.h"
#include "lib/base/sha256.h"
#include "lib/base/when.h"
#include "lib/findings/life.h"
#include "lib/tlsrpt/jsonpull.h"
#include "lib/tlsrpt/terms.h"

struct summary_text {
    struct jsonpull json;
    struct earlier *earlier;
    bool has_schema, has_findings, no_memory;
};

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

static bool is_newer(const struct earlier_row *p, const struct earlier_row *than)
{
    if (!than || p->last_day != than->last_day)
        return !than || p->last_day > than->last_day;
    return sts_mode_of(p->row.mode) > sts_mode_of(than->row.mode);
}

static bool tells_mode(const struct change_row *policy)
{
    return policy_kind_of(policy->policy_type) == POLICY_STS &&
           sts_mode_of(policy->mode) != STS_MODE_UNKNOWN;
}

/* Sets each domain's mode: that of its newest MTA-STS policy that tells one. Both arrays are in
 * order of domains. */
static void put_modes(struct earlier *e)
{
    const struct earlier_row *p = e->rows[CHANGE_POLICY], *end = p + e->n[CHANGE_POLICY];
    for (size_t i = 0; i < e->n[CHANGE_DOMAIN]; i++) {
        struct change_row *d = &e->rows[CHANGE_DOMAIN][i].row;
        const struct earlier_row *newest = NULL;
        while (p < end && slice_compare(p->row.policy_domain, d->policy_domain) < 0)
            p++;
        for (; p < end && slice_equal(p->row.policy_domain, d->policy_domain); p++)
            if (tells_mode(&p->row) && is_newer(p, newest))
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

/* What is no time is not kept, since it may be anybody's text. */
static bool read_time(struct earlier *e, struct slice text)
{
    time_seconds t;
    unsigned flaws;
    return !time_parse(text, &t, &flaws) ||
           arena_copy(&e->arena, slice_of(when_time(t).text), &e->generated);
}

static bool read_period(struct earlier *e, json_t *period)
{
    e->has_period = day_of(period, "first_day", &e->period.first) &&
                    day_of(period, "last_day", &e->period.last);
    return true;
}

static bool read_scope(struct earlier *e, json_t *scope)
{
    return jsonvalue_copy(&e->arena, scope, "sha256", &e->scope_sha256);
}

/* Loads the object whose begin the reader has passed. NULL: it is not sound. */
static json_t *load(struct jsonpull *j)
{
    const char *from = j->at - 1; /* its bracket */
    /* A text of a report may hold a NUL, which the summary tells: anyone can mail one. */
    return jsonpull_skip(j, PULL_OBJECT)
               ? json_loadb(from, (size_t)(j->at - from), JSON_ALLOW_NUL, NULL)
               : NULL;
}

static bool read_object(struct summary_text *s, bool (*read)(struct earlier *e, json_t *from))
{
    json_t *object = load(&s->json);
    bool ok = object && read(s->earlier, object);
    s->no_memory |= object && !ok;
    json_decref(object);
    return ok;
}

/* No row of a summary is anything but an object, and no finding lacks its rule. */
static bool read_element(struct summary_text *s, struct earlier_row *row, element_reader *read)
{
    bool is_object = jsonpull_next(&s->json) == PULL_OBJECT;
    json_t *element = is_object ? load(&s->json) : NULL;
    bool ok = element && read(s->earlier, element, row);
    s->no_memory |= element && !ok;
    json_decref(element);
    return ok && (row->row.kind != CHANGE_FINDING || row->row.id.n > 0);
}

/* How many sound elements the array has that the reader, a copy, stands in. */
static size_t count_elements(struct jsonpull j)
{
    for (size_t n = 0;; n++) {
        enum jsonpull_token token = jsonpull_next(&j);
        if (token == PULL_ARRAY_END || !jsonpull_skip(&j, token))
            return n;
    }
}

static bool read_array(struct summary_text *s, enum change_kind kind, element_reader *read)
{
    struct earlier *e = s->earlier;
    size_t n = count_elements(s->json);
    e->n[kind] = 0;
    e->rows[kind] = arena_take_array(&e->arena, n + 1, sizeof *e->rows[kind]);
    s->no_memory |= !e->rows[kind];
    for (size_t i = 0; e->rows[kind] && i < n; i++) {
        struct earlier_row *row = &e->rows[kind][e->n[kind]++];
        *row = (struct earlier_row){.row.kind = kind};
        if (!read_element(s, row, read))
            return false;
    }
    return e->rows[kind] && jsonpull_next(&s->json) == PULL_ARRAY_END;
}

static bool read_text(struct summary_text *s, struct slice key)
{
    struct slice text;
    bool mended;
    if (!jsonpull_text(&s->json, &s->earlier->arena, &text, &mended)) {
        s->no_memory = true;
        return false;
    }
    if (slice_equal(key, SLICE("schema")))
        s->has_schema = slice_equal(text, SLICE("tlsrpt-audit/summary/1"));
    bool is_time = slice_equal(key, SLICE("generated"));
    s->no_memory |= is_time && !read_time(s->earlier, text);
    return !s->no_memory;
}

static bool read_member(struct summary_text *s, struct slice key)
{
    static const struct {
        struct slice key;
        enum change_kind kind;
        element_reader *read;
    } arrays[] = {{SLICE("findings"), CHANGE_FINDING, read_finding},
                  {SLICE("domains"), CHANGE_DOMAIN, read_domain},
                  {SLICE("reporters"), CHANGE_REPORTER, read_reporter},
                  {SLICE("policies_seen"), CHANGE_POLICY, read_policy}};
    static const struct {
        struct slice key;
        bool (*read)(struct earlier *e, json_t *from);
    } objects[] = {{SLICE("options"), read_options},
                   {SLICE("period"), read_period},
                   {SLICE("scope"), read_scope}};
    enum jsonpull_token token = jsonpull_next(&s->json);
    s->has_findings |= token == PULL_ARRAY && slice_equal(key, SLICE("findings"));
    for (size_t i = 0; token == PULL_ARRAY && i < COUNT_OF(arrays); i++)
        if (slice_equal(key, arrays[i].key))
            return read_array(s, arrays[i].kind, arrays[i].read);
    for (size_t i = 0; token == PULL_OBJECT && i < COUNT_OF(objects); i++)
        if (slice_equal(key, objects[i].key))
            return read_object(s, objects[i].read);
    return token == PULL_STRING ? read_text(s, key) : jsonpull_skip(&s->json, token);
}

static bool read_members(struct summary_text *s)
{
    if (jsonpull_next(&s->json) != PULL_OBJECT)
        return false;
    while (jsonpull_next(&s->json) == PULL_KEY)
        if (!read_member(s, s->json.raw))
            return false;
    return jsonpull_next(&s->json) == PULL_END && s->has_schema && s->has_findings;
}

/* Says why a text is none. Of one that begins as a summary, in which line it goes on otherwise. */
static void tell_wrong(const struct summary_text *s, struct slice text,
                       char error[static SUMMARY_ERROR])
{
    size_t line = 1;
    for (const char *at = text.at; at < s->json.at; at++)
        line += *at == '\n';
    if (s->no_memory)
        snprintf(error, SUMMARY_ERROR, "out of memory");
    else if (s->has_schema)
        snprintf(error, SUMMARY_ERROR,
                 "is no summary of this program from line %zu on: it is cut short or damaged, and "
                 "cannot be compared",
                 line);
    else
        snprintf(error, SUMMARY_ERROR,
                 "is no summary of this program (--json writes one): it cannot be compared");
}

bool summaryfile_read(struct slice text, struct earlier *e, char error[static SUMMARY_ERROR])
{
    struct summary_text s = {.earlier = e};
    *e = (struct earlier){0};
    jsonpull_start(&s.json, text, PULL_MOST_DEPTH);
    bool ok = read_members(&s);
    s.no_memory |= ok && !sha256_once_text(text, e->sha256);
    if (ok && !s.no_memory) {
        put_modes(e);
        return true;
    }
    tell_wrong(&s, text, error);
    return false;
}
