/*
 * jsonwrite: JSON, appended to a buffer (RFC 8259). Out of memory: to->failed.
 */
#ifndef TLSRPT_JSONWRITE_H
#define TLSRPT_JSONWRITE_H

#include "lib/base/buffer.h"

/* A text as a JSON string, quotes included. The text is UTF-8. */
void jsonwrite_string(struct buffer *to, struct slice text);

/* A member's key; a comma before it unless it is the first of its object. */
void jsonwrite_key(struct buffer *to, const char *key);

/* What stands before an element of an array whose bracket is open: a comma unless it is the
 * first. */
void jsonwrite_next(struct buffer *to);

/*
 * These append a member, key and value, or nothing if the value is absent (an empty text or list,
 * WHEN_NEVER). `from` points to a struct slice, an int64_t, a time_seconds, a struct texts.
 */
void jsonwrite_text(struct buffer *to, const char *key, const void *from);
void jsonwrite_number(struct buffer *to, const char *key, const void *from);
void jsonwrite_time(struct buffer *to, const char *key, const void *from);
void jsonwrite_texts(struct buffer *to, const char *key, const void *from);

#endif
