/* edition_folders: the folders that editions are put into, made where they are missing. */
#ifndef CMD_EDITION_FOLDERS_H
#define CMD_EDITION_FOLDERS_H

#include "lib/base/texts.h"

/* What is zero holds none. */
struct edition_folders {
    struct texts made; /* in the order made, each with a NUL behind it */
    struct arena arena;
};

/* Makes the folders that the path is in, but for the one that its first `fixed` bytes name. Gives
 * 0, or the number of an error (errno.h). */
int edition_folders_make(struct edition_folders *f, const char *path, size_t fixed);

void edition_folders_keep(struct edition_folders *f); /* the outputs are in place */

/* Removes the folders that were made and not kept, where they are empty. */
void edition_folders_free(struct edition_folders *f);

#endif
