/*
 * utf16: text as Windows keeps it (RFC 2781), to UTF-8.
 */
#ifndef BASE_UTF16_H
#define BASE_UTF16_H

#include "lib/base/buffer.h"

/* Appends `from` as UTF-8. Lone surrogates become U+FFFD; an odd byte at the end is dropped. Out of
 * memory: to->failed. */
void utf16_append(struct buffer *to, struct slice from, bool big_endian);

#endif
