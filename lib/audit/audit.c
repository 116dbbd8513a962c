#include "lib/audit/audit.h"

#include <errno.h>

#include "lib/audit/take.h"

void audit_init(struct audit *a, const struct audit_options *options)
{
    *a = (struct audit){
        .options = *options,
        .totals = {.asked = (options->state && !options->edition ? TOTALS_OF_STATE : 0) |
                            (options->require_auth ? TOTALS_OF_AUTHENTICITY : 0) |
                            (options->scope ? TOTALS_OF_SCOPE : 0)}};
    foreign_init(&a->foreign, options->key);
    ledger_init(&a->ledger, options->key);
    spool_init(&a->exceptions);
    held_init(&a->copies);
    figures_init(&a->figures, options->key, &a->scratch);
}

bool audit_listen(struct audit *a, struct listener listener)
{
    return listeners_add(&a->listeners, listener);
}

static int spool_failure(const struct audit *a)
{
    int failure = a->exceptions.failure != 0 ? a->exceptions.failure : a->copies.spool.failure;
    return failure != 0 ? failure : ledger_failure(&a->ledger);
}

/* Whoever failed says so; if nobody does, memory ran out. */
enum audit_status audit_take(struct audit *a, struct outcome *o)
{
    if (listeners_tell_outcome(&a->listeners, o) && take_outcome(a, o)) {
        arena_reset(&a->arena);
        return AUDIT_OK;
    }
    if (a->listeners.failed)
        return AUDIT_OUTPUT_FAILED;
    if (a->options.state && state_failed(a->options.state))
        return AUDIT_STATE_FAILED;
    return spool_failure(a) != 0 ? AUDIT_SPOOL_FAILED : AUDIT_NO_MEMORY;
}

const char *audit_error(struct audit *a, enum audit_status status)
{
    switch (status) {
    case AUDIT_SPOOL_FAILED:
        spool_tell(spool_failure(a), a->told);
        return a->told;
    case AUDIT_STATE_FAILED:
        return state_error(a->options.state);
    case AUDIT_NO_MEMORY:
        return "out of memory";
    case AUDIT_OUTPUT_FAILED:
    case AUDIT_OK:
        break;
    }
    return NULL;
}

static void take_totals(struct audit *a)
{
    struct totals *t = &a->totals;
    t->policies = a->figures.policies;
    t->failure_details = a->figures.failure_details;
    t->successful_sessions = (uint64_t)a->figures.sessions.successful;
    t->failed_sessions = (uint64_t)a->figures.sessions.failed;
    t->domains = a->summary.domains_n;
    t->reporters = a->summary.reporters_n;
    t->days_missing = a->summary.days_missing;
    t->foreign_policies = a->foreign.policies;
}

static bool note_copy(void *self, const struct report *copy, const char *key)
{
    return figures_note_copy(self, copy, key);
}

bool audit_finish(struct audit *a)
{
    if (!held_each(&a->copies, note_copy, &a->figures) ||
        !summary_build(&a->summary, &a->figures, a->options.selection, a->options.scope))
        return false;
    if (a->options.scope && !(a->summary.foreign = foreign_sorted(&a->foreign, &a->summary.arena,
                                                                  &a->summary.foreign_n)))
        return false;
    a->summary.foreign_reports = a->foreign.reports;
    take_totals(a);
    const struct redaction *redaction = a->options.redaction;
    if (redaction && (redaction->what & REDACT_PLACES) &&
        !inputs_number(a->options.inputs, a->options.inputs_n, &a->kept))
        return false;
    return inputs_flatten(a->options.inputs, a->options.inputs_n, &a->kept, &a->inputs,
                          &a->inputs_n);
}

const char *audit_finish_error(struct audit *a)
{
    return audit_error(a, spool_failure(a) != 0 ? AUDIT_SPOOL_FAILED : AUDIT_NO_MEMORY);
}

bool audit_is_about(const struct audit *a, struct slice domain)
{
    return selection_admits_domain(a->options.selection, domain) &&
           (!a->options.scope || scope_find(a->options.scope, domain));
}

bool audit_speaks_of_signatures(const struct audit *a)
{
    return a->options.verifies || a->figures.signers.checked > 0;
}

bool audit_adds_up(const struct audit *a)
{
    return totals_add_up(&a->totals) && a->totals.reports == a->figures.reports;
}

bool audit_each_exception(struct audit *a, enum exception_kind kind,
                          bool (*tell)(void *self, const struct exception *e), void *self)
{
    struct arena arena = {0};
    bool ok = true;
    uint64_t at = 0;
    for (uint64_t i = 0; ok && i < a->exceptions_n; i++) {
        struct exception e;
        ok = exception_unpack(&a->exceptions, &at, kind, &arena, &e) &&
             (e.kind != kind || tell(self, &e));
        arena_reset(&arena);
    }
    arena_free(&arena);
    return ok;
}

int audit_exceptions_failure(const struct audit *a)
{
    return a->exceptions.failure != 0 ? a->exceptions.failure : ENOMEM;
}

void audit_free(struct audit *a)
{
    ledger_free(&a->ledger);
    figures_free(&a->figures);
    foreign_free(&a->foreign);
    spool_free(&a->exceptions);
    held_free(&a->copies);
    buffer_free(&a->scratch);
    keyer_free(&a->keyer);
    arena_free(&a->arena);
    arena_free(&a->kept);
    summary_free(&a->summary);
}
