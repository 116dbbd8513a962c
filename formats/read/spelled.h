/*
 * spelled: bytes that a text has written otherwise: escaped in a string, or as numbers of a list.
 *
 * Both take what `text` begins with, as far as it and the room go, and give how many bytes that is;
 * *used: how long it is in the text. What spells no byte gives a wrong one: who asks looks at what
 * the bytes are.
 */
#ifndef READ_SPELLED_H
#define READ_SPELLED_H

#include "lib/base/slice.h"

typedef size_t spelled_taker(struct slice text, char *bytes, size_t room, size_t *used);

/* "\u001f\u008b", "\x1f\x8b", "\037\213" and what stands as it is. A string in another string has
 * each backslash twice, and so on: as many as the text begins with are one. */
spelled_taker spelled_in_string;

/* Where two bytes stand that are escaped as numbers, one behind the other: no word of a text is
 * written so. text.n: nowhere. */
size_t spelled_begin(struct slice text);

/* 31, 139, 8; 31, -117, 8; "0": 31, "1": 139: as arrays of bytes become JSON. */
spelled_taker spelled_in_list;

#endif
