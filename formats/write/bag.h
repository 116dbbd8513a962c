/*
 * bag: a BagIt 1.0 bag (RFC 8493) in a folder that is there and empty: payload below data/, and
 * manifests that sha256sum(1) verifies.
 *
 * The manifest is written as files are added, in that order. Names are the caller's own, and have
 * no byte that a manifest would have to encode (RFC 8493, 2.1.3).
 *
 * False: `failure` and `failed_name` say why.
 */
#ifndef WRITE_BAG_H
#define WRITE_BAG_H

#include <stdint.h>
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/base/sha256.h"

struct bag {
    char *root;     /* the folder's path */
    FILE *manifest; /* NULL: it is written */
    uint64_t files, bytes;
    struct sha256 sha256;
    struct buffer tags;    /* lines of the tag manifest */
    int failure;           /* the number of what failed first (errno.h); 0: nothing did */
    char failed_name[300]; /* and the file's name */
};

/* Makes data/ and bagit.txt. */
bool bag_begin(struct bag *b, const char *root);

/* A file that stands in data/ already, by its path below that. */
bool bag_list(struct bag *b, const char *name, const char *sha256, uint64_t bytes);
bool bag_add(struct bag *b, const char *name);        /* hashes it */
bool bag_add_folder(struct bag *b, const char *name); /* all files in it, by name */
bool bag_write(struct bag *b, const char *name, struct slice content); /* writes it, too */

bool bag_tag(struct bag *b, const char *name, struct slice content); /* a file beside data/ */
bool bag_end(struct bag *b); /* the manifests, and all of it on the disk */
void bag_free(struct bag *b);

/*
 * May a folder be replaced by another bag of this program: is it absent, empty, or a bag of this
 * program that is as it was written and holds nothing else? False: `why`, of BAG_WHY bytes, says
 * why not.
 */
enum { BAG_WHY = 300 };
bool bag_may_replace(const char *folder, char why[static BAG_WHY]);

extern const char bag_agent[]; /* how Bag-Software-Agent begins */

#endif
