/*
 * unzstd: a Zstandard stream (RFC 8878), any number of frames, as a stream of what is in it.
 */
#ifndef READ_UNZSTD_H
#define READ_UNZSTD_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"
#include "lib/base/buffer.h"

/* NULL: out of memory. Borrows both. */
struct stream *unzstd_open(struct stream *packed, struct expansion *expansion);
void unzstd_close(struct stream *s);

/* For what is small and in memory: one context that stays, since to set one up takes longer than to
 * unpack a mail. */
struct unzstd_context;
struct unzstd_context *unzstd_context_new(void); /* NULL: out of memory */
void unzstd_context_free(struct unzstd_context *c);

enum unzstd_result { UNZSTD_DONE, UNZSTD_TOO_LARGE, UNZSTD_DAMAGED, UNZSTD_NO_MEMORY };

/* Unpacks `packed` into an empty buffer, if that makes no more than `most` bytes. */
enum unzstd_result unzstd_whole(struct unzstd_context *c, struct slice packed, uint64_t most,
                                struct buffer *to);

#endif
