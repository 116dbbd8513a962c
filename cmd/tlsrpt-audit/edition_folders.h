/*
 * edition_folders: the paths that editions are given, so that no two get one, and the folders that
 * they are put into, made where they are missing.
 */
#ifndef CMD_EDITION_FOLDERS_H
#define CMD_EDITION_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

struct edition_folders {
    char **made; /* in the order made */
    size_t made_n, made_room;
    char **paths; /* that were given out, sorted by hash in an open table */
    size_t paths_n, paths_room;
    int failure; /* after FOLDERS_FAILED: the number of the error (errno.h) */
};

enum folders_status { FOLDERS_OK, FOLDERS_NO_MEMORY, FOLDERS_TAKEN, FOLDERS_FAILED };

/* Gives the path out, once. */
enum folders_status edition_folders_claim(struct edition_folders *f, const char *path);

/* Makes the folders that the path is in below the first `fixed` bytes of it. */
enum folders_status edition_folders_make(struct edition_folders *f, const char *path, size_t fixed);

void edition_folders_keep(struct edition_folders *f); /* the outputs are in place */

/* Removes the folders that were made and not kept, where they are empty. */
void edition_folders_free(struct edition_folders *f);

#endif
