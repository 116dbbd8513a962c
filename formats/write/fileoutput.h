/*
 * fileoutput: what all outputs share that are one file: a target, written while mail is read or at
 * the end, and moved when all are whole.
 */
#ifndef WRITE_FILEOUTPUT_H
#define WRITE_FILEOUTPUT_H

#include "formats/write/output.h"

struct fileoutput_kind {
    size_t size;     /* of what such an output keeps, which begins with a struct fileoutput */
    bool is_private; /* it holds mail, and is for the user alone (SPEC 6) */
    bool (*finish)(struct output *o, struct account *a);
    void (*release)(struct output *o); /* what it keeps beside its target; NULL: nothing */
};

struct fileoutput {
    struct output output;
    struct target target;
    const struct fileoutput_kind *kind;
};

/* Opens one, zero behind its beginning. NULL: `error` (of TARGET_ERROR bytes) says why. */
struct output *fileoutput_open(const struct fileoutput_kind *kind, const char *path,
                               const struct about *about, char *error);

#endif
