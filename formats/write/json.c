/*
 * json: the summary as one JSON object (SPEC 6.1). Each array's rows are written one by one, so
 * that none is held twice.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>

#include "formats/write/fileoutput.h"
#include "formats/write/json_changes.h"
#include "formats/write/json_exceptions.h"
#include "formats/write/json_head.h"
#include "formats/write/json_rows.h"
#include "formats/write/json_values.h"

struct summary_file {
    struct fileoutput base;
    FILE *file;
    bool first;         /* of the array's rows */
    struct buffer text; /* one value */
};

/* Right behind the call that could not write. Keeps what failed first. */
static bool not_written(struct summary_file *s)
{
    if (s->base.target.error[0] == '\0')
        snprintf(s->base.target.error, sizeof s->base.target.error, "%s: %s", s->base.target.path,
                 strerror(errno));
    return false;
}

static bool put_text(struct summary_file *s) /* and empties it */
{
    return target_put(&s->base.target, &s->text);
}

static bool dump(struct summary_file *s, json_t *value) /* takes the value over */
{
    json_put(&s->text, value);
    return put_text(s);
}

static bool member(struct summary_file *s, const char *name, json_t *value)
{
    return fprintf(s->file, ",\n\"%s\":", name) > 0 ? dump(s, value) : not_written(s);
}

static bool begin_array(struct summary_file *s, const char *name)
{
    s->first = true;
    return fprintf(s->file, ",\n\"%s\":[", name) > 0 || not_written(s);
}

static void begin_element(struct summary_file *s)
{
    buffer_append_text(&s->text, s->first ? "\n " : ",\n ");
    s->first = false;
}

static bool element(struct summary_file *s, json_t *value)
{
    begin_element(s);
    return dump(s, value);
}

static bool row(struct summary_file *s, const struct table *t, const struct account *a,
                const void *from)
{
    begin_element(s);
    json_row(&s->text, t, from, &a->audit.summary);
    return put_text(s);
}

static bool end_array(struct summary_file *s)
{
    return fputs(s->first ? "]" : "\n]", s->file) != EOF || not_written(s);
}

static bool array(struct summary_file *s, const struct table *t, const struct account *a)
{
    bool ok = begin_array(s, t->json);
    for (size_t i = 0; ok && i < t->count(a); i++)
        ok = row(s, t, a, t->row(a, i));
    return ok && end_array(s);
}

static bool inputs(struct summary_file *s, const struct account *a)
{
    bool ok = begin_array(s, "inputs");
    for (size_t i = 0; ok && i < a->audit.inputs_n; i++) {
        const struct input_row *in = &a->audit.inputs[i];
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

/* The files of --dns, so that who has the same ones can tell. */
static bool dns_files(struct summary_file *s, const struct account *a)
{
    bool ok = begin_array(s, "dns_files");
    for (size_t i = 0; ok && i < a->given.dns_files_n; i++) {
        const struct dns_file *f = &a->given.dns_files[i];
        json_t *o = json_pack("{s:o, s:I}", "path", json_slice(f->path), "bytes",
                              (json_int_t)f->bytes);
        if (f->sha256[0] != '\0')
            json_object_set_new(o, "sha256", json_string(f->sha256));
        ok = element(s, o);
    }
    return ok && end_array(s);
}

static bool put_exception(void *self, const struct exception *e)
{
    struct summary_file *s = self;
    begin_element(s);
    json_put_exception(&s->text, e);
    return put_text(s);
}

static bool exceptions(struct summary_file *s, const char *name, struct account *a,
                       enum exception_kind kind)
{
    if (!begin_array(s, name))
        return false;
    if (audit_each_exception(&a->audit, kind, put_exception, s))
        return end_array(s);
    if (s->base.target.error[0] == '\0') /* they could not be read, all else was said */
        target_fail(&s->base.target, audit_exceptions_failure(&a->audit));
    return false;
}

/* A list may hold any number of domains: those without a report are written one by one. */
static bool put_scope(struct summary_file *s, const struct account *a)
{
    const struct scope *scope = a->audit.options.scope;
    uint64_t reported = 0;
    for (size_t i = 0; scope && i < scope_n(scope); i++)
        reported += scope_at(scope, i)->reported;
    if (!scope) /* every domain counts that anyone reported on */
        return member(s, "scope", json_null());
    bool ok = fprintf(s->file, ",\n\"scope\":{\"listed\":%zu,\"reported\":%" PRIu64, scope_n(scope),
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
    return ok || not_written(s);
}

static bool head(struct summary_file *s, const struct account *a)
{
    const struct about *about = s->base.output.about;
    if (fputs("{\"schema\":\"tlsrpt-audit/summary/1\"", s->file) == EOF)
        return not_written(s);
    bool ok = member(s, "generator",
                     json_pack("{s:s, s:s}", "name", "tlsrpt-audit", "version", about->version)) &&
              member(s, "generated", json_time(about->generated)) &&
              member(s, "options", json_options(about, &a->audit.options)) &&
              member(s, "period", json_period(a)) && inputs(s, a) &&
              (a->given.dns_files_n == 0 || dns_files(s, a)) &&
              member(s, "totals", json_totals(a)) && put_scope(s, a);
    if (ok && a->audit.options.redacted != 0)
        ok = member(s, "redacted", json_redacted(a->audit.options.redacted));
    if (ok && a->audit.options.edition)
        ok = member(s, "edition", json_edition(a->audit.options.edition));
    if (ok && audit_speaks_of_signatures(&a->audit))
        ok = member(s, "authentication", json_authentication(a));
    if (ok && !selection_is_open(about->selection)) /* what a filter left out is accounted for */
        ok = member(s, "left_out",
                    json_pack("{s:I}", "reports", (json_int_t)a->audit.totals.left_out));
    return ok;
}

static bool put_sample(struct summary_file *s, const struct account *a)
{
    const struct sample *sample = &a->sample;
    bool ok = fputs(",\n\"sample\":{\"seed\":", s->file) != EOF &&
              dump(s, json_slice(sample->seed)) &&
              fprintf(s->file, ",\"size\":%zu,\"population\":%" PRIu64 ",\"keys_sha256\":\"%s\"",
                      sample->size, sample->population, sample->keys_sha256) > 0 &&
              begin_array(s, "reports");
    for (size_t i = 0; ok && i < sample->n; i++)
        ok = row(s, tables[TABLE_SAMPLE], a, &sample->at[i]);
    return (ok && end_array(s) && fputs("}", s->file) != EOF) || not_written(s);
}

static bool put_changes_of(struct summary_file *s, const struct changes *c, int kind)
{
    static const char *const names[] = {[CHANGE_FINDING] = "findings",
                                        [CHANGE_DOMAIN] = "domains",
                                        [CHANGE_REPORTER] = "reporters",
                                        [CHANGE_POLICY] = "policies"};
    bool ok = fprintf(s->file, ",\"%s\":[", names[kind]) > 0 || not_written(s);
    for (size_t i = c->first[kind]; ok && i < c->first[kind + 1]; i++) {
        if (i > c->first[kind])
            buffer_append_char(&s->text, ',');
        ok = dump(s, json_change(&c->at[i]));
    }
    return ok && (fputs("]", s->file) != EOF || not_written(s));
}

static bool put_changes(struct summary_file *s, const struct account *a)
{
    bool ok = fputs(",\n\"changes\":{\"compared_with\":", s->file) != EOF || not_written(s);
    ok = ok && dump(s, json_compared_with(a->given.earlier));
    for (int kind = 0; ok && kind < CHANGE_KINDS; kind++)
        ok = put_changes_of(s, &a->changes, kind);
    return ok && (fputs("}", s->file) != EOF || not_written(s));
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
    s->file = s->base.target.file;
    bool ok = head(s, a);
    for (int i = 0; ok && i < TABLES; i++)
        if (tables[i]->json && table_is_there(tables[i], a))
            ok = array(s, tables[i], a);
    if (ok && a->given.earlier)
        ok = put_changes(s, a);
    if (ok && a->sample.size > 0)
        ok = put_sample(s, a);
    ok = ok && (!a->given.dns || setup(s, a)) &&
         exceptions(s, "conflicts", a, EXCEPTION_CONFLICT) &&
         exceptions(s, "rejected", a, EXCEPTION_REJECTED) &&
         exceptions(s, "unread", a, EXCEPTION_UNREAD) &&
         (!a->audit.options.require_auth ||
          exceptions(s, "unauthenticated", a, EXCEPTION_UNAUTHENTICATED));
    ok = ok && (fputs("\n}\n", s->file) != EOF || not_written(s));
    buffer_free(&s->text);
    return ok && target_seal(&s->base.target);
}

static void release(struct output *o)
{
    buffer_free(&((struct summary_file *)o)->text);
}

static const struct fileoutput_kind kind = {
    .size = sizeof(struct summary_file), .finish = finish, .release = release};

struct output *json_open(const char *path, const struct about *about, const struct account *account,
                         char *error)
{
    (void)account;
    return fileoutput_open(&kind, path, about, error);
}
