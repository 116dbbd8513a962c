/*
 * content: from the decoded bytes of a part or file to the JSON documents in it: gzip, zip, or
 * plain JSON, whatever the label says.
 */
#ifndef IN_CONTENT_H
#define IN_CONTENT_H

#include "lib/base/buffer.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/terms.h"

struct content;

struct content *
content_new(const struct limits *limits); /* NULL: out of memory. Borrows the limits. */
void content_free(struct content *c);
bool content_out_of_memory(
    const struct content *c); /* it ran out of memory once: what it said since may be wrong */

/* Told of each document; it lives until the call returns. False: stop (out of memory). */
typedef bool content_teller(void *self, struct slice document);

/*
 * Tells of every document in `bytes`. `expected` is the reason to give when the bytes are neither
 * gzip, zip nor JSON: what their label promised. Gives REASON_NONE when at least one document was
 * told of and nothing was damaged.
 */
enum reason content_documents(struct content *c, struct slice bytes, enum reason expected,
                              content_teller *tell, void *self);

/*
 * Undoes one layer of gzip. The result lives until the next call of a function of this module at
 * the same `level` (0 to limits->depth). REASON_NONE, or why not.
 */
enum reason content_inflate(struct content *c, unsigned level, struct slice packed,
                            struct slice *plain);

bool content_is_gzip(struct slice bytes);
bool content_is_zip(struct slice bytes);

#endif
