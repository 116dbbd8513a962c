/*
 * edition_folders: the paths that editions are given, so that no two get one, and the folders that
 * they are put into, made where they are missing.
 */
#ifndef CMD_EDITION_FOLDERS_H
#define CMD_EDITION_FOLDERS_H

#include "lib/base/names.h"

struct edition_folders {
    struct names paths; /* that were given out */
    struct texts made;  /* in the order made, each with a NUL behind it */
    struct arena arena;
    int failure; /* after FOLDERS_FAILED: the number of the error (errno.h) */
};

enum folders_status { FOLDERS_OK, FOLDERS_NO_MEMORY, FOLDERS_TAKEN, FOLDERS_FAILED };

void edition_folders_init(struct edition_folders *f, const struct hash_key *key);

/* Gives the path out, once. */
enum folders_status edition_folders_claim(struct edition_folders *f, const char *path);
bool edition_folders_hold(const struct edition_folders *f, const char *path); /* was it? */

/* Makes the folders that the path is in, but for the one that its first `fixed` bytes name. */
enum folders_status edition_folders_make(struct edition_folders *f, const char *path, size_t fixed);

void edition_folders_keep(struct edition_folders *f); /* the outputs are in place */

/* Removes the folders that were made and not kept, where they are empty. */
void edition_folders_free(struct edition_folders *f);

#endif
