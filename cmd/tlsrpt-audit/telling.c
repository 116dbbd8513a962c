/* What a run tells at its end on standard error: what its outputs lack, and why it has failed. */
#include "cmd/tlsrpt-audit/crowds.h"
#include "cmd/tlsrpt-audit/edition_names.h"
#include "cmd/tlsrpt-audit/run.h"
#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/findings/causes.h"

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

void run_tell(struct run *r)
{
    tell_what_is_missing(r);
    tell_of_unjudged(r);
    tell_of_table(r);
    tell_given_up(r);
    r->trouble |= !given_held(&r->given);
    given_note_times(&r->account, &r->options);
    crowds_warn_of_hosts(&r->account, &r->options);
}

/* Does a finding ask for status 3 (--fail-on)? */
static bool is_alarm(const struct options *o, const struct finding *f)
{
    bool is_open = f->status != FINDING_CLOSED;
    return (unsigned)f->severity >= o->fail_on &&
           (o->fail_on_what == FAIL_ON_ANY || finding_is_news(f) ||
            (is_open && o->fail_on_what == FAIL_ON_OPEN));
}

bool run_tell_alarms(struct run *r)
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

void run_tell_editions_left(struct run *r)
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
    if (left.all && !r->options.quiet)
        run_complain(r, "warning: no domain is listed or reported on: {domain} stands for none, "
                        "and no file was written for it");
    r->trouble |= left.unlisted > 0 || left.some;
}

bool run_tell_exceptions(struct run *r)
{
    const struct totals *t = &r->account.audit.totals;
    if (t->rejected == 0 && t->conflicts == 0)
        return false;
    if (!r->options.quiet)
        run_complain(r, "--strict: %s rejected, %s in conflict (--table exceptions names them)",
                     thousands((int64_t)t->rejected).text, thousands((int64_t)t->conflicts).text);
    return true;
}
