/*
 * output: what every kind of output looks like from outside (SPEC 6), one file per kind.
 *
 * An output is opened before reading, hears of reports and exceptions while they come (its
 * listener), finishes when the audit is finished, and is committed, that is, put in place, when all
 * outputs have finished. Abandoning it leaves what was there.
 */
#ifndef WRITE_OUTPUT_H
#define WRITE_OUTPUT_H

#include "formats/write/tables.h"
#include "formats/write/target.h"
#include "lib/base/limits.h"

enum { DIGEST_COLUMNS = 78 };

/* The mail of --digest. */
struct digest_options {
    const char *from, *to; /* as header fields take them; to may be NULL */
    const char *link;      /* where the whole file is, in DIGEST_COLUMNS - 2 columns; or NULL */
    bool only_new;         /* an empty file when nothing is new */
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
    const char *reviewer;           /* who looks at it; NULL: nobody was named */
    const char *organization;       /* whose evidence it is; NULL: likewise */
    const struct given_file *given; /* what was given to the run; only kept for the evidence */
    size_t given_n;
    bool evidence_mails; /* the mails belong to the evidence */
    const char *folder;  /* in which the program was started */
    unsigned sheet_rows; /* that one of the workbook takes; 0: as many as Excel (less in tests) */
    int columns;         /* of the terminal that the text summary goes to */
    bool colour;
    bool csv_raw;
    bool threaded;             /* there are threads to spare */
    bool is_private;           /* files are part of what holds mail, and for the user alone */
    struct placer *placer;     /* who puts files in place; borrowed; NULL: each output itself */
    struct slice part_options; /* those that change results, as JSON, for the header of a part */
};

/* The mode of a file that holds no mail itself (SPEC 6). */
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

/* Opens one kind of output; who opened it lets its listener hear. `account` is borrowed. NULL:
 * `error` (of TARGET_ERROR bytes) says why. */
typedef struct output *output_opener(const char *target, const struct about *about,
                                     const struct account *account, char *error);

/* To a file; but for sqlite_open also to "-", standard output. */
output_opener digest_open, html_open, json_open, metrics_open, ndjson_open, part_open, sqlite_open,
    statement_open, text_open, wanted_open, xlsx_open;

/* To a folder. */
output_opener csv_open, evidence_open, originals_open;

/* To standard output: the table of this name; the report whose key, one by explain_is_key(), begins
 * like this. */
output_opener table_open, explain_open;

/* Is it the first digits of a report key, enough of them, or all? */
bool explain_is_key(const char *text);

#endif
