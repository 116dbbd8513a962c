/*
 * progress: one line on standard error that tells how far the reading is (SPEC 7).
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress { /* how far it is */
    uint64_t bytes, messages, reports;
};

struct progress_line {
    bool shown;           /* wanted at all */
    bool written;         /* something stands on the line */
    uint64_t total;       /* bytes to be read; 0: not known */
    double started, last; /* seconds */
    double rate;          /* bytes a second, of late; 0: not known yet */
    uint64_t last_bytes;
};

void progress_start(struct progress_line *p, bool shown, uint64_t total);

/* At most ten times a second. */
void progress_update(struct progress_line *p, const struct progress *now);

/* Once, on a line of its own (SIGUSR1). */
void progress_print(struct progress_line *p, const struct progress *now);

/* Before anything else is written to standard error. */
void progress_clear(struct progress_line *p);

#endif
