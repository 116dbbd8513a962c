/*
 * addresscut: addresses made coarse: /24 of IPv4, also where 6to4 holds one, /48 of IPv6, in a
 * field or anywhere in a text (SPEC 6.8, --redact ip).
 */
#ifndef BASE_ADDRESSCUT_H
#define BASE_ADDRESSCUT_H

#include "lib/base/buffer.h"

/* Appends the text with every address in it cut: its host part is zero. Whoever wrote it; a text
 * without an address stays as it is. Out of memory: to->failed. */
void addresscut_text(struct slice text, struct buffer *to);

/* Has the text as many dots or colons as an address? Quick; false is never wrong. */
bool addresscut_may_hold(struct slice text);

#endif
