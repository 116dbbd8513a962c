#include <stdatomic.h>

#include "cmd/run/pipeline.h"
#include "cmd/run/sandbox.h"
#include "cmd/tlsrpt-audit/run.h"
#include "formats/read/input.h"

static void note_held(struct run *r, const struct outcome *o)
{
    bool is_empty = o->kind == OUTCOME_SKIPPED && o->sentence.n > 0; /* and so is no trouble */
    enum held held = o->kind == OUTCOME_TROUBLE || is_empty ? HELD_TROUBLE
                     : o->kind == OUTCOME_SKIPPED           ? HELD_NOTHING
                                                            : HELD_MAIL;
    if (r->held[o->input] < held)
        r->held[o->input] = held;
}

static bool take_item(void *self, struct item *item)
{
    struct run *r = self;
    struct outcome *o = &item->outcome;
    if (o->kind == OUTCOME_TROUBLE && *r->interrupted)
        return true; /* an interrupted read is no fault of the input */
    bool is_whole_file = o->kind == OUTCOME_MESSAGE && o->unread && o->sentence.n > 0;
    r->trouble |= o->kind == OUTCOME_TROUBLE || is_whole_file;
    note_held(r, o);
    say_outcome(&r->speaker, o, r->options.verbose);
    enum audit_status status = audit_take(&r->account.audit, o);
    if (status != AUDIT_OK) {
        const char *error = audit_error(&r->account.audit, status);
        return error && run_fail(r, error); /* an output's own error is told at the end */
    }
    struct progress now = {.bytes = r->bytes,
                           .messages = r->account.audit.totals.messages,
                           .reports = r->account.audit.totals.reports_found};
    progress_update(&r->progress, &now);
    if (atomic_exchange_explicit(r->asked, false, memory_order_relaxed))
        progress_print(&r->progress, &now);
    return true;
}

/* A path in the folder that an output goes to. */
static const char *writable_path(const struct output_row *row, struct run *r)
{
    char folder[PATH_MAX];
    const char *path = output_path(row, &r->options);
    if (template_kind(path) == EDITION_NONE || !template_folder(path, folder))
        return path;
    size_t n = strlen(folder);
    char *inside = arena_take_text(&r->arena, n + sizeof "/_");
    if (inside) {
        memcpy(inside, folder, n);
        memcpy(inside + n, "/_", sizeof "/_");
    }
    return inside;
}

/* What is written, and the inputs, stay within reach. What a sanitizer or gcov does at the end of
 * the process would be forbidden, too: their builds go without. */
static void enter_sandbox(struct run *r)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(WITHOUT_SANDBOX)
    const struct options *o = &r->options;
    const char *write[OUTPUTS_MOST];
    struct sandbox_paths paths = {.read = o->inputs, .read_n = o->inputs_n, .write = write};
    for (size_t i = 0; i < output_rows_n; i++) {
        write[paths.write_n] = writable_path(&output_rows[i], r);
        paths.write_n += write[paths.write_n] != NULL;
    }
    if (o->no_sandbox == 0 && !sandbox_enter(&paths) && o->verbose > 0)
        fputs("tlsrpt-audit: this kernel has no sandbox; going on without\n", stderr);
#else
    (void)r;
#endif
}

static bool walk_inputs(void *self, struct sink *sink)
{
    struct run *r = self;
    bool ok = true;
    for (size_t i = 0; ok && i < r->options.inputs_n; i++) {
        struct walk walk = {.sink = sink,
                            .limits = &r->extract.limits,
                            .confined = r->extract.confined,
                            .input = (uint32_t)i,
                            .kind = &r->inputs[i].kind,
                            .bytes = &r->bytes};
        ok = input_walk(&walk, r->options.inputs[i]);
    }
    return ok;
}

bool run_read(struct run *r)
{
    enter_sandbox(r);
    struct pipeline_job job = {.jobs = r->options.jobs,
                               .options = &r->extract,
                               .read = walk_inputs,
                               .take = take_item,
                               .self = r,
                               .bytes = &r->bytes,
                               .stop = r->interrupted};
    bool ok = pipeline_run(&job);
    say_rest(&r->speaker);
    return ok;
}
