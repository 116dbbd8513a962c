/*
 * vacant: a file that the run has made in place, and that is to go if nothing came into it.
 */
#ifndef WRITE_VACANT_H
#define WRITE_VACANT_H

#include <stdbool.h>
#include <sys/types.h>

struct vacant {
    char *path; /* NULL: there is none */
    dev_t device;
    ino_t inode;
};

bool vacant_note(struct vacant *v, const char *path, int file); /* false: errno says why */

/* Removes the file, if it is the one that was made, is empty, and nobody has it locked to write
 * into it. May be called from a signal handler. */
void vacant_clear(const struct vacant *v);
void vacant_free(struct vacant *v); /* the memory alone */

#endif
