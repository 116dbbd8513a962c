/*
 * bag: writes a BagIt 1.0 bag (RFC 8493) into an empty folder: the payload below data/, and
 * manifests that sha256sum(1) verifies.
 *
 * The manifest lists files in the order in which they are added. The caller sees to it that no name
 * holds a byte that a manifest would have to encode (RFC 8493, 2.1.3).
 *
 * Where a function gives false, `failure` and `failed_name` say why.
 */
#ifndef WRITE_BAG_H
#define WRITE_BAG_H

#include <stdint.h>
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/base/sha256.h"

struct bag {
    char *root;            /* the folder's path */
    FILE *manifest;        /* NULL: it is closed */
    uint64_t files, bytes; /* of the payload */
    struct sha256 sha256;
    struct buffer tags;    /* lines of the tag manifest */
    int failure;           /* the number of the first failure (errno.h); 0: nothing failed */
    char failed_name[300]; /* the file that it befell */
};

/* Makes data/ and bagit.txt. bag_free is due even after a failure. */
bool bag_begin(struct bag *b, const char *root);

/* Lists a file that is in data/ already; `name` is its path below data/. */
bool bag_list(struct bag *b, const char *name, const char *sha256, uint64_t bytes);
bool bag_add(struct bag *b, const char *name);        /* hashes and lists it */
bool bag_add_folder(struct bag *b, const char *name); /* all files in it, in byte order */
bool bag_write(struct bag *b, const char *name, struct slice content); /* writes and lists it */

bool bag_tag(struct bag *b, const char *name, struct slice content); /* writes it beside data/ */
bool bag_end(struct bag *b); /* writes the manifests, and has all of the bag on the disk */
void bag_free(struct bag *b);

/*
 * May another bag take the folder's place? It may if the folder is absent, empty, or a bag of this
 * program whose manifests and other tag files are as they were written and list all that it holds.
 * False: `why` says why not.
 */
enum { BAG_WHY = 300 };
bool bag_may_replace(const char *folder, char why[static BAG_WHY]);

extern const char bag_agent[]; /* the beginning of each bag's Bag-Software-Agent */

#endif
