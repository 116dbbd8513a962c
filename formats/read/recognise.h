/*
 * recognise: what a byte stream is, by its first bytes (SPEC 2), never by its name.
 */
#ifndef READ_RECOGNISE_H
#define READ_RECOGNISE_H

#include "lib/base/slice.h"

enum content_kind {
    CONTENT_UNKNOWN,
    CONTENT_EMPTY, /* a zip that is whole and has nothing in it */
    CONTENT_MBOX,
    CONTENT_MMDF,
    CONTENT_MESSAGE,
    CONTENT_JSON,    /* a bare report, or what claims to be one */
    CONTENT_RECORDS, /* our own NDJSON */
    CONTENT_PART,    /* a part of a shared run (SPEC 11) */
    CONTENT_SUMMARY, /* our own summary (--json) */
    CONTENT_GZIP,    /* the first that content_is_layer; compressions up to CONTENT_ZLIB */
    CONTENT_BZIP2,
    CONTENT_XZ,
    CONTENT_ZSTD,
    CONTENT_LZ4,
    CONTENT_COMPRESS,
    CONTENT_LZIP,
    CONTENT_LZMA,
    CONTENT_ZLIB,
    CONTENT_DOVECOT_LZ4,
    CONTENT_UTF16LE,
    CONTENT_UTF16BE,
    CONTENT_CR_LINES, /* mail whose lines end in a lone CR */
    CONTENT_EMLX,
    CONTENT_PEM,   /* an S/MIME message in base64 */
    CONTENT_SMIME, /* an opaque signature; the last that content_is_layer */
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
    CONTENT_DBOX,
    CONTENT_STORE, /* known, and not read: stores_find */
};

/* Recognises the first bytes of a stream, STREAM_HEAD of them if there are as many. */
enum content_kind recognise(struct slice head);

/* How many bytes stand before mail or JSON and belong to neither: a byte order mark, empty lines, a
 * request line of HTTP, the beginning of a text that OpenPGP signed. */
size_t recognise_prefix(struct slice head);

bool content_is_layer(enum content_kind kind); /* it holds one other stream (layer.h) */

bool content_is_gzip(struct slice bytes);

/* Do they begin with an object, or with an array of objects or of nothing, behind white space, a
 * byte order mark or record separators? */
bool content_is_json(struct slice bytes);

#endif
