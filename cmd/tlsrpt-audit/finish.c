#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/crowds.h"
#include "cmd/tlsrpt-audit/edition_names.h"
#include "cmd/tlsrpt-audit/ending.h"
#include "cmd/tlsrpt-audit/run.h"
#include "formats/read/fingerprint.h"
#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/findings/causes.h"

static int give_up(struct run *r, const char *sentence)
{
    run_complain(r, "%s", sentence);
    return STATUS_TROUBLE;
}

static int give_up_reading(struct run *r)
{
    for (size_t i = 0; i < r->outputs.n; i++)
        if (r->outputs.at[i]->error[0] != '\0')
            run_complain(r, "%s", r->outputs.at[i]->error);
    if (r->editions && editions_error(r->editions))
        run_complain(r, "%s", editions_error(r->editions));
    return r->refused ? STATUS_USAGE : r->said ? STATUS_TROUBLE : give_up(r, "out of memory");
}

static void hash_inputs(struct run *r)
{
    for (size_t i = 0; i < r->options.inputs_n && !*r->interrupted; i++) {
        struct source where = {.path = r->inputs[i].path};
        const char *path = r->options.inputs[i];
        if (!r->inputs[i].kind || r->inputs[i].is_part) /* a part tells the hashes of its INPUTs */
            continue;
        int failure = fingerprint_input(path, r->inputs[i].sha256, &r->inputs[i].bytes);
        struct fingerprint_look now = fingerprint_look(path), *then = &r->looks[i];
        bool has_changed = now.files != then->files || now.sum != then->sum;
        if (failure == 0 && !has_changed)
            continue;
        r->inputs[i].sha256[0] = '\0';
        r->trouble = true;
        say(&r->speaker, &where, "its SHA-256 is not known: ",
            has_changed ? SLICE("it changed while it was read") : slice_of(strerror(failure)));
    }
}

/* Comes after the outputs are in place: a crash between the two repeats reports, and loses none
 * (SPEC 9). */
static bool commit_state(struct run *r)
{
    struct state *s = r->state;
    time_seconds oldest = r->about.generated -
                          (time_seconds)r->options.state_expire * SECONDS_A_DAY;
    if (!s || ((r->options.state_expire == 0 || state_expire(s, oldest)) &&
               state_commit(s, r->about.generated)))
        return true;
    complain("%s; the next run will count these reports again", state_error(s));
    return false;
}

static bool append_to_trail(struct run *r)
{
    const struct trail_run run = {&r->outputs, r->editions, &r->about, &r->account};
    if (!r->trail.file || trail_append(&r->trail, r->options.run_log, &run))
        return true;
    run_complain(r, "%s", r->trail.error);
    return false;
}

/* What follows the outputs may have to wait for other runs: an interrupted wait is no trouble. */
static int end_in_place(const struct run *r)
{
    if (!*r->interrupted)
        return STATUS_TROUBLE;
    ending_say(ENDING_PLACED);
    return STATUS_INTERRUPTED;
}

/* An empty folder may be right, or the wrong one was named; of a file that is named something is
 * expected. */
static void tell_of_empty_input(struct run *r, const struct input_row *in)
{
    struct source where = {.path = in->path};
    if (!input_is_folder(in)) {
        r->trouble = true;
        say(&r->speaker, &where, "",
            in->kind ? SLICE("holds no message and no report")
                     : SLICE("is no mail folder, mbox, archive, message, report or record file"));
    } else if (!r->options.quiet) {
        say(&r->speaker, &where, "",
            strcmp(in->kind, "maildir") == 0
                ? SLICE("is a Maildir of 0 messages")
                : SLICE("is a folder of 0 messages: is this the right Maildir? expected "
                        "cur/ and new/"));
    }
}

/* Warns that a list of wanted keys lacks those of reports whose signatures nobody looked at. */
static void tell_of_unjudged(struct run *r)
{
    const struct audit *a = &r->account.audit;
    uint64_t unjudged = a->totals.reports - a->figures.signers.checked;
    if (r->options.wanted_keys && unjudged > 0 && !r->options.quiet)
        run_complain(r,
                     "warning: --wanted-keys: %s counted %s without a verdict on signatures: only "
                     "the mail tells which keys are wanted",
                     thousands((int64_t)unjudged).text,
                     plural((int64_t)unjudged, "report is a record", "reports are records"));
}

/* Warns that a table without rows is no answer to what it is about. */
static void tell_of_table(struct run *r)
{
    const struct table *t = r->options.table ? table_find(r->options.table) : NULL;
    if (!t || r->options.quiet)
        return;
    if (!table_is_there(t, &r->account))
        run_complain(r, "warning: --table %s has no rows without %s", t->name, t->wants);
    else if (t->id == TABLE_SIGNATURES && !audit_speaks_of_signatures(&r->account.audit))
        run_complain(r, "warning: --table %s has no rows without --dkim=on, or keys in --dns",
                     t->name);
}

/* Tells which inputs held nothing or changed mail, and what could not be looked into, so that
 * nothing is missed in silence (SPEC 2). */
static void tell_what_is_missing(struct run *r)
{
    const struct audit *a = &r->account.audit;
    for (size_t i = 0; i < a->inputs_n; i++)
        if (a->inputs[i].held == INPUT_HELD_NOTHING)
            tell_of_empty_input(r, &a->inputs[i]);
    for (size_t i = 0; i < a->inputs_n && !r->options.quiet; i++)
        if (input_is_changed(&a->inputs[i]))
            say_changed_mail(&r->speaker, &a->inputs[i]);
    const struct unread_tally *u = &r->account.audit.unread;
    for (size_t i = 0; i < u->n && !r->options.quiet; i++)
        if (u->rows[i].messages > 0)
            say_unread_messages(&r->speaker, &u->rows[i]);
}

static void tell_given_up_list(struct run *r, const char *option, const struct patterns *list)
{
    for (size_t i = 0; i < selection_count(list); i++) {
        const struct expression *e = selection_expression(list, i);
        if (expression_given_up(e) == 0)
            continue;
        say_given_up(&r->speaker, option, e);
        r->trouble = true;
    }
}

/* Texts on which an expression was given up are in no figure, or in the wrong one. */
static void tell_given_up(struct run *r)
{
    const struct expression *cause = causes_given_up(r->given.tuning.causes);
    tell_given_up_list(r, "--domain", r->options.selection.domains);
    tell_given_up_list(r, "--reporter", r->options.selection.reporters);
    if (cause)
        say_given_up(&r->speaker, r->options.rules ? r->options.rules : "causes", cause);
    r->trouble |= cause != NULL;
}

/* Does a finding ask for status 3 (--fail-on)? */
static bool is_alarm(const struct options *o, const struct finding *f)
{
    bool is_open = f->status != FINDING_CLOSED;
    return (unsigned)f->severity >= o->fail_on &&
           (o->fail_on_what == FAIL_ON_ANY || finding_is_news(f) ||
            (is_open && o->fail_on_what == FAIL_ON_OPEN));
}

/* Tells what --fail-on ends with status 3 for. False: nothing. */
static bool tell_alarms(struct run *r)
{
    const struct findings *all = &r->account.findings;
    size_t n[SEVERITIES] = {0}, sum = 0;
    struct buffer text = {0};
    for (size_t i = 0; i < all->n; i++) {
        bool counts = is_alarm(&r->options, &all->at[i]);
        n[all->at[i].severity] += counts;
        sum += counts;
    }

    buffer_append_text(&text, "--fail-on:");
    for (int i = SEVERITIES - 1; i >= 0; i--) {
        if (n[i] == 0)
            continue;
        buffer_append_format(&text, " %s %s,", thousands((int64_t)n[i]).text, severity_names[i]);
    }
    text.n -= text.n > 0; /* the last comma */
    buffer_append_text(&text, plural((int64_t)sum, " finding", " findings"));
    buffer_append(&text, SLICE(" (--table findings tells of them)\0"));
    if (sum > 0 && !r->options.quiet && !text.failed)
        run_complain(r, "%s", text.at);
    buffer_free(&text);
    return sum > 0;
}

static void tell_editions_left(struct run *r)
{
    struct editions_left left;
    editions_left(r->editions, &left);
    if (left.unlisted > 0)
        run_complain(r,
                     "%s no list names %s no edition: only the %s with the most reports do; "
                     "name yours with --scope",
                     counted((int64_t)left.unlisted, "domain that", "domains that").text,
                     plural((int64_t)left.unlisted, "has", "have"),
                     thousands(EDITIONS_UNLISTED_MOST).text);
    _Static_assert(EDITIONS_MOST == 50000, "as the sentence says");
    if (left.some)
        run_complain(r, "there are more than 50,000 clients or domains: the others have no "
                        "edition");
    r->trouble |= left.unlisted > 0 || left.some;
}

/* Makes all of them whole before the first is put in place. */
static bool write_outputs(struct run *r)
{
    struct editions *e = r->editions;
    bool ok = outputs_finish(&r->outputs, &r->account) &&
              (!e || editions_finish(e, r->interrupted)) && !*r->interrupted &&
              outputs_commit(&r->outputs) && (!e || editions_commit(e)) &&
              outputs_place(&r->outputs, r->placer);
    if (r->outputs.error && !*r->interrupted)
        run_complain(r, "%s", r->outputs.error);
    if (e && editions_error(e) && !*r->interrupted)
        run_complain(r, "%s", editions_error(e));
    if (ok && e)
        tell_editions_left(r);
    return ok;
}

/* Tells what --strict ends with status 1 for. False: nothing. */
static bool tell_exceptions(struct run *r, const struct totals *t)
{
    if (t->rejected == 0 && t->conflicts == 0)
        return false;
    if (!r->options.quiet)
        run_complain(r, "--strict: %s rejected, %s in conflict (--table exceptions names them)",
                     thousands((int64_t)t->rejected).text, thousands((int64_t)t->conflicts).text);
    return true;
}

int run_finish(struct run *r, bool was_read)
{
    const struct totals *t = &r->account.audit.totals;
    if (*r->interrupted)
        return STATUS_INTERRUPTED;
    if (!was_read)
        return give_up_reading(r);
    if (r->options.hash_inputs || r->options.run_log)
        hash_inputs(r);
    if (!account_finish(&r->account))
        return give_up(r, audit_finish_error(&r->account.audit));
    tell_what_is_missing(r);
    tell_of_unjudged(r);
    tell_of_table(r);
    tell_given_up(r);
    r->trouble |= !given_held(&r->given);
    given_note_times(&r->account, &r->options);
    crowds_warn_of_hosts(&r->account, &r->options);
    if (!audit_adds_up(&r->account.audit))
        return give_up(r, "the totals do not add up; please report this as a bug");
    if (r->account.audit.figures.saturated && !r->options.quiet)
        run_complain(r, "warning: a sum of sessions is over 2^63-1 and was cut there");
    if (!write_outputs(r))
        return *r->interrupted ? STATUS_INTERRUPTED : STATUS_TROUBLE;
    if (!commit_state(r) || !append_to_trail(r))
        return end_in_place(r);
    if (!r->trouble && tell_alarms(r))
        return STATUS_FINDING;
    bool is_wanting = r->options.strict && tell_exceptions(r, t);
    return r->trouble || is_wanting ? STATUS_TROUBLE : STATUS_DONE;
}
