/*
 * progress: one line on standard error that tells how far the reading is (SPEC 7).
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress_line {
    bool shown;           /* wanted at all */
    bool written;         /* something stands on the line */
    uint64_t total;       /* bytes to be read; 0: not known */
    double started, last; /* seconds */
};

void progress_start(struct progress_line *p, bool shown, uint64_t total);
void progress_update(struct progress_line *p, uint64_t bytes, uint64_t messages, uint64_t reports); /* at most ten times a second */
void progress_clear(struct progress_line *p); /* before anything else is written to standard error */

#endif
