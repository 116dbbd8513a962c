#include "lib/audit/audit.h"

#include <string.h>

bool audit_init(struct audit *a, const struct audit_options *options)
{
    *a = (struct audit){.options = *options,
                        .totals = {.asked = (options->state ? TOTALS_OF_STATE : 0) |
                                            (options->require_auth ? TOTALS_OF_AUTHENTICITY : 0) |
                                            (options->scope ? TOTALS_OF_SCOPE : 0)}};
    foreign_init(&a->foreign, options->key);
    ledger_init(&a->ledger, options->key);
    spool_init(&a->exceptions);
    return figures_init(&a->figures, options->key, &a->scratch);
}

bool audit_listen(struct audit *a, struct listener listener)
{
    if (!listener.report && !listener.exception)
        return true;
    if (a->listeners_n == AUDIT_MOST_LISTENERS)
        return false;
    a->listeners[a->listeners_n++] = listener;
    return true;
}

static bool tell_exception(struct audit *a, const struct exception *e)
{
    for (size_t i = 0; i < a->listeners_n; i++) {
        const struct listener *l = &a->listeners[i];
        if (l->exception && (e->kind != EXCEPTION_DUPLICATE || l->wants_duplicates) &&
            !l->exception(l->self, e)) {
            a->output_failed = true;
            return false;
        }
    }
    return true;
}

static bool tell_report(struct audit *a, const struct report *r, const char *key)
{
    for (size_t i = 0; i < a->listeners_n; i++) {
        const struct listener *l = &a->listeners[i];
        if (l->report && !l->report(l->self, r, key)) {
            a->output_failed = true;
            return false;
        }
    }
    return true;
}

/* A report's key takes a SHA-256: it is worked out only where somebody wants it. */
static bool needs_key(const struct audit *a, const struct report *r)
{
    if (report_is_unauthenticated(r) || r->source.signature.result != DKIM_UNCHECKED)
        return true;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        if (p->details_n > 0)
            return true;
    for (size_t i = 0; i < a->listeners_n; i++)
        if (a->listeners[i].report)
            return true;
    return false;
}

static bool wants_duplicates(const struct audit *a)
{
    for (size_t i = 0; i < a->listeners_n; i++)
        if (a->listeners[i].wants_duplicates)
            return true;
    return false;
}

/* Was a copy counted of which nobody knows from whom it is, although this one is authentic? */
static bool displaces(struct audit *a, const struct report *r, const uint32_t *first)
{
    if (!source_is_authentic(&r->source))
        return false;
    return first ? !ledger_is_authentic(&a->ledger, *first)
                 : state_is_doubtful(a->options.state, r);
}

/* What is known of the copy that was counted; empty: nothing. */
static bool counted_copy(struct audit *a, const struct report *r, const uint32_t *first,
                         struct slice *kept)
{
    *kept = (struct slice){0};
    if (first)
        return ledger_copy(&a->ledger, *first, &a->arena, kept);
    if (!a->options.state)
        return true;
    bool found = state_find(a->options.state, r) != STATE_FAILED;
    *kept = state_copy(a->options.state);
    return found;
}

static void note_sessions(struct exception *e, struct slice kept, struct slice counted)
{
    e->has_sessions = kept.n > 0;
    e->has_first_sessions = counted.n > 0;
    e->sessions = copy_sessions(kept);
    e->first_sessions = copy_sessions(counted);
}

/* Is this copy one that hides failures, or whose failures are hidden (SPEC 8.1)? */
static bool compare_copies(struct audit *a, const struct report *r, const uint32_t *first,
                           struct exception *e)
{
    struct buffer *scratch = &a->scratch;
    struct slice kept, counted;
    scratch->n = 0;
    copy_keep(r, a->options.key, scratch);
    if (scratch->failed || !arena_copy(&a->arena, buffer_slice(scratch), &kept) ||
        !counted_copy(a, r, first, &counted))
        return false;
    note_sessions(e, kept, counted);
    return e->kind != EXCEPTION_CONFLICT ||
           troubles_add(&a->figures.conflicts, r, 0, e->key, kept, counted);
}

/* first: the ledger's row of the counted copy, or NULL where an earlier run counted it. */
static bool not_counted(struct audit *a, const struct report *r, enum exception_kind kind,
                        const uint32_t *first)
{
    if (kind == EXCEPTION_DUPLICATE && !wants_duplicates(a))
        return true;
    struct exception e = {.kind = kind,
                          .reason = REASON_NONE,
                          .unread = UNREAD_REASONS,
                          .report = r,
                          .source = r->source,
                          .has_first = first != NULL};
    if ((first && !ledger_source(&a->ledger, *first, &a->arena, &e.first)) ||
        !report_key(&a->keyer, r, e.key) || !compare_copies(a, r, first, &e))
        return false;
    if (kind == EXCEPTION_UNAUTHENTICATED) {
        a->exceptions_n++;
        if (!exception_pack(&a->exceptions, &a->scratch, &e))
            return false;
    }
    if (kind == EXCEPTION_CONFLICT) {
        a->exceptions_n++;
        struct slice nothing = {0};
        bool is_displaced = displaces(a, r, first);
        if ((is_displaced && !troubles_add(&a->figures.displaced, r, 0, e.key, nothing, nothing)) ||
            !exception_pack(&a->exceptions, &a->scratch, &e))
            return false;
    }
    bool ok = tell_exception(a, &e);
    arena_reset(&a->arena);
    return ok;
}

static bool keep_exception(struct audit *a, const struct exception *e)
{
    a->exceptions_n++;
    return exception_pack(&a->exceptions, &a->scratch, e) && tell_exception(a, e);
}

/* A report about other domains alone, met for the first time. */
static bool take_foreign(struct audit *a, const struct report *r)
{
    struct exception e = {.kind = EXCEPTION_FOREIGN,
                          .reason = REASON_NONE,
                          .unread = UNREAD_REASONS,
                          .report = r,
                          .source = r->source};
    a->totals.foreign_reports++;
    return foreign_add(&a->foreign, r) && report_key(&a->keyer, r, e.key) && keep_exception(a, &e);
}

static bool count(struct audit *a, uint32_t input, const struct report *r)
{
    a->totals.reports++;
    struct input_row *in = &a->options.inputs[input];
    in->reports++;
    in->aligned_signatures += r->source.signature.aligned == DKIM_ALIGNED;
    in->changed_bodies += r->source.signature.aligned == DKIM_ALIGNED &&
                          r->source.signature.reason == DKIM_BODY_HASH;
    char key[REPORT_KEY_TEXT + 1] = "";
    if (a->options.state && !state_add(a->options.state, r))
        return false;
    if (a->options.scope && !foreign_add(&a->foreign, r))
        return false;
    return (!needs_key(a, r) || report_key(&a->keyer, r, key)) &&
           figures_add(&a->figures, r, key) && tell_report(a, r, key);
}

static bool conflict(struct audit *a, const struct report *r, const uint32_t *first)
{
    a->totals.conflicts++;
    return not_counted(a, r, EXCEPTION_CONFLICT, first);
}

/* A report that this run meets for the first time: did an earlier one count it? row: the
 * ledger's, or NULL without a ledger. */
static bool take_new(struct audit *a, uint32_t input, const struct report *r, const uint32_t *row)
{
    switch (a->options.state ? state_find(a->options.state, r) : STATE_NEW) {
    case STATE_NEW:
        return count(a, input, r);
    case STATE_KNOWN:
        a->totals.known++;
        if (row)
            ledger_set_status(&a->ledger, *row, LEDGER_KNOWN);
        return true;
    case STATE_OTHER_CONTENT:
        if (row)
            ledger_set_status(&a->ledger, *row, LEDGER_CONTRADICTS);
        return conflict(a, r, NULL);
    case STATE_FAILED:
        break;
    }
    return false;
}

/* A copy of a report that an earlier run counted, or contradicted: the same again, or the state
 * tells. */
static bool take_known_again(struct audit *a, uint32_t input, const struct report *r, bool same,
                             enum ledger_status status)
{
    if (!same)
        return take_new(a, input, r, NULL);
    if (status == LEDGER_CONTRADICTS)
        return conflict(a, r, NULL);
    a->totals.known++;
    return true;
}

static bool take_report(struct audit *a, uint32_t input, struct report *r)
{
    if (!selection_admits(a->options.selection, r)) {
        a->totals.left_out++;
        return true;
    }
    a->totals.reports_found++;
    bool foreign = a->options.scope && !scope_admits(a->options.scope, r);
    if (!foreign && a->options.require_auth && !source_is_authentic(&r->source)) {
        a->totals.unauthenticated++; /* a forged copy that comes first displaces no true one */
        return not_counted(a, r, EXCEPTION_UNAUTHENTICATED, NULL);
    }
    if (a->options.dedup == DEDUP_NONE)
        return foreign ? take_foreign(a, r) : take_new(a, input, r, NULL);
    uint32_t row = 0;
    enum ledger_verdict verdict = ledger_take(&a->ledger, r, &row);
    if (verdict == LEDGER_FAILED)
        return false;
    if (verdict == LEDGER_NEW)
        return foreign ? take_foreign(a, r) : take_new(a, input, r, &row);
    enum ledger_status status = ledger_status_of(&a->ledger, row);
    if (status != LEDGER_COUNTED)
        return take_known_again(a, input, r, verdict == LEDGER_DUPLICATE, status);
    if (verdict == LEDGER_CONFLICT)
        return conflict(a, r, &row);
    a->totals.duplicates++;
    return not_counted(a, r, EXCEPTION_DUPLICATE, &row);
}

/* A report of the future is told of by name, with its sessions: nobody vanishes (SPEC 4). */
static bool note_future(struct audit *a, struct report *r, struct exception *e)
{
    struct slice kept, nothing = {0};
    bool is_selected = selection_marks(a->options.selection, r);
    a->scratch.n = 0;
    copy_keep(r, a->options.key, &a->scratch);
    e->report = r;
    if (a->scratch.failed || !report_key(&a->keyer, r, e->key))
        return false;
    kept = buffer_slice(&a->scratch);
    note_sessions(e, kept, nothing);
    return !is_selected || troubles_add(&a->figures.future_dated, r, 0, e->key, kept, nothing);
}

static bool take_rejection(struct audit *a, const struct rejection *r)
{
    struct exception e = {.kind = EXCEPTION_REJECTED,
                          .reason = r->reason,
                          .unread = UNREAD_REASONS,
                          .source = r->source,
                          .left_out = r->left_out};
    a->totals.rejected++;
    return (!r->report || note_future(a, r->report, &e)) && keep_exception(a, &e);
}

/* Nothing is missed in silence (SPEC 2). */
static bool take_unread(struct audit *a, const struct outcome *o)
{
    struct exception e = {.kind = EXCEPTION_UNREAD,
                          .reason = REASON_NONE,
                          .unread = o->unread->reason,
                          .form = o->unread->form,
                          .source = o->source};
    bool is_message = o->kind == OUTCOME_MESSAGE;
    if (!is_message)
        a->totals.files_unread++;
    unread_count(&a->unread, o->unread, is_message);
    return keep_exception(a, &e);
}

static bool is_unread(const struct outcome *o)
{
    return o->unread && !o->reports && !o->rejections;
}

static void count_message(struct audit *a, const struct outcome *o)
{
    a->totals.messages++;
    a->options.inputs[o->input].messages++;
    if (o->reports)
        a->totals.messages_with_reports++;
    else if (o->rejections)
        a->totals.messages_rejected++;
    else if (o->unread)
        a->totals.messages_unread++;
    else
        a->totals.messages_ignored++;
}

static int spool_failure(const struct audit *a)
{
    return a->exceptions.failure != 0 ? a->exceptions.failure : a->ledger.sources.failure;
}

static bool take(struct audit *a, const struct outcome *o)
{
    if (o->kind == OUTCOME_MESSAGE)
        count_message(a, o);
    if (o->kind == OUTCOME_SKIPPED)
        a->totals.files_skipped++;
    for (struct report *r = o->reports; r; r = r->next)
        if (!take_report(a, o->input, r))
            return false;
    for (const struct rejection *r = o->rejections; r; r = r->next)
        if (!take_rejection(a, r))
            return false;
    return !is_unread(o) || take_unread(a, o);
}

/* Whoever failed knows it; who does not is out of memory. */
enum audit_status audit_take(struct audit *a, struct outcome *o)
{
    if (take(a, o))
        return AUDIT_OK;
    if (a->output_failed)
        return AUDIT_OUTPUT_FAILED;
    if (a->options.state && state_failed(a->options.state))
        return AUDIT_STATE_FAILED;
    return spool_failure(a) != 0 ? AUDIT_SPOOL_FAILED : AUDIT_NO_MEMORY;
}

const char *audit_error(const struct audit *a, enum audit_status status)
{
    switch (status) {
    case AUDIT_SPOOL_FAILED:
        return strerror(spool_failure(a));
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

bool audit_finish(struct audit *a)
{
    if (!summary_build(&a->summary, &a->figures, a->options.selection, a->options.scope))
        return false;
    if (a->options.scope && !(a->summary.foreign = foreign_sorted(&a->foreign, &a->summary.arena,
                                                                  &a->summary.foreign_n)))
        return false;
    take_totals(a);
    return true;
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
        struct report report;
        ok = exception_unpack(&a->exceptions, &at, &arena, &e, &report) &&
             (e.kind != kind || tell(self, &e));
        arena_reset(&arena);
    }
    arena_free(&arena);
    return ok;
}

void audit_free(struct audit *a)
{
    ledger_free(&a->ledger);
    figures_free(&a->figures);
    foreign_free(&a->foreign);
    spool_free(&a->exceptions);
    buffer_free(&a->scratch);
    keyer_free(&a->keyer);
    arena_free(&a->arena);
    summary_free(&a->summary);
}
