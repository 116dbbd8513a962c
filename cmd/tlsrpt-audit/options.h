/*
 * options: what the command line and the configuration file ask for, checked (SPEC 6 and 7).
 *
 * Each option is one row of the table in option_rows.c, which serves getopt, the configuration
 * file, --help and --print-config.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "formats/write/output.h"

enum {
    STATUS_DONE = 0,
    STATUS_TROUBLE = 1,
    STATUS_USAGE = 2,
    STATUS_FINDING = 3,
    STATUS_INTERRUPTED = 130
};

enum show { SHOW_AUTO, SHOW_ALWAYS, SHOW_NEVER };

enum { OPTIONS_MOST_PATHS = 64 };

struct paths { /* of an option that can be given several times */
    const char *at[OPTIONS_MOST_PATHS];
    size_t n;
};

/* Are signatures verified? If key records are given; always; always, but only with keys for TLS
 * reports; never. */
enum dkim_when { DKIM_WHEN_AUTO, DKIM_WHEN_ON, DKIM_WHEN_STRICT, DKIM_WHEN_OFF, DKIM_WHENS };

enum digest_when { DIGEST_ALWAYS, DIGEST_WHEN_NEW };

struct setting; /* one option as it was given */

struct options {
    time_seconds now; /* of the run: today is its UTC date (SPEC 7) */
    const char *json, *ndjson, *csv, *table, *extract, *xlsx, *html, *sqlite, *metrics, *explain,
        *statement, *part, *wanted_keys; /* NULL: not wanted */
    bool csv_raw, strict, require_auth, quiet, null, hash_inputs, print_config, help, version;
    bool list_deviations, list_findings, list_tables;
    unsigned verbose, jobs, dedup, progress; /* dedup, progress: enum dedup, enum show */
    unsigned sandbox;                        /* enum sandbox_when */
    unsigned dkim;                           /* enum dkim_when */
    struct selection selection;
    struct limits limits;
    const char *digest, *digest_from, *digest_to, *digest_link; /* NULL: not wanted, not given */
    unsigned digest_when;                                       /* enum digest_when */
    const char *config, *scope, *compare, *controls, *rules, *authserv_id, *state;
    unsigned slice, slices; /* --slice: the slice-th of so many; 0: all */
    const char *evidence, *organization;
    bool evidence_mails;
    const char *run_log, *reviewer, *check_run_log;
    unsigned sample;         /* --sample: reports to be drawn; 0: none */
    const char *sample_seed; /* not NULL with --sample */
    unsigned state_expire;   /* days; 0: never */
    unsigned fail_on;        /* enum severity; SEVERITY_OFF: never */
    unsigned redact;         /* bits, of enum REDACT_… */
    enum fail_on_what { FAIL_ON_OPEN, FAIL_ON_NEW, FAIL_ON_ANY } fail_on_what;
    struct paths files_from, dns, ip_db, sts_policy;
    char **inputs;
    size_t inputs_n;
    struct setting *settings; /* in force: the file's, then the command line's, each in order */
    size_t settings_n;
    /* Inputs and settings point into these. */
    struct buffer lists[OPTIONS_MOST_PATHS], config_text;
};

/* Reads the command line, and borrows it. -1: go on; else the exit status, after it showed what was
 * asked for or said what is wrong. */
int options_read(struct options *o, int argc, char **argv);
void options_free(struct options *o);

#endif
