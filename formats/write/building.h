/*
 * building: one output of files while it is built (placement.h), whoever moves it at the end: the
 * placer, together with all others of the run, or, where there is none or it is sealed already, its
 * own commit.
 */
#ifndef WRITE_BUILDING_H
#define WRITE_BUILDING_H

#include "formats/write/placer.h"

struct building {
    struct placer *placer;         /* borrowed; NULL: the commit moves it */
    struct placement own;          /* where the commit does */
    const struct placement *place; /* NULL: nothing is built */
    int failure;                   /* why it could not be begun: an error's number (errno.h) */
};

enum building_status {
    BUILDING_BEGUN,
    BUILDING_IS_DIRECT, /* nothing: the path is to be written as it is (placement_target) */
    BUILDING_FAILED     /* `failure` says why */
};

/* Makes the folder to build in. `mode`: PLACEMENT_PUBLIC or PLACEMENT_PRIVATE; `is_ours`: NULL for
 * a file. */
enum building_status building_begin(struct building *b, const char *path, mode_t mode,
                                    placement_ours *is_ours, struct placer *placer);

/* Where it is built. */
const char *building_path(const struct building *b);

/* It is whole. Gives 0, or the number of the error (errno.h) that keeps it out of its place. */
int building_commit(struct building *b);

/* It never will be. Harmless after the commit. What a placer knows of it clears away at its end. */
void building_abandon(struct building *b);

#endif
