#include "lib/audit/uncounted.h"

#include "lib/audit/copies.h"

bool uncounted_redact(struct audit *a, struct report *r, const char *key)
{
    struct redaction *redaction = a->options.redaction;
    return !redaction || redact_report(redaction, &a->arena, a->input, key, r);
}

static bool redact_place(struct audit *a, uint32_t input, struct source *s)
{
    struct redaction *redaction = a->options.redaction;
    return !redaction || redact_source(redaction, &a->arena, input, s);
}

/* Where the counted copy was found, which may be in another INPUT. */
static bool first_place(struct audit *a, uint32_t first, struct source *s)
{
    uint32_t input;
    return ledger_source(&a->ledger, first, &a->arena, &input, s) && redact_place(a, input, s);
}

/* Was a copy counted of which nobody knows from whom it is, although this one is authentic? */
static bool displaces(struct audit *a, const struct report *r, const uint32_t *first)
{
    if (!source_is_authentic(&r->source))
        return false;
    return first ? !ledger_is_authentic(&a->ledger, *first)
                 : state_is_doubtful(a->options.state, r);
}

static bool note_displaced(struct audit *a, const struct report *r, const uint32_t *first,
                           const char *key)
{
    struct slice nothing = {0};
    return !displaces(a, r, first) ||
           troubles_add(&a->figures.displaced, r, 0, key, nothing, nothing);
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

/* Of a report about other domains alone no policy counts, nor of its copies: that they have no
 * sessions would be false. */
static void note_sessions(struct exception *e, struct slice kept, struct slice counted)
{
    bool is_foreign = !report_next_counted(e->report, NULL);
    e->has_sessions = kept.n > 0 && !is_foreign;
    e->has_first_sessions = counted.n > 0 && !is_foreign;
    e->sessions = copy_sessions(kept);
    e->first_sessions = copy_sessions(counted);
}

/* What copies.h keeps of a report. A copy that was counted was kept as it came, before anything was
 * redacted: so is one that is compared with it. */
static bool own_copy(struct audit *a, const struct report *r, struct slice *kept)
{
    a->scratch.n = 0;
    copy_keep(r, a->options.key, &a->scratch);
    return !a->scratch.failed && arena_copy(&a->arena, buffer_slice(&a->scratch), kept);
}

bool uncounted_says_more(struct audit *a, const struct report *r, uint32_t first, bool *more)
{
    struct slice kept, counted;
    *more = false;
    if (!a->options.scope)
        return true;
    if (!own_copy(a, r, &kept) || !ledger_copy(&a->ledger, first, &a->arena, &counted))
        return false;
    *more = copy_says_more(counted, kept);
    return true;
}

/* Does one of the copies hide failures that the other one shows (SPEC 8.1), and which came first? */
static bool note_conflict(struct audit *a, const struct report *r, const uint32_t *first,
                          const char *key, struct slice kept, struct slice counted)
{
    return troubles_add(&a->figures.conflicts, r, 0, key, kept, counted) &&
           note_displaced(a, r, first, key);
}

bool uncounted_report(struct audit *a, struct report *r, enum exception_kind kind,
                      const uint32_t *first)
{
    if (kind == EXCEPTION_DUPLICATE && !listeners_want_duplicates(&a->listeners))
        return true;
    struct exception e = {.kind = kind,
                          .reason = REASON_NONE,
                          .unread = UNREAD_REASONS,
                          .report = r,
                          .source = r->source,
                          .has_first = first != NULL};
    struct slice kept, counted;
    if ((first && !first_place(a, *first, &e.first)) || !own_copy(a, r, &kept) ||
        !counted_copy(a, r, first, &counted) || !report_key(&a->keyer, r, e.key) ||
        !uncounted_redact(a, r, e.key))
        return false;
    note_sessions(&e, kept, counted);
    e.source = r->source;
    bool ok = (kind != EXCEPTION_CONFLICT || note_conflict(a, r, first, e.key, kept, counted)) &&
              (kind == EXCEPTION_DUPLICATE ? listeners_tell_exception(&a->listeners, &e)
                                           : uncounted_keep(a, &e));
    arena_reset(&a->arena);
    return ok;
}

bool uncounted_keep(struct audit *a, const struct exception *e)
{
    a->exceptions_n++;
    return exception_pack(&a->exceptions, &a->scratch, e) &&
           listeners_tell_exception(&a->listeners, e);
}

/* A report of the future is told of by name, with its sessions: nobody vanishes (SPEC 4). */
static bool note_future(struct audit *a, struct report *r, struct exception *e)
{
    struct slice kept, nothing = {0};
    const struct scope *scope = a->options.scope;
    bool is_selected = selection_marks(a->options.selection, r) &&
                       (!scope || scope_admits(scope, r));
    e->report = r;
    if (!own_copy(a, r, &kept) || !report_key(&a->keyer, r, e->key) ||
        !uncounted_redact(a, r, e->key))
        return false;
    note_sessions(e, kept, nothing);
    return !is_selected || troubles_add(&a->figures.future_dated, r, 0, e->key, kept, nothing);
}

bool uncounted_rejection(struct audit *a, const struct rejection *r)
{
    struct exception e = {.kind = EXCEPTION_REJECTED,
                          .reason = r->reason,
                          .unread = UNREAD_REASONS,
                          .source = r->source,
                          .left_out = r->left_out};
    a->totals.rejected++;
    return (!r->report || note_future(a, r->report, &e)) && redact_place(a, a->input, &e.source) &&
           uncounted_keep(a, &e);
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
           redact_place(a, a->input, &e.source) && uncounted_keep(a, &e);
}
