#include "cmd/tlsrpt-audit/options.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/built.h"
#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/file.h"
#include "cmd/tlsrpt-audit/lists.h"
#include "cmd/tlsrpt-audit/option_rows.h"
#include "cmd/tlsrpt-audit/settings.h"
#include "cmd/tlsrpt-audit/targets.h"
#include "cmd/tlsrpt-audit/terminal.h"
#include "cmd/tlsrpt-audit/trail.h"
#include "lib/base/io.h"

static int read_list(struct options *o, const char *path, struct buffer *list)
{
    if (!file_read_text(path, list))
        return STATUS_TROUBLE;
    char end = o->null ? '\0' : '\n';
    size_t n = list->n - 1; /* the NUL behind is file_read's own */
    bool has_nul = memchr(list->at, '\0', n) != NULL;
    if (!o->null && has_nul)
        return option_wrong("--files-from: the names in %s end in NUL: --null is wanted, too",
                            path);
    if (o->null && !has_nul && memchr(list->at, '\n', n)) /* all would be one name */
        return option_wrong("--files-from: the names in %s do not end in NUL: leave --null out",
                            path);
    size_t mark = o->null ? 0 : file_mark(list);
    for (char *at = list->at + mark; at < list->at + list->n;) {
        char *stop = memchr(at, end, (size_t)(list->at + list->n - at));
        if (!stop)
            stop = list->at + list->n - 1;
        *stop = '\0';
        if (!o->null && stop > at && stop[-1] == '\r') /* a list that came from Windows */
            stop[-1] = '\0';
        if (at[0] != '\0' && !options_add_input(o, at))
            return options_no_memory();
        at = stop + 1;
    }
    return -1;
}

static int read_lists(struct options *o)
{
    int status = -1;
    for (size_t i = 0; status < 0 && i < o->files_from.n; i++)
        status = read_list(o, o->files_from.at[i], &o->lists[i]);
    return status;
}

/* Neighbours stay together, and all slices in order are the whole. */
static void take_slice(struct options *o)
{
    if (o->slices == 0)
        return;
    uint64_t n = o->inputs_n; /* times a slice it may be too large for 32 bits */
    size_t from = (size_t)(n * (o->slice - 1) / o->slices), to = (size_t)(n * o->slice / o->slices);
    for (size_t i = from; i < to; i++)
        o->inputs[i - from] = o->inputs[i];
    o->inputs_n = to - from;
}

/* Takes what is to be read: of all INPUTs, those of the command line and then those of the lists,
 * one slice. -1: done; else the exit status. */
static int take_inputs(struct options *o)
{
    int status = read_lists(o);
    if (status >= 0)
        return status;
    if (o->inputs_n == 0)
        return option_wrong("no INPUT is named%s: a Maildir, an mbox, an archive, a message, or - "
                            "for standard input",
                            o->files_from.n > 0 ? ", by --files-from either" : "");
    take_slice(o); /* a slice of few inputs may be empty */
    return -1;
}

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* The second reader of standard input would find nothing there. */
static int check_standard_input(const struct options *o)
{
    size_t n = 0;
    bool is_input = false;
    const char *path;
    for (size_t i = 0; (path = settings_given(o, i)); i++)
        n += is_standard(path);
    for (size_t i = 0; i < o->inputs_n; i++)
        is_input |= is_standard(o->inputs[i]);
    if (n + is_input <= 1)
        return -1;
    return option_wrong("standard input (-) can be read for one purpose; name files for others");
}

static int check_inputs(const struct options *o)
{
    for (size_t i = 0; i < o->inputs_n; i++)
        if (o->inputs[i][0] == '\0')
            return option_wrong(
                "an INPUT is empty: a Maildir, an mbox, an archive, a message, or - "
                "for standard input is wanted");
    return check_standard_input(o);
}

static int check(const struct options *o)
{
    const struct selection *s = &o->selection;
    if (s->has_since && s->has_until && s->since > s->until)
        return option_wrong("--since is after --until: no day is left");
    if (o->fail_on != SEVERITY_OFF && o->fail_on_what == FAIL_ON_NEW && !o->compare)
        return option_wrong("--fail-on with :new needs --compare: new since when?");
    if (o->digest_when == DIGEST_WHEN_NEW && !o->compare)
        return option_wrong("--digest-when=new needs --compare: new since when?");
    int status = check_inputs(o);
    if (status >= 0)
        return status;
    if (o->part && o->state)
        return option_wrong("--part holds all that was found, whatever an earlier run counted: "
                            "give --state to the run that merges the parts");
    if (o->part && o->redact)
        return option_wrong("--part holds all that was found: give --redact to the run that "
                            "merges the parts");
    if (o->wanted_keys && o->dkim == DKIM_WHEN_OFF)
        return option_wrong("--wanted-keys needs signatures to be looked at: not --dkim=off");
    if (o->evidence_mails && !o->evidence)
        return option_wrong("--evidence-mails belongs to --evidence DIR");
    return targets_check(o);
}

static const char date_epoch[] = "SOURCE_DATE_EPOCH";

/* Gives the time of the run. SOURCE_DATE_EPOCH makes runs repeatable to the byte
 * (reproducible-builds.org). False: it is no time. */
static bool read_clock(time_seconds *now)
{
    const char *epoch = getenv(date_epoch);
    char *end;
    *now = (time_seconds)time(NULL);
    if (!epoch)
        return true;
    long long t = strtoll(epoch, &end, 10);
    if (!ascii_is_digit(epoch[0]) || *end != '\0' || !time_is_valid(t))
        return false;
    *now = (time_seconds)t;
    return true;
}

/* Gives the status of a run that only shows something. A reader that stops, as head(1), has seen
 * enough. */
static int end_showing(int status)
{
    int failure = io_flush(stdout);
    if (failure == 0 || failure == EPIPE)
        return status;
    complain("standard output: %s", strerror(failure));
    return STATUS_TROUBLE;
}

/* Shows what the options ask for instead of a run. -1: they ask for a run; else the exit status. */
static int show(const struct options *o)
{
    size_t columns = (size_t)terminal_columns();
    if (o->help)
        option_help();
    if (o->version)
        puts("tlsrpt-audit " VERSION);
    if (o->version && o->verbose > 0)
        built_list();
    if (o->print_config)
        settings_print(o);
    if (o->list_deviations)
        list_deviations(columns);
    if (o->list_findings)
        list_findings(columns);
    if (o->list_tables)
        list_tables(columns);
    if (o->check_run_log)
        return end_showing(trail_check(o->check_run_log));
    bool any = o->help || o->version || o->print_config || o->list_deviations || o->list_findings ||
               o->list_tables;
    return any ? end_showing(STATUS_DONE) : -1;
}

int options_read(struct options *o, int argc, char **argv)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *o = (struct options){.limits = LIMITS_DEFAULT,
                          .jobs = processors > 0 ? (unsigned)processors : 1,
                          .fail_on = SEVERITY_OFF};
    bool has_clock = read_clock(&o->now);
    o->selection.today = day_of_time(o->now);
    int status = settings_collect(o, argc, argv);
    if (status < 0)
        status = settings_apply(o);
    if (status < 0)
        status = show(o);
    if (status >= 0)
        return status;
    if (!has_clock)
        return option_wrong("%s=%s: seconds since 1970 are wanted (or unset it)", date_epoch,
                            getenv(date_epoch));
    o->hash_inputs |= o->evidence != NULL;
    status = take_inputs(o);
    return status >= 0 ? status : check(o);
}

void options_free(struct options *o)
{
    selection_free(&o->selection);
    for (size_t i = 0; i < o->files_from.n; i++)
        buffer_free(&o->lists[i]);
    buffer_free(&o->config_text);
    free(o->settings);
    free(o->inputs);
}
