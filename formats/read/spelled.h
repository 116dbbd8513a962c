/*
 * spelled: decodes bytes that a text spells otherwise: in base64, base32 or hexadecimal digits,
 * with escapes in a string, or as numbers of a list.
 *
 * Each taker decodes what `text` begins with, until that ends or the room is full. It gives the
 * number of bytes; *used is the length that they have in the text. What spells no byte ends the
 * taking or gives a wrong byte, so the caller has to look at what the bytes are.
 */
#ifndef READ_SPELLED_H
#define READ_SPELLED_H

#include "lib/base/slice.h"

typedef size_t spelled_taker(struct slice text, char *bytes, size_t room, size_t *used);

/* "\u001f\u008b", "\x1f\x8b", "\037\213", and other characters as they are. A string inside another
 * string has each backslash twice, and so on: as many as the text begins with count as one. */
spelled_taker spelled_in_string;

/* Gives the offset at which two bytes are escaped as numbers, one behind the other, as in no word
 * of a text; text.n: there is none. */
size_t spelled_begin(struct slice text);

/* The digits, of either alphabet of RFC 4648, may be in lines: with ends that are escaped or that
 * quoted-printable cut, and with ">" at their beginning, as in a mail's quote. The room is a
 * multiple of 3, for whole groups. */
spelled_taker spelled_in_base64;
int spelled_base64_digit(char c); /* its value; negative: it is no digit */

/* Both may be in lines; for base32 the room is a multiple of 5. */
spelled_taker spelled_in_hex;
spelled_taker spelled_in_base32;
static inline bool spelled_is_base32_digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

/* Are several of the first lines such as xxd, hexdump and od write for bytes in hexadecimal
 * digits? */
bool spelled_is_dump(struct slice text);
spelled_taker spelled_in_dump;

/* 31, 139, 8; 31, -117, 8; "0": 31, "1": 139: what arrays of bytes become in JSON. */
spelled_taker spelled_in_list;

#endif
