/*
 * content: unpacks what is small enough to be held in memory: reports as they come in mails, and
 * small files.
 */
#ifndef READ_CONTENT_H
#define READ_CONTENT_H

#include "formats/read/recognise.h"
#include "formats/read/streams/expansion.h"
#include "lib/base/buffer.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/terms.h"

enum { CONTENT_LEVELS = 32 }; /* compressions in each other */

struct content;

/* Borrows both; what is unpacked counts against the expansion. NULL: out of memory. */
struct content *content_new(const struct limits *limits, struct expansion *expansion);
void content_free(struct content *c);

/* Did it run out of memory once? Then what it said since may be wrong. */
bool content_out_of_memory(const struct content *c);

/*
 * Undoes one layer: gzip, or another one (layer.h). *plain lives until the next call at the same
 * `level`. It is no larger than what the expansion leaves, and than limits->report; of other layers
 * than gzip, which may hold a mail, than the larger of that and limits->message.
 *
 * Gives REASON_NONE, or why *plain is empty; of damaged gzip (REASON_BAD_COMPRESSION) it holds the
 * members before the damaged one, which are whole. A level that is not below both CONTENT_LEVELS
 * and limits->depth is REASON_TOO_LARGE.
 */
enum reason content_unpack(struct content *c, unsigned level, enum content_kind kind,
                           struct slice packed, struct slice *plain);

/* Did anything but padding stand behind what was unpacked last? In a mail encodings leave some; in
 * a file it may be mail that somebody appended. */
bool content_is_followed(const struct content *c);

#endif
