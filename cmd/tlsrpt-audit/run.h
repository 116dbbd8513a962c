/*
 * run: what one run of the program has, from its options to its end. Private to cmd.
 *
 * run.c sets it up and takes it down, redact.c leaves out of it what --redact names, reading.c
 * reads the inputs, finish.c does the rest, and telling.c tells what to know of it.
 */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include "cmd/tlsrpt-audit/editions.h"
#include "cmd/tlsrpt-audit/enclosure.h"
#include "cmd/tlsrpt-audit/given.h"
#include "cmd/tlsrpt-audit/merging.h"
#include "cmd/tlsrpt-audit/say.h"
#include "cmd/tlsrpt-audit/trail.h"
#include "formats/read/extractor.h"
#include "formats/read/fingerprint.h"
#include "lib/audit/losses.h"
#include "lib/base/utf8.h"

enum { FOLDER_BYTES = 4096 };

struct run {
    const _Atomic bool *interrupted; /* set by a signal */
    _Atomic bool *asked;             /* likewise: for progress */
    struct options options;
    struct extract_options extract;
    struct about about;
    struct account account;
    struct outputs outputs;
    struct account_options with; /* those of the account */
    struct editions *editions;   /* NULL: none are asked for */
    struct placer *placer;
    struct input_row *inputs;
    struct fingerprint_look *looks; /* of each INPUT, before it is read */
    struct progress_line progress;
    struct speaker speaker;
    struct losses losses;
    _Atomic uint64_t bytes;
    struct arena arena;  /* for the inputs' names */
    struct state *state; /* NULL: none */
    struct given given;
    struct trail trail;
    struct redaction redaction;
    struct merging merging;
    char folder[FOLDER_BYTES * UTF8_REPLACEMENT_BYTES]; /* where the program was started; UTF-8 */
    bool trouble;                                       /* something could not be read */
    bool said;                                          /* why the run cannot go on */
    char why[ENCLOSURE_ERROR];
    bool refused; /* parts that cannot be merged were given (status 2) */
};

/* Says why the run cannot go on, or a warning. */
void run_complain(struct run *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool run_fail(struct run *r, const char *sentence); /* likewise; false */

/* Leaves what --redact names out of what outputs tell of the run itself. False: out of memory. */
bool run_redact(struct run *r);

bool run_refuse(struct run *r); /* says why the parts cannot be merged; gives false */

/* After options_read. False: it was said why not, unless the run was interrupted. */
bool run_set_up(struct run *r, int argc, char **argv);
void run_tear_down(struct run *r);

/* Reads all inputs into the account. False: the run cannot go on. */
bool run_read(struct run *r);

/* Makes the findings and outputs, and commits the state. `was_read`: what run_read gave. Gives the
 * exit status. */
int run_finish(struct run *r, bool was_read);

/* Once all is read: tells what outputs lack, and what was given and could not be used. */
void run_tell(struct run *r);

/* Tell what --fail-on ends with status 3 for, and --strict with status 1. False: nothing. */
bool run_tell_alarms(struct run *r);
bool run_tell_exceptions(struct run *r);
void run_tell_editions_left(struct run *r); /* which clients or domains have none */

#endif
