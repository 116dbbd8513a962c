/*
 * json: the summary as one JSON object (SPEC 6.1). Each array's rows are written one by one, so
 * that none is held twice.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "formats/write/json_changes.h"
#include "formats/write/json_values.h"
#include "formats/write/output.h"
#include "lib/tlsrpt/jsonwrite.h"
#include "lib/tlsrpt/record.h"

struct summary_file {
    struct output output;
    struct target target;
    FILE *file;
    bool first;         /* of the array's rows */
    struct buffer text; /* one value */
};

static json_t *json_cell(enum cell_kind kind, const struct cell *c)
{
    switch (kind) {
    case CELL_TEXT:
    case CELL_PROSE:
        return json_slice(c->text);
    case CELL_INTEGER:
        return json_integer(c->integer);
    case CELL_RATIO:
        return c->absent ? json_null() : json_real(c->ratio);
    case CELL_DAY:
        return json_day(c->day);
    case CELL_TIME:
        return json_time(c->time);
    case CELL_TEXTS:
        return json_texts(c->texts);
    case CELL_SPANS:
        return json_spans(c->spans, c->spans_n);
    }
    return NULL;
}

/* A row as an object. What is absent is left out, but for a key (an empty domain is a domain)
 * and a share without sessions (null). */
static json_t *json_row(const struct table *t, const void *row)
{
    json_t *object = json_object();
    struct cell cell;
    for (size_t i = 0; i < t->columns_n; i++) {
        const struct column *c = &t->columns[i];
        cell_get(c, row, &cell);
        bool key = i < t->keys || (t->keys == 0 && i < 2);
        if (cell.absent && c->kind != CELL_RATIO && !key && !cell.is_null)
            continue;
        json_object_set_new(object, c->name,
                            cell.absent && cell.is_null ? json_null() : json_cell(c->kind, &cell));
    }
    return object;
}

static json_t *json_last_days(const struct last_days *w)
{
    double rate;
    return json_pack("{s:I, s:o, s:o, s:I, s:I, s:I, s:o}", "days", (json_int_t)w->days,
                     "first_day", json_day(w->span.first), "last_day", json_day(w->span.last),
                     "reports", (json_int_t)w->reports, "successful_sessions",
                     (json_int_t)w->sessions.successful, "failed_sessions",
                     (json_int_t)w->sessions.failed, "success_rate",
                     sessions_rate(w->sessions, &rate) ? json_real(rate) : json_null());
}

/* What a domain's row holds beside the columns: objects. */
static void put_domain(json_t *object, const struct domain_row *d, const struct summary *s)
{
    static const char *const names[] = {"last_7_days", "last_30_days", "last_90_days"};
    const struct readiness_basis none = {0}, *b = d->now ? &d->now->basis : &none;
    json_object_set_new(object, "readiness_basis",
                        json_pack("{s:I, s:I, s:I, s:I, s:o}", "days_clean",
                                  (json_int_t)b->days_clean, "days_covered",
                                  (json_int_t)b->days_covered, "sessions", (json_int_t)b->sessions,
                                  "reporters", (json_int_t)b->reporters, "mx_covered",
                                  b->has_mx ? json_boolean(b->mx_covered) : json_null()));
    for (size_t i = 0; i < s->windows_n; i++) {
        struct last_days w = s->windows[i];
        w.reports = 0;
        w.sessions = (struct sessions){0};
        json_object_set_new(object, names[i], json_last_days(d->now ? &d->now->windows[i] : &w));
    }
}

static bool failed(struct summary_file *s)
{
    snprintf(s->target.error, sizeof s->target.error, "%s: %s", s->target.path,
             strerror(errno ? errno : ENOMEM));
    return false;
}

static int append(const char *bytes, size_t n, void *buffer)
{
    struct buffer *b = buffer;
    buffer_append(b, (struct slice){.at = bytes, .n = n});
    return b->failed ? -1 : 0;
}

static bool dump(struct summary_file *s, json_t *value) /* takes the value over */
{
    errno = value ? 0 : ENOMEM;
    s->text.n = 0;
    bool ok = value &&
              json_dump_callback(value, append, &s->text, JSON_COMPACT | JSON_ENCODE_ANY) == 0 &&
              target_write(&s->target, buffer_slice(&s->text));
    json_decref(value);
    return ok || failed(s);
}

static bool member(struct summary_file *s, const char *name, json_t *value)
{
    return fprintf(s->file, ",\n\"%s\":", name) > 0 ? dump(s, value) : failed(s);
}

static bool begin_array(struct summary_file *s, const char *name)
{
    s->first = true;
    return fprintf(s->file, ",\n\"%s\":[", name) > 0 || failed(s);
}

static bool element(struct summary_file *s, json_t *value)
{
    bool ok = fputs(s->first ? "\n " : ",\n ", s->file) != EOF;
    s->first = false;
    return dump(s, value) && ok;
}

static bool end_array(struct summary_file *s)
{
    return fputs(s->first ? "]" : "\n]", s->file) != EOF || failed(s);
}

static bool array(struct summary_file *s, const struct table *t, const struct account *a)
{
    bool ok = begin_array(s, t->json);
    for (size_t i = 0; ok && i < t->count(a); i++) {
        json_t *object = json_row(t, t->row(a, i));
        if (t->id == TABLE_DOMAINS)
            put_domain(object, t->row(a, i), &a->audit.summary);
        ok = element(s, object);
    }
    return ok && end_array(s);
}

static json_t *json_expressions(const struct pattern *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < selection_count(list); i++)
        json_array_append_new(array, json_string(selection_expression(list, i)));
    return array;
}

static json_t *json_options(const struct about *about)
{
    const struct selection *s = about->selection;
    json_t *o = json_pack("{s:s}", "dedup", dedup_name(about->dedup));
    if (s->has_since)
        json_object_set_new(o, "since", json_day(s->since));
    if (s->has_until)
        json_object_set_new(o, "until", json_day(s->until));
    if (s->domains)
        json_object_set_new(o, "domain", json_expressions(s->domains));
    if (s->reporters)
        json_object_set_new(o, "reporter", json_expressions(s->reporters));
    json_object_set_new(o, "max_message", json_integer((json_int_t)about->limits->message));
    json_object_set_new(o, "max_report", json_integer((json_int_t)about->limits->report));
    json_object_set_new(o, "max_depth", json_integer(about->limits->depth));
    return o;
}

static json_t *json_totals(const struct account *a)
{
    const struct totals *t = &a->audit.totals;
    json_t *o = json_object();
    double rate;
    for (const struct total_row *row = total_rows; row < total_rows + total_rows_n; row++)
        if (row->key && total_is_shown(t, row))
            json_object_set_new(o, row->key, json_integer((json_int_t)total_value(t, row)));
    json_object_set_new(o, "success_rate",
                        sessions_rate(a->audit.figures.sessions, &rate) ? json_real(rate)
                                                                        : json_null());
    return o;
}

static json_t *json_authentication(const struct account *a)
{
    const struct signers *s = &a->audit.figures.signers;
    struct arena arena = {0};
    size_t used, wanted;
    bool ok = signers_wanted(s, &arena, &wanted) && signers_keys_used(s, &arena, &used);
    arena_free(&arena);
    json_t *o = ok ? json_object() : NULL;
    for (int i = 0; o && i < AUTH_CLASSES; i++)
        json_object_set_new(o, auth_class_names[i], json_integer((json_int_t)s->reports[i]));
    if (o)
        json_object_set_new(o, "keys",
                            json_pack("{s:I, s:I, s:I}", "records",
                                      (json_int_t)(a->keys ? dkimkeys_records(a->keys) : 0), "used",
                                      (json_int_t)used, "wanted", (json_int_t)wanted));
    return o;
}

static json_t *json_period(const struct account *a)
{
    const struct period *p = &a->audit.summary.period;
    if (!p->any)
        return json_null();
    json_int_t days = (json_int_t)span_days(p->span), covered = (json_int_t)p->days_with_reports;
    json_t *asked = json_pack("{s:o, s:o}", "since",
                              p->has_since ? json_day(p->span.first) : json_null(), "until",
                              p->has_until ? json_day(p->span.last) : json_null());
    return json_pack("{s:o, s:o, s:I, s:I, s:I, s:o}", "first_day", json_day(p->span.first),
                     "last_day", json_day(p->span.last), "days", days, "days_with_reports", covered,
                     "days_without_reports", days - covered, "asked", asked);
}

static bool inputs(struct summary_file *s, const struct account *a)
{
    bool ok = begin_array(s, "inputs");
    for (size_t i = 0; ok && i < a->audit.options.inputs_n; i++) {
        const struct input_row *in = &a->audit.options.inputs[i];
        if (!in->kind)
            continue;
        json_t *o = json_pack("{s:o, s:s, s:I, s:I}", "path", json_slice(in->path), "kind",
                              in->kind, "messages", (json_int_t)in->messages, "reports",
                              (json_int_t)in->reports);
        if (in->sha256[0] != '\0')
            json_object_set_new(o, "sha256", json_string(in->sha256));
        ok = element(s, o);
    }
    return ok && end_array(s);
}

/* Conflicts and rejections can be many: they are written as a stream, without a tree for each. */

static void put_member(struct buffer *to, const char *name, struct slice text)
{
    if (to->at[to->n - 1] != '{')
        buffer_append_char(to, ',');
    buffer_append_char(to, '"');
    buffer_append_text(to, name);
    buffer_append_text(to, "\":");
    jsonwrite_string(to, text);
}

static void put_time(struct buffer *to, const char *name, time_seconds t)
{
    char text[WHEN_TIME_TEXT + 1];
    time_format(t, text);
    put_member(to, name, slice_of(text));
}

static void put_source(struct buffer *to, const char *name, const struct source *source)
{
    buffer_append_text(to, ",\"");
    buffer_append_text(to, name);
    buffer_append_text(to, "\":");
    record_write_source(to, source);
}

static void put_integer(struct buffer *to, const char *key, int64_t n)
{
    buffer_append_text(to, ",\"");
    buffer_append_text(to, key);
    buffer_append_text(to, "\":");
    buffer_append_number(to, n);
}

static void put_sessions(struct buffer *to, const char *successful, const char *failed_key,
                         struct sessions n)
{
    put_integer(to, successful, n.successful);
    put_integer(to, failed_key, n.failed);
}

static bool put_exception(void *self, const struct exception *e)
{
    struct summary_file *s = self;
    struct buffer *to = &s->text;
    to->n = 0;
    buffer_append_text(to, s->first ? "\n {" : ",\n {");
    s->first = false;
    if (e->kind == EXCEPTION_REJECTED) {
        put_member(to, "reason", slice_of(reasons[e->reason].name));
    } else if (e->kind == EXCEPTION_UNREAD) {
        put_member(to, "form", e->form);
        put_member(to, "reason", slice_of(unread_reasons[e->unread].name));
    } else {
        put_member(to, "reason",
                   e->kind == EXCEPTION_UNAUTHENTICATED
                       ? source_doubt(&e->source)
                       : SLICE("same identity as an earlier report, other content"));
    }
    if (e->report) {
        put_member(to, "report_key", slice_of(e->key));
        put_member(to, "organization_name", e->report->organization_name);
        put_member(to, "report_id", e->report->report_id);
        put_time(to, "begin_date", e->report->begin);
        put_time(to, "end_date", e->report->end);
    }
    put_source(to, "source", &e->source);
    if (e->has_first)
        put_source(to, "first_source", &e->first);
    if (e->has_sessions)
        put_sessions(to, "successful_sessions", "failed_sessions", e->sessions);
    if (e->has_first_sessions)
        put_sessions(to, "first_successful_sessions", "first_failed_sessions", e->first_sessions);
    if (e->left_out > 0)
        put_integer(to, "left_out", (int64_t)e->left_out);
    buffer_append_char(to, '}');
    errno = to->failed ? ENOMEM : 0;
    return (!to->failed && target_write(&s->target, buffer_slice(to))) || failed(s);
}

static bool exceptions(struct summary_file *s, const char *name, struct account *a,
                       enum exception_kind kind)
{
    return begin_array(s, name) && audit_each_exception(&a->audit, kind, put_exception, s) &&
           end_array(s);
}

/* A list may hold any number of domains: those without a report are written one by one. */
static bool put_scope(struct summary_file *s, const struct account *a)
{
    const struct scope *scope = a->audit.options.scope;
    unsigned long long reported = 0;
    for (size_t i = 0; scope && i < scope_n(scope); i++)
        reported += scope_at(scope, i)->reported;
    if (!scope) /* every domain counts that anyone reported on */
        return member(s, "scope", json_null());
    bool ok = fprintf(s->file, ",\n\"scope\":{\"listed\":%zu,\"reported\":%llu", scope_n(scope),
                      reported) > 0 &&
              begin_array(s, "silent");
    for (size_t i = 0; ok && i < scope_n(scope); i++) {
        const struct scope_entry *e = scope_at(scope, i);
        if (!e->reported)
            ok = element(s, json_sprintf("%s%.*s", e->is_wildcard ? "*" : "", (int)e->domain.n,
                                         e->domain.at));
    }
    ok = ok && end_array(s) &&
         fprintf(s->file, ",\"foreign\":%zu,\"sha256\":\"%s\"}", a->audit.summary.foreign_n,
                 scope->sha256) > 0;
    return ok || failed(s);
}

static bool head(struct summary_file *s, const struct account *a)
{
    const struct about *about = s->output.about;
    errno = 0;
    if (fputs("{\"schema\":\"tlsrpt-audit/summary/1\"", s->file) == EOF)
        return failed(s);
    bool ok = member(s, "generator",
                     json_pack("{s:s, s:s}", "name", "tlsrpt-audit", "version", about->version)) &&
              member(s, "generated", json_time(about->generated)) &&
              member(s, "options", json_options(about)) && member(s, "period", json_period(a)) &&
              inputs(s, a) && member(s, "totals", json_totals(a)) && put_scope(s, a);
    if (ok && audit_speaks_of_signatures(&a->audit))
        ok = member(s, "authentication", json_authentication(a));
    if (ok && !selection_is_open(
                  about->selection)) /* so that what a filter left out is accounted for, too */
        ok = member(s, "left_out",
                    json_pack("{s:I}", "reports", (json_int_t)a->audit.totals.left_out));
    return ok;
}

static bool setup(struct summary_file *s, const struct account *a)
{
    bool ok = begin_array(s, "setup");
    for (size_t i = 0; ok && i < a->setup.n; i++)
        ok = element(s, json_setup_row(&a->setup.at[i]));
    return ok && end_array(s);
}

static bool finish(struct output *o, struct account *a)
{
    struct summary_file *s = (struct summary_file *)o;
    bool ok = head(s, a);
    for (int i = 0; ok && i < TABLES; i++)
        if (tables[i]->json && table_is_there(tables[i], a))
            ok = array(s, tables[i], a);
    if (ok && a->earlier)
        ok = member(s, "changes", json_changes(a));
    ok = ok && (!a->dns || setup(s, a)) && exceptions(s, "conflicts", a, EXCEPTION_CONFLICT) &&
         exceptions(s, "rejected", a, EXCEPTION_REJECTED) &&
         exceptions(s, "unread", a, EXCEPTION_UNREAD) &&
         (!a->audit.options.require_auth ||
          exceptions(s, "unauthenticated", a, EXCEPTION_UNAUTHENTICATED));
    return ok && (fputs("\n}\n", s->file) != EOF || failed(s));
}

static bool commit(struct output *o)
{
    return target_commit(&((struct summary_file *)o)->target);
}

static void abandon(struct output *o)
{
    struct summary_file *s = (struct summary_file *)o;
    target_abandon(&s->target);
    buffer_free(&s->text);
    free(s);
}

struct output *json_open(const char *path, const struct about *about, const struct account *account,
                         char *error)
{
    struct summary_file *s = calloc(1, sizeof *s);
    (void)account;
    if (!s || !target_open(&s->target, path)) {
        snprintf(error, TARGET_ERROR, "%s", s ? s->target.error : "out of memory");
        free(s);
        return NULL;
    }
    s->file = s->target.file;
    s->output = (struct output){.finish = finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = s->target.error,
                                .about = about};
    return &s->output;
}
