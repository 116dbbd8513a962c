#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/ending.h"
#include "cmd/tlsrpt-audit/run.h"
#include "formats/read/fingerprint.h"

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
        run_tell_editions_left(r);
    return ok;
}

int run_finish(struct run *r, bool was_read)
{
    if (*r->interrupted)
        return STATUS_INTERRUPTED;
    if (!was_read)
        return give_up_reading(r);
    if (r->options.hash_inputs || r->options.run_log)
        hash_inputs(r);
    if (!account_finish(&r->account))
        return give_up(r, audit_finish_error(&r->account.audit));
    run_tell(r);
    if (!audit_adds_up(&r->account.audit))
        return give_up(r, "the totals do not add up; please report this as a bug");
    if (r->account.audit.figures.saturated && !r->options.quiet)
        run_complain(r, "warning: a sum of sessions is over 2^63-1 and was cut there");
    if (!write_outputs(r))
        return *r->interrupted ? STATUS_INTERRUPTED : STATUS_TROUBLE;
    if (!commit_state(r) || !append_to_trail(r))
        return end_in_place(r);
    if (!r->trouble && run_tell_alarms(r))
        return STATUS_FINDING;
    bool is_wanting = r->options.strict && run_tell_exceptions(r);
    return r->trouble || is_wanting ? STATUS_TROUBLE : STATUS_DONE;
}
