/*
 * addresscut: cuts the addresses in a text down to their networks (SPEC 6.8, --redact ip): IPv4 to
 * /24, also inside a 6to4 address, IPv6 to /48.
 */
#ifndef BASE_ADDRESSCUT_H
#define BASE_ADDRESSCUT_H

#include "lib/base/buffer.h"

/* Appends the text with the host part of every address set to zero, wherever in the text it stands
 * and however it is written; a text without addresses is appended as it is. Out of memory:
 * to->failed. */
void addresscut_text(struct slice text, struct buffer *to);

/* A quick test: has the text as many dots or colons as an address needs? False is certain, true is
 * not. */
bool addresscut_may_hold(struct slice text);

#endif
