/*
 * shelf: any number of files in one folder of a bag (bag.h).
 *
 * File systems do not like a million files in one folder, so beyond a certain number they are
 * divided among 256 folders by two hex digits of their names: those behind the last '!', or the
 * first ones. Memory does not grow with the files: what the manifest will say of them is spooled.
 */
#ifndef WRITE_SHELF_H
#define WRITE_SHELF_H

#include "lib/base/sha256.h"
#include "lib/base/spool.h"

enum { SHELF_MOST_FLAT = 100000, SHELF_NAME = 300 };

struct shelf {
    char *folder;     /* its path */
    const char *name; /* below data/, borrowed */
    uint64_t most;    /* with more files it is divided */
    uint64_t n;       /* files */
    bool divided;
    struct spool names; /* of each file: its hash, its size, its name */
    int failure;        /* the number of the first failure (errno.h); 0: nothing failed */
};

/* Makes the folder NAME below `payload`. False: `failure` says why. */
bool shelf_open(struct shelf *s, const char *payload, const char *name, uint64_t most);

/* Writes a file, unless it is there already. If that name has other content, takes another one
 * (report_name_beside). False: `failure` says why. */
bool shelf_put(struct shelf *s, const char *name, struct slice bytes,
               const char sha256[static SHA256_TEXT]);

/* Tells of each file, by its path below data/, in the order in which they were put. False: `tell`
 * gave false, or the spool could not be read; then `failure` is set. */
bool shelf_each(struct shelf *s,
                bool (*tell)(void *self, const char *path, const char *sha256, uint64_t bytes),
                void *self);
void shelf_free(struct shelf *s); /* the memory; the files stay */

#endif
