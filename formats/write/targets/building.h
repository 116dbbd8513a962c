/*
 * building: an output's file or folder while it is built (placement.h). The placer moves it at the
 * end, together with all others of the run; if there is no placer, or it is sealed, the output's
 * own commit does.
 */
#ifndef WRITE_BUILDING_H
#define WRITE_BUILDING_H

#include "formats/write/targets/placer.h"

struct building {
    struct placer *placer;         /* borrowed; NULL: the commit moves it */
    struct placement own;          /* if the commit moves it */
    const struct placement *place; /* NULL: nothing is built */
    int failure;                   /* why it could not be begun: an error's number (errno.h) */
};

enum building_status {
    BUILDING_BEGUN,
    BUILDING_IS_DIRECT, /* nothing is built: the path is to be written through (placement_target) */
    BUILDING_FAILED     /* `failure` says why */
};

/* Makes the folder to build in. `mode` is PLACEMENT_PUBLIC or PLACEMENT_PRIVATE; `is_ours` is NULL
 * for a file. Borrows the placer. */
enum building_status building_begin(struct building *b, const char *path, mode_t mode,
                                    placement_ours *is_ours, struct placer *placer);

/* The path of what is built. Borrowed. */
const char *building_path(const struct building *b);

/* To be called when it is whole: moves it, unless the placer does. Gives 0, or the number of an
 * error (errno.h). */
int building_commit(struct building *b);

/* Removes what was not moved; the placer removes its own at its end. Harmless after the commit. */
void building_abandon(struct building *b);

#endif
