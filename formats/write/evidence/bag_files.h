/*
 * bag_files: the names of a bag's own files (RFC 8493, 2). Private to formats/write/evidence.
 */
#ifndef WRITE_BAG_FILES_H
#define WRITE_BAG_FILES_H

#define BAG_PAYLOAD "data"
#define BAG_DECLARATION "bagit.txt"
#define BAG_INFO "bag-info.txt"
#define BAG_MANIFEST "manifest-sha256.txt"
#define BAG_TAG_MANIFEST "tagmanifest-sha256.txt"

static const char bag_declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

#endif
