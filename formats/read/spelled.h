/*
 * spelled: bytes that a text has written otherwise: in base64, base32 or hexadecimal digits,
 * escaped in a string, or as numbers of a list.
 *
 * Each takes what `text` begins with, as far as it and the room go, and gives how many bytes that
 * is; *used: how long it is in the text. What spells no byte gives a wrong one, where it does not
 * end what is taken: who asks looks at what the bytes are.
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

/* Lines may end in it, also escaped, or as quoted-printable cuts them, or begin with ">" (a mail's
 * quote); both alphabets of RFC 4648. The room is a multiple of 3, for whole groups. */
spelled_taker spelled_in_base64;
int spelled_base64_digit(char c); /* its value; negative: it is none */

/* The character that a text of digits has written otherwise, and which is a digit or a line end:
 * "\n", "\/", "\u002b", "%2B", "&#13;". Gives how long that is; 0: it is nothing such. */
size_t spelled_escape(struct slice text, char *c);

/* Both perhaps in lines; for base32 the room is a multiple of 5. */
spelled_taker spelled_in_hex;
spelled_taker spelled_in_base32;
static inline bool spelled_is_base32_digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

/* Lines as xxd, hexdump and od write bytes in hexadecimal digits: several of the first ones are
 * such. */
bool spelled_is_dump(struct slice text);
spelled_taker spelled_in_dump;

/* 31, 139, 8; 31, -117, 8; "0": 31, "1": 139: as arrays of bytes become JSON. */
spelled_taker spelled_in_list;

#endif
