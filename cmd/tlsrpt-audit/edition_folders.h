/* edition_folders: makes the folders that editions are put into. */
#ifndef CMD_EDITION_FOLDERS_H
#define CMD_EDITION_FOLDERS_H

#include "lib/base/texts.h"

struct edition_folders { /* zero at first */
    struct texts made;   /* in the order made, each with a NUL behind it */
    struct arena arena;
};

/* Makes the missing folders that the path is in, below the one that its first `fixed` bytes name.
 * Gives 0, or the number of an error (errno.h). */
int edition_folders_make(struct edition_folders *f, const char *path, size_t fixed);

/* To be called when the outputs are in place: the folders will stay. */
void edition_folders_keep(struct edition_folders *f);

/* Removes the folders that were made, unless they are kept or not empty. */
void edition_folders_free(struct edition_folders *f);

#endif
