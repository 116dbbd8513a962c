/*
 * content: what is compressed and small enough to be held in memory, plain: reports as they come in
 * mails and small files.
 */
#ifndef READ_CONTENT_H
#define READ_CONTENT_H

#include "formats/read/expansion.h"
#include "formats/read/recognise.h"
#include "lib/base/buffer.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/terms.h"

enum { CONTENT_LEVELS = 32 }; /* compressions in each other */

struct content;

/* What is unpacked counts against the expansion. NULL: out of memory. Borrows both. */
struct content *content_new(const struct limits *limits, struct expansion *expansion);
void content_free(struct content *c);

/* It ran out of memory once: what it said since may be wrong. */
bool content_out_of_memory(const struct content *c);

/*
 * Undoes one layer: gzip, or another one (layer.h). The result lives until the next call at the
 * same `level` (less than CONTENT_LEVELS and limits->depth), and takes no more than the expansion
 * leaves, and limits->report, or but for gzip the larger of that and limits->message. REASON_NONE,
 * or why not: then it is empty, but of damaged gzip (REASON_BAD_COMPRESSION) it holds the members
 * before the damaged one, which are whole.
 */
enum reason content_unpack(struct content *c, unsigned level, enum content_kind kind,
                           struct slice packed, struct slice *plain);

/* Did other bytes than padding stand behind what was unpacked last? Encodings leave some in a mail;
 * in a file they may be mail that somebody added. */
bool content_is_followed(const struct content *c);

#endif
