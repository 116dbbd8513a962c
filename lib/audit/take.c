#include "lib/audit/take.h"

#include "lib/audit/copies.h"
#include "lib/audit/uncounted.h"

/* Does anyone want the report's key? It takes a SHA-256, so it is worked out only then. */
static bool needs_key(const struct audit *a, const struct report *r)
{
    if (report_is_unauthenticated(r) || r->source.signature.result != DKIM_UNCHECKED)
        return true;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        if (p->details_n > 0)
            return true;
    return listeners_want_reports(&a->listeners);
}

/* Takes a report about other domains alone that is met for the first time. */
static bool take_foreign(struct audit *a, struct report *r)
{
    a->totals.foreign_reports++;
    return foreign_add(&a->foreign, r) && uncounted_foreign(a, r);
}

/* An output holds another copy from an earlier run: notes whether either hides failures of the
 * other (SPEC 8.1). Not where every copy counts: neither is hidden then. */
static bool note_other_copy(struct audit *a, const struct report *r, const char *key,
                            struct slice other)
{
    struct copies copies = {.other = other, .both_may_count = true};
    return uncounted_keep(a, r, &copies.own) &&
           troubles_add_copy(&a->figures.conflicts, r, key, copies);
}

/* What is counted in an edition was remembered when it was counted in the whole. */
static bool remember(struct audit *a, const struct report *r)
{
    struct state *s = a->options.edition ? NULL : a->options.state;
    return !s || state_add(s, r);
}

static bool count(struct audit *a, struct report *r)
{
    a->totals.reports++;
    struct input_row *in = input_row_at_hand(a->in);
    in->reports++;
    in->aligned_signatures += r->source.signature.aligned == DKIM_ALIGNED;
    in->changed_bodies += r->source.signature.aligned == DKIM_ALIGNED &&
                          r->source.signature.reason == DKIM_BODY_HASH;
    char key[REPORT_KEY_TEXT + 1] = "";
    if (!remember(a, r))
        return false;
    if (a->options.scope && !a->options.edition && !foreign_add(&a->foreign, r))
        return false;
    struct slice other;
    bool wants_key = needs_key(a, r) || a->options.redaction;
    return (!wants_key || report_key(&a->keyer, r, key)) &&
           redact_report(a->options.redaction, &a->arena, a->row, key, r) &&
           figures_add(&a->figures, r, key) &&
           listeners_tell_report(&a->listeners, r, key, &other) &&
           (other.n == 0 || a->options.dedup == DEDUP_NONE || note_other_copy(a, r, key, other));
}

static bool conflict(struct audit *a, struct report *r, const uint32_t *first)
{
    a->totals.conflicts++;
    return uncounted_report(a, r, EXCEPTION_CONFLICT, first);
}

/* Takes a report by what the state said of it. */
static bool take_told_by_state(struct audit *a, struct report *r, enum state_verdict verdict)
{
    switch (verdict) {
    case STATE_NEW:
        return count(a, r);
    case STATE_KNOWN: /* an edition is told of conflicts alone, about whichever of its domains */
        *(a->options.edition ? &a->totals.duplicates : &a->totals.known) += 1;
        return true;
    case STATE_OTHER_CONTENT:
        return conflict(a, r, NULL);
    case STATE_FAILED:
        break;
    }
    return false;
}

/* Takes a report unless an earlier run counted it. `row` is that of its first copy in this run. */
static bool take_new(struct audit *a, struct report *r, uint32_t row)
{
    struct state *s = a->options.state;
    enum state_verdict verdict = s ? state_find(s, r) : STATE_NEW;
    struct slice own;
    if (verdict == STATE_KNOWN && !uncounted_keep(a, r, &own))
        return false;
    if (verdict == STATE_KNOWN && copy_says_more_than_known(state_copy(s), own, r, a->options.key))
        verdict = STATE_OTHER_CONTENT;
    if (verdict != STATE_NEW)
        ledger_set_known(&a->ledger, row);
    return take_told_by_state(a, r, verdict);
}

/* --dedup=none counts each content of a report. Each is remembered under an identity of its own,
 * besides the report itself, for which other runs with the state will ask. */
static bool take_each(struct audit *a, struct report *r)
{
    struct state *s = a->options.state;
    enum state_verdict verdict = s ? state_find(s, r) : STATE_NEW;
    if (s && (verdict == STATE_NEW || verdict == STATE_OTHER_CONTENT)) {
        if (verdict == STATE_NEW && !remember(a, r))
            return false;
        r->identity.high = hash_mix(r->identity.high ^ r->content);
        verdict = state_find(s, r);
    }
    return take_told_by_state(a, r, verdict);
}

/* Takes a report that the ledger tells from others, as a new one or as a copy of one. */
static bool take_by_ledger(struct audit *a, struct report *r, bool is_foreign)
{
    uint32_t row = 0;
    bool says_more = false;
    enum ledger_verdict verdict = ledger_take(&a->ledger, a->row, r, &row);
    if (verdict == LEDGER_FAILED)
        return false;
    if (verdict == LEDGER_NEW)
        return is_foreign ? take_foreign(a, r) : take_new(a, r, row);
    if (ledger_is_known(&a->ledger, row))
        return take_new(a, r, row);
    if (verdict == LEDGER_DUPLICATE && !is_foreign && !uncounted_says_more(a, r, row, &says_more))
        return false;
    if (verdict == LEDGER_CONFLICT || says_more)
        return conflict(a, r, &row);
    a->totals.duplicates++;
    return uncounted_report(a, r, EXCEPTION_DUPLICATE, &row);
}

static bool take_report(struct audit *a, struct report *r)
{
    if (!selection_admits(a->options.selection, r)) {
        a->totals.left_out++;
        return true;
    }
    a->totals.reports_found++;
    bool is_foreign = a->options.scope && !scope_admits(a->options.scope, r);
    if (a->options.require_auth && !source_is_authentic(&r->source)) {
        a->totals.unauthenticated++; /* so a forged copy that comes first displaces no true one */
        return uncounted_report(a, r, EXCEPTION_UNAUTHENTICATED, NULL);
    }
    if (a->options.dedup == DEDUP_NONE)
        return is_foreign ? take_foreign(a, r) : take_each(a, r);
    if (is_foreign) /* a forged copy that is attributed to others displaces no true one */
        r->identity.high = hash_mix(r->identity.high);
    return take_by_ledger(a, r, is_foreign);
}

static bool is_unread(const struct outcome *o)
{
    return o->unread && !o->reports && !o->rejections;
}

static void sum_messages(struct totals *t, const struct input_row *row)
{
    t->messages += row->messages;
    t->messages_with_reports += row->with_reports;
    t->messages_rejected += row->rejected;
    t->messages_unread += row->unread;
    t->messages_ignored += row->ignored;
}

static void count_message(struct audit *a, const struct outcome *o)
{
    struct input_row alone = {.messages = 0};
    input_count_message(&alone, o);
    sum_messages(&a->totals, &alone);
    input_count_message(a->in, o);
}

/* Takes over how many messages one of a part's inputs had, and what came of them. */
static bool take_told(struct audit *a, const struct part_line *line)
{
    bool has_more;
    const struct input_row *row = input_told(a->in, line, &a->kept, &has_more);
    if (row)
        sum_messages(&a->totals, row);
    return row || !has_more;
}

static bool take_part(struct audit *a, const struct outcome *o)
{
    const struct part_line *line = &o->part->line;
    a->in->is_part = true;
    if (o->part->what != PART_LINE)
        return true;
    switch (line->kind) {
    case PART_INPUT:
        return input_begins(a->in, line->path, &a->kept);
    case PART_TOLD:
        return take_told(a, line);
    case PART_LEFT_OUT:
        a->totals.left_out += line->left_out;
        return true;
    default:
        return true;
    }
}

/* Turns to an INPUT. The number of its row at hand counts all rows, a part's own in place of the
 * part. */
static void turn_to(struct audit *a, uint32_t input)
{
    const struct input_row *inputs = a->options.inputs;
    for (; a->passed < input; a->passed++)
        a->rows_passed += (uint32_t)input_rows_n(&inputs[a->passed]);
    a->in = &a->options.inputs[input];
    size_t before = a->in->rows_n > 0 ? a->in->rows_n - 1 : 0;
    a->row = a->rows_passed + (uint32_t)before;
}

bool take_outcome(struct audit *a, const struct outcome *o)
{
    turn_to(a, o->input);
    if (o->kind == OUTCOME_MESSAGE && !o->is_of_part)
        count_message(a, o);
    if (o->kind == OUTCOME_PART)
        return take_part(a, o);
    if (o->kind == OUTCOME_SKIPPED)
        a->totals.files_skipped++;
    for (struct report *r = o->reports; r; r = r->next)
        if (!take_report(a, r))
            return false;
    for (const struct rejection *r = o->rejections; r; r = r->next)
        if (!uncounted_rejection(a, r))
            return false;
    return !is_unread(o) || uncounted_unread(a, o);
}
