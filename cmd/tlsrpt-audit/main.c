/*
 * tlsrpt-audit: reads a pile of TLS reports once, and writes any number of outputs in that one
 * pass.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/file.h"
#include "cmd/tlsrpt-audit/given.h"
#include "cmd/tlsrpt-audit/outputs.h"
#include "cmd/run/pipeline.h"
#include "cmd/run/sandbox.h"
#include "cmd/tlsrpt-audit/say.h"
#include "cmd/tlsrpt-audit/terminal.h"
#include "formats/read/decoders.h"
#include "formats/read/fingerprint.h"
#include "formats/read/input.h"
#include "lib/base/utf8.h"

static _Atomic bool interrupted, asked; /* set by the signal handlers only; asked: for progress */

/* What came of an input: mail or reports, or trouble that was said. */
enum held { HELD_NOTHING, HELD_TROUBLE, HELD_MAIL };

struct run {
    struct options options;
    struct extract_options extract;
    struct about about;
    struct account account;
    struct outputs outputs;
    struct input_row *inputs;
    enum held *held; /* per input */
    struct progress_line progress;
    struct speaker speaker;
    _Atomic uint64_t bytes;
    struct arena arena;  /* for the inputs' names */
    struct state *state; /* NULL: none */
    struct given given;
    char folder[4096]; /* in which the program was started */
    bool trouble;      /* something could not be read */
    bool said;         /* why the run cannot go on */
};

static void on_signal(int number)
{
    (void)number;
    interrupted = true;
}

static void on_question(int number)
{
    (void)number;
    asked = true;
}

static void catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_signal}, ignore = {.sa_handler = SIG_IGN},
                     ask = {.sa_handler = on_question, .sa_flags = SA_RESTART};
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < COUNT_OF(stopping); i++)
        sigaction(stopping[i], &stop, NULL);
    sigaction(SIGUSR1, &ask, NULL);
    sigaction(SIGPIPE, &ignore, NULL); /* a closed pipe is an output that cannot be written */
}

static void complain(struct run *r, const char *sentence)
{
    say_plain(&r->speaker, sentence);
    r->said = true;
}

static bool fail(struct run *r, const char *sentence)
{
    complain(r, sentence);
    return false;
}

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
    if (o->kind == OUTCOME_TROUBLE && interrupted)
        return true; /* an interrupted read is no fault of the input */
    bool is_whole_file = o->kind == OUTCOME_MESSAGE && o->unread && o->sentence.n > 0;
    r->trouble |= o->kind == OUTCOME_TROUBLE || is_whole_file;
    note_held(r, o);
    say_outcome(&r->speaker, o, r->options.verbose);
    enum audit_status status = audit_take(&r->account.audit, o);
    if (status != AUDIT_OK) {
        const char *error = audit_error(&r->account.audit, status);
        return error && fail(r, error); /* an output's own error is told at the end */
    }
    struct progress now = {.bytes = r->bytes,
                           .messages = r->account.audit.totals.messages,
                           .reports = r->account.audit.totals.reports_found};
    progress_update(&r->progress, &now);
    if (atomic_exchange_explicit(&asked, false, memory_order_relaxed))
        progress_print(&r->progress, &now);
    return true;
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
        write[paths.write_n] = output_path(&output_rows[i], o);
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

static bool read_inputs(struct run *r)
{
    enter_sandbox(r);
    struct pipeline_job job = {.jobs = r->options.jobs,
                               .options = &r->extract,
                               .read = walk_inputs,
                               .take = take_item,
                               .self = r,
                               .bytes = &r->bytes,
                               .stop = &interrupted};
    bool ok = pipeline_run(&job);
    say_rest(&r->speaker);
    return ok;
}

static int give_up(struct run *r, const char *sentence)
{
    complain(r, sentence);
    return STATUS_TROUBLE;
}

static int report_failed_output(struct run *r)
{
    for (size_t i = 0; i < r->outputs.n; i++)
        if (r->outputs.at[i]->error[0] != '\0')
            complain(r, r->outputs.at[i]->error);
    return r->said ? STATUS_TROUBLE : give_up(r, "out of memory");
}

static void hash_inputs(struct run *r)
{
    for (size_t i = 0; i < r->options.inputs_n && !interrupted; i++) {
        struct source where = {.path = r->inputs[i].path};
        if (!r->inputs[i].kind ||
            fingerprint_input(r->options.inputs[i], r->inputs[i].sha256, &r->inputs[i].bytes))
            continue;
        r->trouble = true;
        say(&r->speaker, &where, "its SHA-256 is not known: ", slice_of(strerror(errno)));
    }
}

/* After the outputs are in place: a crash between the two repeats reports, and loses none (SPEC
 * 9). */
static bool commit_state(struct run *r)
{
    struct state *s = r->state;
    time_seconds oldest = r->about.generated -
                          (time_seconds)r->options.state_expire * SECONDS_A_DAY;
    if (!s || ((r->options.state_expire == 0 || state_expire(s, oldest)) &&
               state_commit(s, r->about.generated)))
        return true;
    fprintf(stderr, "tlsrpt-audit: %s: %s; the next run will count these reports again\n",
            r->options.state, state_error(s));
    return false;
}

/* Nothing is wrong with an empty folder, but somebody may have named the wrong one; of a file that
 * somebody names something is expected. */
static void tell_of_empty_input(struct run *r, const struct input_row *in)
{
    const char *kind = in->kind ? in->kind : "";
    struct source where = {.path = in->path};
    if (strcmp(kind, "maildir") != 0 && strcmp(kind, "folder") != 0) {
        r->trouble = true;
        say(&r->speaker, &where, "",
            in->kind ? SLICE("holds no message and no report")
                     : SLICE("is no mail folder, mbox, archive, message, report or record file"));
    } else if (!r->options.quiet) {
        say(&r->speaker, &where, "",
            strcmp(kind, "maildir") == 0
                ? SLICE("is a Maildir of 0 messages")
                : SLICE("is a folder of 0 messages: is this the right Maildir? expected "
                        "cur/ and new/"));
    }
}

/* What came of each input, and what could not be looked into, so that nothing is missed in
 * silence (SPEC 2). */
static void tell_what_is_missing(struct run *r)
{
    for (size_t i = 0; i < r->options.inputs_n; i++)
        if (r->held[i] == HELD_NOTHING)
            tell_of_empty_input(r, &r->inputs[i]);
    for (size_t i = 0; i < r->options.inputs_n && !r->options.quiet; i++)
        if (input_is_changed(&r->inputs[i]))
            say_changed_mail(&r->speaker, &r->inputs[i]);
    const struct unread_tally *u = &r->account.audit.unread;
    for (size_t i = 0; i < u->n && !r->options.quiet; i++)
        if (u->rows[i].messages > 0)
            say_unread_messages(&r->speaker, &u->rows[i]);
}

/* Does a finding ask for status 3 (--fail-on)? */
static bool is_alarm(const struct run *r)
{
    const struct findings *all = &r->account.findings;
    for (size_t i = 0; i < all->n; i++) {
        const struct finding *f = &all->at[i];
        bool is_open = f->status != FINDING_CLOSED;
        bool is_new = f->change == CHANGE_NEW || f->change == CHANGE_REOPENED;
        enum fail_on_what what = r->options.fail_on_what;
        if ((unsigned)f->severity >= r->options.fail_on &&
            (what == FAIL_ON_ANY || (is_open && (what == FAIL_ON_OPEN || is_new))))
            return true;
    }
    return false;
}

static int finish(struct run *r, bool read)
{
    const struct totals *t = &r->account.audit.totals;
    if (interrupted)
        return STATUS_INTERRUPTED;
    if (!read)
        return report_failed_output(r);
    tell_what_is_missing(r);
    if (r->options.hash_inputs)
        hash_inputs(r);
    if (!account_finish(&r->account))
        return give_up(r, "out of memory");
    r->trouble |= !given_held(&r->given, &r->options);
    if (!audit_adds_up(&r->account.audit))
        return give_up(r, "the totals do not add up; please report this as a bug");
    if (r->account.audit.figures.saturated && !r->options.quiet)
        complain(r, "warning: a sum of sessions is over 2^63-1 and was cut there");
    if (!outputs_write(&r->outputs, &r->account, &interrupted)) {
        if (r->outputs.error)
            complain(r, r->outputs.error);
        return interrupted ? STATUS_INTERRUPTED : STATUS_TROUBLE;
    }
    if (!commit_state(r))
        return STATUS_TROUBLE;
    if (is_alarm(r) && !r->trouble)
        return STATUS_FINDING;
    return r->trouble || (r->options.strict && (t->rejected > 0 || t->conflicts > 0))
               ? STATUS_TROUBLE
               : STATUS_DONE;
}

static uint64_t size_of_inputs(const struct options *o)
{
    uint64_t total = 0;
    for (size_t i = 0; i < o->inputs_n; i++) {
        struct stat status;
        if (stat(o->inputs[i], &status) != 0 || !S_ISREG(status.st_mode))
            return 0; /* how much a folder or pipe holds, nobody knows */
        total += (uint64_t)status.st_size;
    }
    return total;
}

/* Hashes have a key of their own in each run, but for runs that share a state. */
static bool open_state(struct run *r)
{
    char error[STATE_ERROR];
    if (!r->options.state) {
        return hash_key_draw(&r->extract.key) || fail(r, strerror(errno));
    }
    r->state = state_open(r->options.state, &interrupted, error);
    if (!r->state) {
        fprintf(stderr, "tlsrpt-audit: %s: %s\n", r->options.state, error);
        return false;
    }
    r->extract.key = *state_key(r->state);
    return true;
}

static bool init_account(struct run *r)
{
    struct options *o = &r->options;
    bool is_told = o->dns.n > 0 && setup_is_told(&r->given.dns);
    struct account_options options = {.audit = {.key = &r->extract.key,
                                                .dedup = o->dedup,
                                                .selection = &o->selection,
                                                .scope = o->scope ? &r->given.scope : NULL,
                                                .inputs = r->inputs,
                                                .inputs_n = o->inputs_n,
                                                .state = r->state,
                                                .verifies = r->given.keys != NULL,
                                                .require_auth = o->require_auth},
                                      .tuning = &r->given.tuning,
                                      .networks = o->ip_db.n > 0 ? &r->given.networks : NULL,
                                      .dns = is_told ? &r->given.dns : NULL,
                                      .earlier = o->compare ? &r->given.earlier : NULL,
                                      .watch = is_told ? &r->given.watch : NULL,
                                      .keys = r->given.keys};
    return account_init(&r->account, &options);
}

static bool set_up(struct run *r, int argc, char **argv)
{
    const struct options *o = &r->options;
    r->speaker = (struct speaker){.progress = &r->progress, .says_all = o->verbose > 1};
    r->extract = (struct extract_options){.limits = o->limits,
                                          .dedup = o->dedup,
                                          .keep_documents = o->extract != NULL,
                                          .lists_attachments = o->verbose > 1,
                                          .now = o->now,
                                          .authserv_id = slice_of(o->authserv_id)};
    r->extract.confined = confined_start(decoders_run, &interrupted); /* while nothing is open */
    r->inputs = calloc(o->inputs_n + 1, sizeof *r->inputs);
    r->held = calloc(o->inputs_n + 1, sizeof *r->held);
    if (!open_state(r))
        return false;
    given_init(&r->given, &r->extract.key);
    if (!given_read(&r->given, o, &r->arena))
        return false;
    r->extract.watch = o->dns.n > 0 ? &r->given.watch : NULL;
    r->extract.networks = o->ip_db.n > 0 ? &r->given.networks : NULL;
    r->extract.keys = r->given.keys;
    if (o->require_auth && !r->given.keys && !o->authserv_id && !o->quiet)
        say_plain(&r->speaker, "warning: --require-auth without keys (--dns) and without a trusted "
                               "server (--authserv-id): nothing but records that are authentic "
                               "can count");
    r->extract.strict_keys = o->dkim == DKIM_WHEN_STRICT;
    if (!r->inputs || !r->held || !init_account(r))
        return fail(r, "out of memory");
    for (size_t i = 0; i < o->inputs_n; i++)
        if (!utf8_sound(slice_of(o->inputs[i]), &r->arena, &r->inputs[i].path))
            return fail(r, "out of memory");
    if (!getcwd(r->folder, sizeof r->folder))
        snprintf(r->folder, sizeof r->folder, "(not known)");
    r->about = (struct about){.version = VERSION,
                              .generated = o->now,
                              .dedup = o->dedup,
                              .selection = &o->selection,
                              .limits = &o->limits,
                              .argc = argc,
                              .argv = argv,
                              .folder = r->folder,
                              .columns = terminal_columns(),
                              .colour = terminal_has_colour(),
                              .csv_raw = o->csv_raw,
                              .threaded = o->jobs > 1};
    bool shown = o->progress == SHOW_ALWAYS ||
                 (o->progress == SHOW_AUTO && isatty(STDERR_FILENO) && !o->quiet);
    progress_start(&r->progress, shown, size_of_inputs(o));
    return outputs_open(&r->outputs, o, &r->about, &r->account) || fail(r, r->outputs.error);
}

static void tear_down(struct run *r)
{
    confined_stop(r->extract.confined);
    outputs_close(&r->outputs);
    account_free(&r->account);
    given_free(&r->given);
    state_free(r->state);
    arena_free(&r->arena);
    free(r->inputs);
    free(r->held);
    options_free(&r->options);
}

int main(int argc, char **argv)
{
    static struct run r;
    setenv("TZ", "UTC0",
           1); /* all days are UTC; and libarchive would look up the zone for every zip */
    setlocale(
        LC_CTYPE,
        "C.UTF-8"); /* so that libarchive gives member names in UTF-8; nothing else depends on it */
    int status = options_read(&r.options, argc, argv);
    if (status < 0) {
        catch_signals();
        status = set_up(&r, argc, argv)   ? finish(&r, read_inputs(&r))
                 : interrupted            ? STATUS_INTERRUPTED
                 : r.given.is_usage_error ? STATUS_USAGE
                                          : STATUS_TROUBLE;
    }
    tear_down(&r);
    return status;
}
