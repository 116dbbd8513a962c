/*
 * pack: a whole report as bytes in a spool, and back, exactly as it was in memory.
 *
 * For what is read once and told again later in the same process: the bytes are an image of the
 * structures, with lengths where pointers were, and no format for anybody else. Of a policy that is
 * left out only type and domains are kept: they belong to the report's identity.
 */
#ifndef AUDIT_PACK_H
#define AUDIT_PACK_H

#include "lib/base/buffer.h"
#include "lib/tlsrpt/report.h"

/* Appends the image of a report. Out of memory: to->failed. */
void report_pack(struct buffer *to, const struct report *report);

/* The report of an image, whose bytes become the report: they stand at a multiple of 8, and stay as
 * long as it is used. */
struct report *report_unpack(char *image);

#endif
