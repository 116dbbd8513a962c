/*
 * fileoutput: what outputs that are one file share: a target that is written while mail is read or
 * at the end.
 */
#ifndef WRITE_FILEOUTPUT_H
#define WRITE_FILEOUTPUT_H

#include "formats/write/output.h"

struct fileoutput_kind {
    size_t size;     /* of the output's own struct, which begins with a struct fileoutput */
    bool is_private; /* it holds mail: for the user alone (SPEC 6) */
    bool (*finish)(struct output *o, struct account *a);
    void (*release)(struct output *o); /* frees what it keeps besides its target; NULL: nothing */
};

struct fileoutput {
    struct output output;
    struct target target;
    const struct fileoutput_kind *kind;
};

/* Opens one; all of it behind the struct fileoutput is zero. NULL: `error` (of TARGET_ERROR bytes)
 * says why. */
struct output *fileoutput_open(const struct fileoutput_kind *kind, const char *path,
                               const struct about *about, char *error);

#endif
