/*
 * output_rows: all outputs that there are, one row each.
 *
 * They are opened (outputs.h), checked (targets.h) and let through the sandbox by these rows. A new
 * output is one row here, one among the options, and a member of struct options.
 */
#ifndef CMD_OUTPUT_ROWS_H
#define CMD_OUTPUT_ROWS_H

#include "cmd/tlsrpt-audit/options.h"
#include "formats/read/recognise.h"

enum { OUTPUTS_MOST = 32 };

enum output_kind {
    OUTPUT_FILE,     /* the option names a file, or "-" */
    OUTPUT_KEPT,     /* the option names a file that is read back: not "-" */
    OUTPUT_DATABASE, /* likewise, and SQLite makes files beside it */
    OUTPUT_FOLDER,   /* the option names a folder */
    OUTPUT_STDOUT    /* the option names what is shown, on standard output */
};

struct output_row {
    const char *option; /* its name, without dashes */
    size_t at;          /* of its value in struct options, a const char *; NULL: not wanted */
    enum output_kind kind;
    output_opener *open;    /* NULL: no struct output, the run writes it itself */
    enum content_kind form; /* what it is taken for where it stands; else nothing that is read */
    bool is_of_all;         /* there are no editions of it, although it is opened */
    const char *seal;    /* of a folder: a file in it whose hash stands for all of it; NULL: none */
    const char *instead; /* of a folder: what to use for standard output; NULL: nothing */
};

extern const struct output_row output_rows[];
extern const size_t output_rows_n; /* at the most OUTPUTS_MOST */

/* What was given with the option. NULL: it is not wanted. Borrowed from `o`. */
const char *output_value(const struct output_row *row, const struct options *o);

/* Where it goes: a path, or "-" for standard output. NULL: it is not wanted. Borrowed from `o`. */
const char *output_path(const struct output_row *row, const struct options *o);

/* May the output replace the file at the path? That is one of our own outputs, or neither mail nor
 * a report. */
bool output_may_replace(const struct output_row *row, const char *path);

extern const char output_replaces_mail[]; /* says why not */

#endif
