/*
 * rooms: hidden folders of a run, in which it builds what it knows of only when mail was read (an
 * edition for each domain). From a room a file can be moved to any place of its mount.
 */
#ifndef WRITE_ROOMS_H
#define WRITE_ROOMS_H

#include <stddef.h>

struct rooms {
    char **folders;
    size_t n;
};

/* One that was made; its name is copied. Gives 0, or the number of an error (errno.h). */
int rooms_add(struct rooms *r, const char *folder);

/* The folder of the room on the mount that `path` will stand on. NULL: there is none. */
const char *rooms_find(const struct rooms *r, const char *path);
void rooms_free(struct rooms *r); /* the strings alone */

#endif
