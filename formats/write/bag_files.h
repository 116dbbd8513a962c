/*
 * bag_files: the names of a bag's own files (RFC 8493, 2). Private to bag.c and bag_check.c.
 */
#ifndef OUT_BAG_FILES_H
#define OUT_BAG_FILES_H

#include <stdint.h>

#include "lib/base/sha256.h"

#define BAG_PAYLOAD "data"
#define BAG_DECLARATION "bagit.txt"
#define BAG_INFO "bag-info.txt"
#define BAG_MANIFEST "manifest-sha256.txt"
#define BAG_TAG_MANIFEST "tagmanifest-sha256.txt"

static const char bag_declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/* The rest of an open file. False: errno says why. */
bool bag_hash_file(struct sha256 *sha256, int file, char hash[static SHA256_TEXT + 1],
                   uint64_t *bytes);

#endif
