/*
 * json: the summary as one JSON object (SPEC 6.1). Rows are written one by one, so that no array is
 * held twice.
 */
#include <jansson.h>

#include "formats/write/fileoutput.h"
#include "formats/write/json_changes.h"
#include "formats/write/json_exceptions.h"
#include "formats/write/json_head.h"
#include "formats/write/json_rows.h"
#include "formats/write/json_values.h"

struct summary_file {
    struct fileoutput base;
    struct buffer text; /* to be written next */
    bool is_first;      /* the next row is the first of its array */
    bool has_failed;    /* the target says why; nothing is written any more */
};

static void append(struct summary_file *s, const char *text)
{
    buffer_append_text(&s->text, text);
}

static void append_number(struct summary_file *s, const char *before, uint64_t n)
{
    append(s, before);
    buffer_append_number(&s->text, (int64_t)n);
}

static void flush(struct summary_file *s)
{
    s->has_failed = s->has_failed || !target_put(&s->base.target, &s->text);
    s->text.n = 0;
}

static void put_value(struct summary_file *s, json_t *value) /* takes the value over */
{
    json_put(&s->text, value);
    flush(s);
}

static void begin_member(struct summary_file *s, const char *name)
{
    append(s, ",\n\"");
    append(s, name);
    append(s, "\":");
}

static void put_member(struct summary_file *s, const char *name, json_t *value)
{
    begin_member(s, name);
    put_value(s, value);
}

static void begin_array(struct summary_file *s, const char *name)
{
    begin_member(s, name);
    append(s, "[");
    s->is_first = true;
}

static void begin_element(struct summary_file *s)
{
    append(s, s->is_first ? "\n " : ",\n ");
    s->is_first = false;
}

static void put_element(struct summary_file *s, json_t *value)
{
    begin_element(s);
    put_value(s, value);
}

static void put_row(struct summary_file *s, const struct table *t, const struct account *a,
                    const void *row)
{
    begin_element(s);
    json_row(&s->text, t, row, &a->audit.summary);
    flush(s);
}

static void end_array(struct summary_file *s)
{
    append(s, s->is_first ? "]" : "\n]");
    flush(s);
}

static void put_table(struct summary_file *s, const struct table *t, const struct account *a)
{
    begin_array(s, t->json);
    for (size_t i = 0; !s->has_failed && i < t->count(a); i++)
        put_row(s, t, a, t->row(a, i));
    end_array(s);
}

static void put_inputs(struct summary_file *s, const struct account *a)
{
    begin_array(s, "inputs");
    for (size_t i = 0; !s->has_failed && i < a->audit.inputs_n; i++) {
        const struct input_row *in = &a->audit.inputs[i];
        if (!in->kind)
            continue;
        json_t *o = json_pack("{s:o, s:s, s:I, s:I}", "path", json_slice(in->path), "kind",
                              in->kind, "messages", (json_int_t)in->messages, "reports",
                              (json_int_t)in->reports);
        if (in->sha256[0] != '\0')
            json_object_set_new(o, "sha256", json_string(in->sha256));
        put_element(s, o);
    }
    end_array(s);
}

/* Gives size and hash of each file of --dns, so that others can tell whether they have the same. */
static void put_dns_files(struct summary_file *s, const struct account *a)
{
    begin_array(s, "dns_files");
    for (size_t i = 0; i < a->given.dns_files_n; i++) {
        const struct dns_file *f = &a->given.dns_files[i];
        json_t *o = json_pack("{s:o, s:I}", "path", json_slice(f->path), "bytes",
                              (json_int_t)f->bytes);
        if (f->sha256[0] != '\0')
            json_object_set_new(o, "sha256", json_string(f->sha256));
        put_element(s, o);
    }
    end_array(s);
}

static bool put_exception(void *self, const struct exception *e)
{
    struct summary_file *s = self;
    begin_element(s);
    json_put_exception(&s->text, e);
    flush(s);
    return !s->has_failed;
}

static void put_exceptions(struct summary_file *s, const char *name, struct account *a,
                           enum exception_kind kind)
{
    begin_array(s, name);
    bool are_read = audit_each_exception(&a->audit, kind, put_exception, s);
    if (!are_read && !s->has_failed)
        s->has_failed = !target_fail(&s->base.target, audit_exceptions_failure(&a->audit));
    end_array(s);
}

/* A list may hold any number of domains, so those without a report are written one by one. */
static void put_scope(struct summary_file *s, const struct account *a)
{
    const struct scope *scope = a->audit.options.scope;
    uint64_t reported = 0;
    if (!scope) { /* every domain counts that anyone reported on */
        put_member(s, "scope", json_null());
        return;
    }

    for (size_t i = 0; i < scope_n(scope); i++)
        reported += scope_at(scope, i)->reported;
    begin_member(s, "scope");
    append_number(s, "{\"listed\":", scope_n(scope));
    append_number(s, ",\"reported\":", reported);
    begin_array(s, "silent");
    for (size_t i = 0; !s->has_failed && i < scope_n(scope); i++) {
        const struct scope_entry *e = scope_at(scope, i);
        if (e->silent)
            put_element(s, json_sprintf("%s%.*s", e->is_wildcard ? "*" : "", (int)e->domain.n,
                                        e->domain.at));
    }
    end_array(s);
    append_number(s, ",\"foreign\":", a->audit.summary.foreign_n);
    append(s, ",\"sha256\":\"");
    append(s, scope->sha256);
    append(s, "\"}");
}

static void put_head(struct summary_file *s, const struct account *a)
{
    const struct about *about = s->base.output.about;
    append(s, "{\"schema\":\"tlsrpt-audit/summary/1\"");
    put_member(s, "generator",
               json_pack("{s:s, s:s}", "name", "tlsrpt-audit", "version", about->version));
    put_member(s, "generated", json_time(about->generated));
    put_member(s, "options", json_options(about, &a->audit.options));
    put_member(s, "period", json_period(a));
    put_inputs(s, a);
    if (a->given.dns_files_n > 0)
        put_dns_files(s, a);
    put_member(s, "totals", json_totals(a));
    put_scope(s, a);
    if (a->audit.options.redacted != 0)
        put_member(s, "redacted", json_redacted(a->audit.options.redacted));
    if (a->audit.options.edition)
        put_member(s, "edition", json_edition(a->audit.options.edition));
    if (audit_speaks_of_signatures(&a->audit))
        put_member(s, "authentication", json_authentication(a));
    if (!selection_is_open(about->selection)) /* what a filter left out is accounted for */
        put_member(s, "left_out",
                   json_pack("{s:I}", "reports", (json_int_t)a->audit.totals.left_out));
}

static void put_sample(struct summary_file *s, const struct account *a)
{
    const struct sample *sample = &a->sample;
    begin_member(s, "sample");
    append(s, "{\"seed\":");
    put_value(s, json_slice(sample->seed));
    append_number(s, ",\"size\":", sample->size);
    append_number(s, ",\"population\":", sample->population);
    append(s, ",\"keys_sha256\":\"");
    append(s, sample->keys_sha256);
    append(s, "\"");
    begin_array(s, "reports");
    for (size_t i = 0; !s->has_failed && i < sample->n; i++)
        put_row(s, tables[TABLE_SAMPLE], a, &sample->at[i]);
    end_array(s);
    append(s, "}");
}

static void put_changes_of(struct summary_file *s, const struct changes *c, int kind)
{
    static const char *const beginnings[] = {[CHANGE_FINDING] = ",\"findings\":[",
                                             [CHANGE_DOMAIN] = ",\"domains\":[",
                                             [CHANGE_REPORTER] = ",\"reporters\":[",
                                             [CHANGE_POLICY] = ",\"policies\":["};
    append(s, beginnings[kind]);
    for (size_t i = c->first[kind]; !s->has_failed && i < c->first[kind + 1]; i++) {
        append(s, i > c->first[kind] ? "," : "");
        put_value(s, json_change(&c->at[i]));
    }
    append(s, "]");
}

static void put_changes(struct summary_file *s, const struct account *a)
{
    begin_member(s, "changes");
    append(s, "{\"compared_with\":");
    put_value(s, json_compared_with(a->given.earlier));
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        put_changes_of(s, &a->changes, kind);
    append(s, "}");
}

static void put_setup(struct summary_file *s, const struct account *a)
{
    begin_array(s, "setup");
    for (size_t i = 0; !s->has_failed && i < a->setup.n; i++)
        put_element(s, json_setup_row(&a->setup.at[i]));
    end_array(s);
}

static bool finish(struct output *o, struct account *a)
{
    struct summary_file *s = (struct summary_file *)o;
    put_head(s, a);
    for (int i = 0; i < TABLES; i++)
        if (tables[i]->json && table_is_there(tables[i], a))
            put_table(s, tables[i], a);
    if (a->given.earlier)
        put_changes(s, a);
    if (a->sample.size > 0)
        put_sample(s, a);
    if (a->given.setup.dns)
        put_setup(s, a);
    put_exceptions(s, "conflicts", a, EXCEPTION_CONFLICT);
    put_exceptions(s, "rejected", a, EXCEPTION_REJECTED);
    put_exceptions(s, "unread", a, EXCEPTION_UNREAD);
    if (a->audit.options.require_auth)
        put_exceptions(s, "unauthenticated", a, EXCEPTION_UNAUTHENTICATED);
    append(s, "\n}\n");
    flush(s);
    buffer_free(&s->text);
    return !s->has_failed && target_seal(&s->base.target);
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
