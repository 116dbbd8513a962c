#include <stdatomic.h>

#include "cmd/run/pipeline.h"
#include "cmd/tlsrpt-audit/run.h"
#include "formats/read/input.h"

static void note_held(struct run *r, const struct outcome *o)
{
    bool is_empty = o->kind == OUTCOME_SKIPPED && slice_equal(o->sentence, OUTCOME_EMPTY);
    bool is_nothing = o->kind == OUTCOME_SKIPPED ||
                      (o->kind == OUTCOME_FILE && !o->reports && !o->rejections);
    enum input_held held = o->kind == OUTCOME_TROUBLE || is_empty ? INPUT_HELD_TROUBLE
                           : is_nothing                           ? INPUT_HELD_NOTHING
                                                                  : INPUT_HELD_MAIL;
    if (o->kind != OUTCOME_PART)
        input_note_held(&r->inputs[o->input], held);
}

static bool audit_outcome(struct run *r, struct outcome *o)
{
    say_outcome(&r->speaker, o, r->options.verbose);
    enum audit_status status = audit_take(&r->account.audit, o);
    if (status == AUDIT_OK)
        return true;
    const char *error = audit_error(&r->account.audit, status);
    return error && run_fail(r, error); /* an output's own error is told at the end */
}

/* Takes what is to be told of a file as a whole, once `next` is no longer of that file. */
static bool audit_due(struct run *r, const struct outcome *next)
{
    struct outcome *due = losses_due(&r->losses, next);
    return !due || audit_outcome(r, due);
}

static bool take_item(void *self, struct item *item)
{
    struct run *r = self;
    struct outcome *o = &item->outcome;
    if (o->kind == OUTCOME_TROUBLE && *r->interrupted)
        return true; /* an interrupted read is no fault of the input */
    if (!merging_take(&r->merging, o))
        return run_refuse(r);
    r->trouble |= outcome_is_trouble(o);
    note_held(r, o);
    if (!audit_due(r, o))
        return false;
    if (!losses_take(&r->losses, o))
        return run_fail(r, audit_error(&r->account.audit, AUDIT_NO_MEMORY));
    if (!audit_outcome(r, o))
        return false;
    struct progress now = {.bytes = r->bytes,
                           .messages = r->account.audit.totals.messages,
                           .reports = r->account.audit.totals.reports_found};
    progress_update(&r->progress, &now);
    if (atomic_load_explicit(r->asked, memory_order_relaxed) &&
        atomic_exchange_explicit(r->asked, false, memory_order_relaxed))
        progress_print(&r->progress, &now);
    return true;
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
                            .bytes = &r->bytes,
                            .part = &r->merging.seen[i]};
        ok = input_walk(&walk, r->options.inputs[i]);
    }
    return ok;
}

bool run_read(struct run *r)
{
    struct pipeline_job job = {.jobs = r->options.jobs,
                               .options = &r->extract,
                               .read = walk_inputs,
                               .take = take_item,
                               .self = r,
                               .bytes = &r->bytes,
                               .stop = r->interrupted};
    losses_init(&r->losses, r->extract.limits.parts);
    bool ok = pipeline_run(&job) && audit_due(r, NULL);
    losses_free(&r->losses);
    say_rest(&r->speaker);
    return ok;
}
