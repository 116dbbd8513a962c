/*
 * recognise: what a byte stream is, by its first bytes (SPEC 2), never by its name.
 */
#ifndef IN_RECOGNISE_H
#define IN_RECOGNISE_H

#include <stdint.h>

#include "lib/base/slice.h"

enum content_kind {
    CONTENT_UNKNOWN,
    CONTENT_MBOX,
    CONTENT_MESSAGE,
    CONTENT_JSON,    /* a bare report, or what claims to be one */
    CONTENT_RECORDS, /* our own NDJSON */
    CONTENT_GZIP,
    CONTENT_BZIP2,
    CONTENT_XZ,
    CONTENT_ZSTD,
    CONTENT_LZ4,
    CONTENT_COMPRESS,
    CONTENT_LZIP,
    CONTENT_LZMA,
    CONTENT_TAR,
    CONTENT_CPIO,
    CONTENT_ZIP,
    CONTENT_7Z,
    CONTENT_RAR,
    CONTENT_RAR5,
    CONTENT_CAB,
    CONTENT_LHA,
    CONTENT_AR,
    CONTENT_COMPOUND, /* Outlook's .msg, but documents and spreadsheets, too */
    CONTENT_TNEF,
    CONTENT_PST,
};

/* `head`: the first bytes, STREAM_HEAD of them where there are as many. */
enum content_kind recognise(struct slice head);

bool content_is_compression(enum content_kind kind);
bool content_is_json(
    struct slice bytes); /* begins with '{', after white space or a byte order mark */

/* Do a file's name and size promise many messages? Only a hint for who is to read it. */
bool recognise_pile(struct slice name, uint64_t size);

#endif
