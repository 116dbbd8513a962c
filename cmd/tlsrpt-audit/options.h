/*
 * options: the command line (SPEC 6 and 7), checked, with the outputs and inputs that it names.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "formats/out/output.h"

enum { STATUS_DONE = 0, STATUS_TROUBLE = 1, STATUS_USAGE = 2, STATUS_INTERRUPTED = 130 };

enum progress { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct options {
    const char *json, *ndjson, *csv, *table, *extract, *xlsx; /* NULL: not wanted */
    bool csv_raw, strict, quiet;
    int verbose;
    unsigned jobs;
    enum dedup dedup;
    enum progress progress;
    struct selection selection;
    struct limits limits;
    char **inputs;
    size_t inputs_n;
    struct buffer list; /* what --files-from gave: inputs point into it */
};

/* Reads the command line. -1: go on; else the exit status (help was shown, or the usage error was). */
int options_read(struct options *o, int argc, char **argv);
void options_free(struct options *o);

#endif
