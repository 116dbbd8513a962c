/*
 * trail: the run log (SPEC 6.6, --run-log): opened and read before the mail, and one line longer at
 * the end of the run.
 */
#ifndef CMD_TRAIL_H
#define CMD_TRAIL_H

#include <limits.h>

#include "cmd/tlsrpt-audit/editions.h"
#include "lib/findings/reviews.h"

enum { TRAIL_ERROR = PATH_MAX + 400 };

struct trail {
    FILE *file; /* NULL: there is none */
    struct reviews reviews;
    char error[TRAIL_ERROR]; /* a sentence with the path, after a failure */
};

/* Opens the log, or makes it, and reads it. A new one goes with a run that appends nothing. False:
 * `error` says why. */
bool trail_open(struct trail *t, const char *path, struct placer *placer);

struct trail_run { /* what a line tells of */
    const struct outputs *outputs;
    const struct editions *editions; /* NULL: none */
    const struct about *about;
    const struct account *account;
};

/* Appends the run's line: under a lock, in one write, synced. False: `error` says why, and the log
 * is as it was. */
bool trail_append(struct trail *t, const char *path, const struct trail_run *run);
void trail_close(struct trail *t);

/* --check-run-log: says on standard output that the chain holds, or on standard error what is
 * wrong. Gives the exit status. */
int trail_check(const char *path);

#endif
