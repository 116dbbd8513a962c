#include "formats/write/runlog.h"

#include <jansson.h>
#include <stdlib.h>

#include "formats/write/json_head.h"
#include "formats/write/json_values.h"
#include "lib/base/utf8.h"

static json_t *hash_or_null(const char *hash)
{
    return hash[0] ? json_string(hash) : json_null();
}

static json_t *json_inputs(const struct audit *o)
{
    json_t *all = json_array();
    for (size_t i = 0; i < o->inputs_n; i++)
        json_array_append_new(all, json_pack("{s:o, s:o}", "path", json_slice(o->inputs[i].path),
                                             "sha256", hash_or_null(o->inputs[i].sha256)));
    return all;
}

/* A path need not be UTF-8. */
static json_t *json_path(const char *path)
{
    struct arena arena = {0};
    struct slice sound;
    json_t *text = utf8_sound(slice_of(path), &arena, &sound) ? json_slice(sound) : NULL;
    arena_free(&arena);
    return text;
}

/* `redacted` are bits of REDACT_…: if paths are left out, outputs are numbered, as inputs are. */
static json_t *json_outputs(const struct rows *outputs, unsigned redacted)
{
    json_t *all = json_array();
    for (size_t i = 0; i < outputs->n; i++) {
        const struct runlog_output *o = rows_at(outputs, i);
        char number[40];
        snprintf(number, sizeof number, "output %zu", i + 1);
        const char *path = redacted & REDACT_PLACES ? number : o->path;
        json_array_append_new(all, json_pack("{s:o, s:o}", "path", json_path(path), "sha256",
                                             hash_or_null(o->sha256)));
    }
    return all;
}

static json_t *json_days(const struct account *a)
{
    const struct period *p = &a->audit.summary.period;
    return p->any ? json_pack("{s:o, s:o}", "first_day", json_day(p->span.first), "last_day",
                              json_day(p->span.last))
                  : json_null();
}

static json_t *json_scope(const struct account *a)
{
    const struct scope *scope = a->audit.options.scope;
    return scope ? json_pack("{s:I, s:s}", "listed", (json_int_t)scope_n(scope), "sha256",
                             scope->sha256)
                 : json_null();
}

/* Counts findings that are open or unproven, the most severe first. */
static json_t *json_open_findings(const struct findings *all)
{
    json_int_t open[SEVERITIES] = {0};
    json_t *o = json_object();
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].severity < SEVERITIES)
            open[all->at[i].severity] += all->at[i].status != FINDING_CLOSED;
    for (int i = SEVERITIES - 1; i >= 0; i--)
        json_object_set_new(o, severity_names[i], json_integer(open[i]));
    return o;
}

bool runlog_line(struct buffer *to, const struct about *about, const struct account *account,
                 const struct rows *outputs, const char *previous)
{
    json_t *line = json_pack(
        "{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "time", json_time(about->generated),
        "version", about->version, "period", json_days(account), "scope", json_scope(account),
        "inputs", json_inputs(&account->audit), "outputs",
        json_outputs(outputs, account->audit.options.redacted), "totals", json_totals(account),
        "open_findings", json_open_findings(&account->findings), "reviewer",
        about->reviewer ? json_string(about->reviewer) : json_null(), "previous", previous);
    char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    if (text) {
        buffer_append_text(to, text);
        buffer_append_char(to, '\n');
    }
    bool was_made = text != NULL;
    free(text);
    json_decref(line);
    return was_made && !to->failed;
}
