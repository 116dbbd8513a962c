/*
 * rooms: hidden folders of a run, in which it builds what it knows of only when mail was read (an
 * edition for each domain). From a room a file can be moved to any place of its mount.
 */
#ifndef WRITE_ROOMS_H
#define WRITE_ROOMS_H

#include "formats/write/placement.h"

struct rooms {
    struct placement *at; /* of each there is the folder alone */
    size_t n;
};

/* Makes one in `parent`. Gives 0, or the number of an error (errno.h). */
int rooms_add(struct rooms *r, const char *parent);

/* The folder of the room on the mount that `path` will stand on. NULL: there is none. */
const char *rooms_find(const struct rooms *r, const char *path);
void rooms_free(struct rooms *r); /* the strings alone */

#endif
