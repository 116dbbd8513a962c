/*
 * encoding: the content transfer encodings (RFC 2045, section 6), decoded from one range into
 * another.
 *
 * Both decoders read what they can: they pass over bytes that do not belong there, and set
 * *damaged.
 */
#ifndef MAIL_ENCODING_H
#define MAIL_ENCODING_H

#include "lib/base/slice.h"

enum encoding { ENCODING_IDENTITY, ENCODING_BASE64, ENCODING_QUOTED_PRINTABLE, ENCODING_UNKNOWN };

/* The encoding that the value of a Content-Transfer-Encoding field names; an empty one stands for
 * 7bit (RFC 2045, 6.1). x-uuencode and the like are unknown. */
enum encoding encoding_of(struct slice value);

/* The six bits of a digit of base64 (RFC 4648, 4); -1: it is none. */
int encoding_base64_digit(char c);
static inline bool encoding_is_base64_digit(char c)
{
    return encoding_base64_digit(c) >= 0;
}

/*
 * Decodes base64 (RFC 2045, 6.8). `to` has room for encoding_base64_room(from.n) bytes, of which at
 * most `most` are written: a caller may want the beginning alone. Gives their number. White space
 * and missing padding are no damage; decoding ends at the padding.
 */
size_t encoding_base64(char *to, size_t most, struct slice from, bool *damaged);
static inline size_t encoding_base64_room(size_t n)
{
    return n / 4 * 3 + 3;
}

/* Decodes quoted-printable (RFC 2045, 6.7). `to` has room for from.n bytes and may be from.at.
 * Gives the number written. An '=' that begins no code stays as it is. */
size_t encoding_quoted_printable(char *to, struct slice from, bool *damaged);

#endif
