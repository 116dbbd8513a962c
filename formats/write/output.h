/*
 * output: what every kind of output looks like from outside (SPEC 6); each kind is a file.
 *
 * An output is opened before reading, hears of reports and exceptions while they come (its
 * listener), is finished when the audit is, and committed, that is, put in place, when all outputs
 * are finished. If it is abandoned before, what was there stays.
 */
#ifndef WRITE_OUTPUT_H
#define WRITE_OUTPUT_H

#include "formats/write/tables/tables.h"
#include "formats/write/targets/target.h"
#include "lib/base/limits.h"

enum { DIGEST_COLUMNS = 78 };

/* The mail of --digest. */
struct digest_options {
    const char *from, *to; /* as header fields take them; to may be NULL */
    const char *link; /* where the whole file is, at most DIGEST_COLUMNS - 2 columns; or NULL */
    bool only_new;    /* an empty file when nothing is new */
};

/* A file that was given to the run beside the mail, as it was read. */
struct given_file {
    const char *role; /* the option that names it, without dashes */
    const char *path;
    struct buffer text;
};

/* What the outputs say about the run itself. */
struct about {
    const char *version;
    time_seconds generated;
    enum dedup dedup;
    struct digest_options digest;
    const struct selection *selection;
    const struct limits *limits;
    int argc;
    char *const *argv;
    const char *rules_sha256;       /* of the file of --rules, as hex digits; empty: none */
    const char *dkim;               /* the word of --dkim; NULL: auto */
    const char *authserv_id;        /* whose Authentication-Results are believed; NULL: nobody's */
    const char *reviewer;           /* who looks at the results; NULL: nobody was named */
    const char *organization;       /* whose evidence it is; NULL: likewise */
    const struct given_file *given; /* kept only for the evidence */
    size_t given_n;
    bool evidence_mails; /* the mails belong to the evidence */
    const char *folder;  /* in which the program was started */
    unsigned sheet_rows; /* most rows of a sheet, fewer in tests; 0: as many as Excel takes */
    int columns;         /* of the terminal that the text summary goes to */
    bool colour;
    bool csv_raw;
    bool threaded;             /* there are threads to spare */
    bool is_private;           /* files stand beside mail, and are for the user alone */
    struct placer *placer;     /* puts files in place; borrowed; NULL: each output does */
    struct slice part_options; /* the options that change results, as JSON, for a part's header */
};

/* The mode of a file that itself holds no mail (SPEC 6). */
static inline mode_t about_mode(const struct about *about)
{
    return about->is_private ? PLACEMENT_PRIVATE : PLACEMENT_PUBLIC;
}

struct output {
    struct listener listener; /* what it wants to hear of while reports are read */
    bool (*finish)(struct output *o, struct account *a);
    bool (*commit)(struct output *o);
    void (*abandon)(struct output *o); /* frees, too; also called after commit */
    const char *error;                 /* after a failure: a sentence with the path */
    const struct about *about;
};

/* Opens one kind of output; the caller adds its listener to the audit. Borrows `about` and
 * `account`. NULL: `error` (of TARGET_ERROR bytes) says why. */
typedef struct output *output_opener(const char *target, const struct about *about,
                                     const struct account *account, char *error);

/* To a file; all but sqlite_open also to "-", standard output. */
output_opener digest_open, html_open, json_open, metrics_open, ndjson_open, part_open, sqlite_open,
    statement_open, text_open, wanted_open, xlsx_open;

/* To a folder. */
output_opener csv_open, evidence_open, originals_open;

/* To standard output. `target` is the name of the table, or the beginning of the report's key
 * (explain_is_key). */
output_opener table_open, explain_open;

/* Is it a report key, or enough of its first digits? */
bool explain_is_key(const char *text);

#endif
