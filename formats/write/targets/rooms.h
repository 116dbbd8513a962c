/*
 * rooms: hidden folders in which a run builds what it knows of only after reading (editions for
 * domains). From a room a file can be moved to any place on the same mount.
 */
#ifndef WRITE_ROOMS_H
#define WRITE_ROOMS_H

#include <stddef.h>

struct rooms {
    char **folders;
    size_t n;
};

/* Adds a folder that is there; its name is copied. Gives 0, or the number of an error (errno.h). */
int rooms_add(struct rooms *r, const char *folder);

/* Lends the path of the room on the mount that `path` will be on. NULL: there is none. */
const char *rooms_find(const struct rooms *r, const char *path);
void rooms_free(struct rooms *r); /* the memory; the folders stay */

#endif
