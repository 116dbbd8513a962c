#include "lib/audit/uncounted.h"

#include "lib/audit/copies.h"

/* Keeps an exception for audit_each_exception, and tells of it. */
static bool keep(struct audit *a, const struct exception *e)
{
    a->exceptions_n++;
    return exception_pack(&a->exceptions, &a->scratch, e) &&
           listeners_tell_exception(&a->listeners, e);
}

/* Gives an exception its report, redacted, with the key of the report as it came. */
static bool name_report(struct audit *a, struct report *r, struct exception *e)
{
    bool ok = report_key(&a->keyer, r, e->key) &&
              redact_report(a->options.redaction, &a->arena, a->row, e->key, r);
    e->report = r;
    e->source = r->source;
    return ok;
}

/* Tells where the counted copy was found, which may be in another INPUT. */
static bool first_place(struct audit *a, uint32_t first, struct source *s)
{
    uint32_t input;
    return ledger_source(&a->ledger, first, &a->arena, &input, s) &&
           redact_source(a->options.redaction, &a->arena, input, s);
}

/* Notes a copy that contradicts a counted one. One of which nobody knows who sent it says nothing
 * beside a counted one that its submitter is known to have sent, and displaces an authentic one if
 * it was counted itself. */
static bool note_conflict(struct audit *a, const struct report *r, const char *key,
                          struct copies copies)
{
    bool is_displaced = source_is_authentic(&r->source) && !copy_is_authentic(copies.other);
    bool says_nothing = copy_answers_for(copies.other, copies.own);
    return troubles_add_copy(&a->figures.conflicts, r, key, copies) &&
           (!is_displaced || troubles_add(&a->figures.displaced, r, 0, key)) &&
           (says_nothing || held_add(&a->copies, r, key));
}

/* Gives what is known of the counted copy; empty: nothing. */
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

/* Sets the sessions of both copies, if they are known. Of a report about other domains alone no
 * policy counts: to say that it has no sessions would be false. */
static void note_sessions(struct exception *e, const struct copies *copies)
{
    bool is_foreign = !report_next_counted(e->report, NULL);
    e->has_sessions = copies->own.n > 0 && !is_foreign;
    e->has_first_sessions = copies->other.n > 0 && !is_foreign;
    e->sessions = copy_sessions(copies->own);
    e->first_sessions = copy_sessions(copies->other);
}

bool uncounted_keep(struct audit *a, const struct report *r, struct slice *kept)
{
    a->scratch.n = 0;
    copy_keep(r, a->options.key, &a->scratch);
    return !a->scratch.failed && arena_copy(&a->arena, buffer_slice(&a->scratch), kept);
}

bool uncounted_says_more(struct audit *a, const struct report *r, uint32_t first, bool *more)
{
    struct slice kept, counted;
    bool ok = uncounted_keep(a, r, &kept) && ledger_copy(&a->ledger, first, &a->arena, &counted);
    *more = ok && copy_says_more(counted, kept);
    arena_reset(&a->arena);
    return ok;
}

bool uncounted_report(struct audit *a, struct report *r, enum exception_kind kind,
                      const uint32_t *first)
{
    if (kind == EXCEPTION_DUPLICATE && !listeners_want_duplicates(&a->listeners))
        return true;
    struct exception e = {
        .kind = kind, .reason = REASON_NONE, .unread = UNREAD_REASONS, .has_first = first != NULL};
    /* Without `first` the counted copy is the state's: of the whole, and not redacted. */
    bool is_of_whole = !first && a->options.edition;
    struct copies copies = {.is_known = !first,
                            .is_redacted = is_of_whole && a->options.redacted != 0};
    bool is_copy = kind != EXCEPTION_UNAUTHENTICATED; /* which is a copy of none (SPEC 5.4) */
    if ((first && !first_place(a, *first, &e.first)) || !uncounted_keep(a, r, &copies.own) ||
        (is_copy && !counted_copy(a, r, first, &copies.other)) || !name_report(a, r, &e))
        return false;
    note_sessions(&e, &copies);
    e.has_first_sessions &= !is_of_whole; /* some are about others' domains */
    bool ok = (kind != EXCEPTION_CONFLICT || note_conflict(a, r, e.key, copies)) &&
              (kind == EXCEPTION_DUPLICATE ? listeners_tell_exception(&a->listeners, &e)
                                           : keep(a, &e));
    arena_reset(&a->arena);
    return ok;
}

bool uncounted_foreign(struct audit *a, struct report *r)
{
    struct exception e = {
        .kind = EXCEPTION_FOREIGN, .reason = REASON_NONE, .unread = UNREAD_REASONS};
    return name_report(a, r, &e) && keep(a, &e);
}

/* A report of the future is told by name, with its sessions: none vanishes (SPEC 4). */
static bool note_future(struct audit *a, struct report *r, struct exception *e)
{
    struct copies copies = {.both_may_count = false};
    const struct scope *scope = a->options.scope;
    bool is_selected = selection_marks(a->options.selection, r) &&
                       (!scope || scope_admits(scope, r));
    if (!uncounted_keep(a, r, &copies.own) || !name_report(a, r, e))
        return false;
    note_sessions(e, &copies);
    return !is_selected || troubles_add_future(&a->figures.future_dated, r, e->key);
}

bool uncounted_rejection(struct audit *a, const struct rejection *r)
{
    struct exception e = {.kind = EXCEPTION_REJECTED,
                          .reason = r->reason,
                          .unread = UNREAD_REASONS,
                          .left_out = r->left_out};
    a->totals.rejected++;
    if (r->report && !note_future(a, r->report, &e))
        return false;
    e.source = r->source;
    return redact_source(a->options.redaction, &a->arena, a->row, &e.source) && keep(a, &e);
}

/* Nothing is missed in silence (SPEC 2). */
bool uncounted_unread(struct audit *a, const struct outcome *o)
{
    struct exception e = {.kind = EXCEPTION_UNREAD,
                          .reason = REASON_NONE,
                          .unread = o->unread->reason,
                          .form = o->unread->form,
                          .source = o->source};
    bool is_message = o->kind == OUTCOME_MESSAGE;
    if (!is_message)
        a->totals.files_unread++;
    return unread_count(&a->unread, o->unread, is_message, &a->kept) &&
           redact_source(a->options.redaction, &a->arena, a->row, &e.source) && keep(a, &e);
}
