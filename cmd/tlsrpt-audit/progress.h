/*
 * progress: a line on standard error that tells how far reading is (SPEC 7).
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress { /* what has been read */
    uint64_t bytes, messages, reports;
};

struct progress_line {
    bool shown;           /* it is wanted */
    bool written;         /* something stands on the line */
    uint64_t total;       /* bytes to be read; 0: not known */
    double started, last; /* seconds of a monotonic clock */
    double rate;          /* bytes a second, in the last seconds; 0: not known yet */
    uint64_t last_bytes;
};

void progress_start(struct progress_line *p, bool shown, uint64_t total);

/* Renews the line if it is wanted, at most ten times a second. */
void progress_update(struct progress_line *p, const struct progress *now);

/* Writes it once, on a line of its own (SIGUSR1). */
void progress_print(struct progress_line *p, const struct progress *now);

/* Clears the line: to be called before anything else is written to standard error. */
void progress_clear(struct progress_line *p);

#endif
