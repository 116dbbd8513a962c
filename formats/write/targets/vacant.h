/*
 * vacant: a file that was made in place for a run, and that goes if nothing came into it.
 */
#ifndef WRITE_VACANT_H
#define WRITE_VACANT_H

#include <sys/types.h>

struct vacant {
    char *path; /* NULL: there is none */
    dev_t device;
    ino_t inode;
};

/* Makes an empty file. Gives 0, or the number of an error (errno.h). */
int vacant_make(struct vacant *v, const char *path, mode_t mode);

/* Removes the file if it is still the one that was made, is empty, and nobody holds its lock to
 * write into it. */
void vacant_clear(const struct vacant *v);

#endif
