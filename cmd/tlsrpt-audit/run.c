#include "cmd/tlsrpt-audit/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/ending.h"
#include "cmd/tlsrpt-audit/mailboxes.h"
#include "cmd/tlsrpt-audit/option_rows.h"
#include "cmd/tlsrpt-audit/terminal.h"
#include "formats/read/confined.h"
#include "formats/read/decoders.h"
#include "lib/base/utf8.h"

void run_complain(struct run *r, const char *format, ...)
{
    va_list arguments;
    progress_clear(&r->progress);
    va_start(arguments, format);
    complain_of(format, arguments);
    va_end(arguments);
    r->said = true;
}

bool run_fail(struct run *r, const char *sentence)
{
    run_complain(r, "%s", sentence);
    return false;
}

static uint64_t size_of_inputs(const struct options *o)
{
    uint64_t total = 0;
    for (size_t i = 0; i < o->inputs_n; i++) {
        struct stat status;
        if (stat(o->inputs[i], &status) != 0 || !S_ISREG(status.st_mode))
            return 0; /* nobody knows how much a folder or pipe holds */
        total += (uint64_t)status.st_size;
    }
    return total;
}

/* Does the state know reports by this run's identity? If every copy counts, by the usual one. */
static bool state_agrees(struct run *r)
{
    enum dedup dedup = r->options.dedup == DEDUP_NONE ? DEDUP_IDENTITY : r->options.dedup;
    const char *own = dedup_name(dedup), *held = state_identity(r->state, own);
    if (!held) {
        complain("%s", state_error(r->state));
        return false;
    }
    r->refused = strcmp(held, own) != 0;
    if (r->refused)
        complain("%s: remembers reports by --dedup=%s: this run would know none of them; give "
                 "that, or another --state",
                 r->options.state, held);
    return !r->refused;
}

/* Each run has a hash key of its own, but runs that share a state have the state's. */
static bool open_state(struct run *r)
{
    char error[STATE_ERROR];
    if (!r->options.state) {
        return hash_key_draw(&r->extract.key) ||
               run_fail(r, "the kernel gives no random bytes (getrandom)");
    }
    if (!placer_database(r->placer, r->options.state, PLACEMENT_PRIVATE))
        return run_fail(r, "out of memory");
    r->state = state_open(r->options.state, r->interrupted, error);
    if (!r->state) {
        complain("%s", error);
        return false;
    }
    r->extract.key = *state_key(r->state);
    return state_agrees(r);
}

static bool init_account(struct run *r)
{
    struct options *o = &r->options;
    bool has_setup = (o->dns.n > 0 && setup_is_given(&r->given.dns)) || o->sts_policy.n > 0;
    r->with = (struct account_options){
        .audit = {.key = &r->extract.key,
                  .dedup = o->dedup,
                  .selection = &o->selection,
                  .scope = o->scope ? &r->given.scope : NULL,
                  .inputs = r->inputs,
                  .inputs_n = o->inputs_n,
                  .state = r->state,
                  .verifies = r->given.keys != NULL,
                  .believes_server = o->authserv_id != NULL,
                  .require_auth = o->require_auth,
                  .redacted = o->redact,
                  .slice = o->slice,
                  .slices = o->slices,
                  .redaction = o->redact ? &r->redaction : NULL},
        .given = {.tuning = &r->given.tuning,
                  .networks = o->ip_db.n > 0 ? &r->given.networks : NULL,
                  .setup = {.dns = has_setup ? &r->given.dns : NULL,
                            .served = &r->given.served,
                            .watch = has_setup ? &r->given.watch : NULL,
                            .names = r->given.setup_names},
                  .dns_files = r->given.dns.files,
                  .dns_files_n = r->given.dns.files_n,
                  .earlier = o->compare ? &r->given.earlier : NULL,
                  .keys = r->given.keys,
                  .controls = &r->given.controls,
                  .reviews = r->trail.file ? &r->trail.reviews : NULL},
        .sample_size = o->sample,
        .sample_seed = slice_of(o->sample_seed)};
    return account_init(&r->account, &r->with);
}

static void init_extract(struct run *r)
{
    const struct options *o = &r->options;
    r->extract = (struct extract_options){.confined = r->extract.confined,
                                          .limits = o->limits,
                                          .dedup = o->dedup,
                                          .keep_documents = (o->extract || o->evidence) &&
                                                            !o->redact,
                                          .keep_messages = o->evidence_mails && !o->redact,
                                          .hashes = o->hash_inputs,
                                          .lists_attachments = o->verbose > 1,
                                          .now = o->now,
                                          .strict_keys = o->dkim == DKIM_WHEN_STRICT,
                                          .authserv_id = slice_of(o->authserv_id)};
    r->extract.limits.stop = r->interrupted;
}

static bool read_given(struct run *r)
{
    const struct options *o = &r->options;
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
    return true;
}

static bool open_trail(struct run *r)
{
    const struct options *o = &r->options;
    if (!o->run_log)
        return true;
    if (!trail_open(&r->trail, o->run_log, r->placer))
        return run_fail(r, r->trail.error);
    if (r->trail.reviews.broken > 0 && !o->quiet)
        say_plain(&r->speaker,
                  "warning: %s: line %" PRIu64
                  " does not follow the line before it; see --check-run-log",
                  o->run_log, r->trail.reviews.broken);
    return true;
}

static bool init_inputs(struct run *r)
{
    const struct options *o = &r->options;
    r->inputs = calloc(o->inputs_n + 1, sizeof *r->inputs);
    r->looks = calloc(o->inputs_n + 1, sizeof *r->looks);
    for (size_t i = 0; r->looks && (o->hash_inputs || o->run_log) && i < o->inputs_n; i++)
        r->looks[i] = fingerprint_look(o->inputs[i]);
    for (size_t i = 0; r->inputs && i < o->inputs_n; i++)
        if (!utf8_sound(slice_of(o->inputs[i]), &r->arena, &r->inputs[i].path))
            return false;
    return r->inputs && r->looks;
}

/* A folder's name need not be UTF-8. */
static void note_folder(struct run *r)
{
    char folder[FOLDER_BYTES];
    struct slice known = getcwd(folder, sizeof folder) ? slice_of(folder) : SLICE("(not known)");
    r->folder[utf8_mend(r->folder, known)] = '\0';
}

static void init_about(struct run *r, int argc, char **argv)
{
    const struct options *o = &r->options;
    note_folder(r);
    r->about = (struct about){.version = VERSION,
                              .generated = o->now,
                              .dedup = o->dedup,
                              .selection = &o->selection,
                              .limits = &o->limits,
                              .argc = argc,
                              .argv = argv,
                              .rules_sha256 = r->given.rules_sha256,
                              .dkim = options_dkim(o),
                              .authserv_id = o->authserv_id,
                              .reviewer = o->reviewer,
                              .organization = o->organization,
                              .given = r->given.files,
                              .given_n = r->given.files_n,
                              .evidence_mails = o->evidence_mails,
                              .folder = r->folder,
                              .columns = terminal_columns(),
                              .colour = terminal_has_colour(),
                              .csv_raw = o->csv_raw,
                              .threaded = o->jobs > 1,
                              .placer = r->placer,
                              .part_options = buffer_slice(&r->merging.shown)};
    r->about.digest = (struct digest_options){.from = o->digest_from ? o->digest_from
                                                                     : mailbox_of_user(),
                                              .to = o->digest_to,
                                              .link = o->digest_link,
                                              .only_new = o->digest_when == DIGEST_WHEN_NEW};
}

static void init_progress(struct run *r)
{
    const struct options *o = &r->options;
    bool shown = o->progress == SHOW_ALWAYS ||
                 (o->progress == SHOW_AUTO && isatty(STDERR_FILENO) && !o->quiet);
    progress_start(&r->progress, shown, size_of_inputs(o));
}

static bool init_placer(struct run *r)
{
    int failure;
    r->placer = placer_start(&failure);
    if (!r->placer) {
        run_complain(r, "no process could be started that puts the outputs in place: %s",
                     strerror(failure));
        return false;
    }
    ending_set_placer(r->placer);
    enclosure_make_temporary_folder(r->placer);
    return true;
}

static bool open_outputs(struct run *r)
{
    const char *error = NULL;
    if (!outputs_open(&r->outputs, &r->options, NULL, &r->about, &r->account))
        return run_fail(r, r->outputs.error);
    r->editions = editions_open(&r->options, &r->about, &r->account, &r->with, &error);
    return !error || run_fail(r, error);
}

bool run_refuse(struct run *r)
{
    r->refused = !r->merging.lacks_means;
    return run_fail(r, r->merging.error);
}

bool run_set_up(struct run *r, int argc, char **argv)
{
    const struct options *o = &r->options;
    r->speaker = (struct speaker){.progress = &r->progress, .says_all = o->verbose > 1};
    r->extract.confined = confined_start(decoders_run, r->interrupted); /* while nothing is open */
    if (!merging_prepare(&r->merging, &r->options))
        return run_refuse(r);
    init_extract(r);
    if (!init_placer(r) || !open_state(r) || !read_given(r) || !open_trail(r))
        return false;
    if (!merging_agree(&r->merging, o, &r->given))
        return run_refuse(r);
    if (!init_inputs(r) || !init_account(r))
        return run_fail(r, "out of memory");

    init_about(r, argc, argv);
    if (!run_redact(r))
        return run_fail(r, "out of memory");
    init_progress(r);
    return open_outputs(r) && (enclosure_enter(o, r->placer, r->why) || run_fail(r, r->why));
}

void run_tear_down(struct run *r)
{
    confined_stop(r->extract.confined);
    outputs_close(&r->outputs);
    editions_close(r->editions);
    account_free(&r->account);
    given_free(&r->given);
    redaction_free(&r->redaction);
    trail_close(&r->trail);
    state_free(r->state);
    ending_set_placer(NULL);
    placer_free(r->placer); /* last: it removes the databases' journals */
    arena_free(&r->arena);
    free(r->inputs);
    merging_free(&r->merging);
    free(r->looks);
    options_free(&r->options);
}
