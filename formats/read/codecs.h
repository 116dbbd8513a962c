/*
 * codecs: which of libarchive's formats or filters reads a kind of content.
 *
 * One is set up and no other, so that libarchive need not bid (unpack.c says why).
 */
#ifndef READ_CODECS_H
#define READ_CODECS_H

#include "formats/read/recognise.h"

struct archive;

/* Gives what functions of libarchive give: below ARCHIVE_WARN nothing reads this kind. */
int codecs_set_up(struct archive *a, enum content_kind kind);

#endif
