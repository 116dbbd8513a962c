/*
 * runlog: the line that a run leaves in a run log (SPEC 6.6).
 */
#ifndef WRITE_RUNLOG_H
#define WRITE_RUNLOG_H

#include "formats/write/output.h"
#include "lib/base/rows.h"
#include "lib/base/sha256.h"

struct runlog_output {
    const char *path;             /* as the user named it */
    char sha256[SHA256_TEXT + 1]; /* empty: it has none, like what goes to standard output */
};

/* Appends the line and its line feed. `outputs` are struct runlog_output. `previous` is the SHA-256
 * of the line before, without its line feed; 64 zeros if there is none. False: out of memory. */
bool runlog_line(struct buffer *to, const struct about *about, const struct account *account,
                 const struct rows *outputs, const char *previous);

#endif
