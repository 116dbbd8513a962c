/*
 * pack: writes a whole report as bytes into a spool, and gets it back exactly as it was in memory.
 *
 * It is for reports that are read once and told again later in the same process: the bytes are an
 * image of the structures, with lengths in place of pointers, and no format for anybody else. Of a
 * policy that is left out only type and domains are kept, which belong to the report's identity.
 */
#ifndef AUDIT_PACK_H
#define AUDIT_PACK_H

#include "lib/base/buffer.h"
#include "lib/tlsrpt/report.h"

/* Appends the image of a report. Out of memory: to->failed. */
void report_pack(struct buffer *to, const struct report *report);

/* Makes an image a report again, in place. Its bytes stand at a multiple of 8, and stay as long as
 * the report is used. */
struct report *report_unpack(char *image);

#endif
