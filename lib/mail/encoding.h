/*
 * encoding: the content transfer encodings (RFC 2045, section 6), decoded from one range into
 * another.
 *
 * Both decoders read what they can: bytes that do not belong are passed over, and *damaged tells of
 * it.
 */
#ifndef MAIL_ENCODING_H
#define MAIL_ENCODING_H

#include "lib/base/slice.h"

enum encoding { ENCODING_IDENTITY, ENCODING_BASE64, ENCODING_QUOTED_PRINTABLE, ENCODING_UNKNOWN };

/* The encoding that a Content-Transfer-Encoding value names; none is 7bit (RFC 2045, 6.1).
 * x-uuencode and the like: unknown. */
enum encoding encoding_of(struct slice value);

/* The six bits of a digit of base64 (RFC 4648, 4); -1: it is none. */
int encoding_base64_digit(char c);

/*
 * RFC 2045, 6.8. `to` has room for encoding_base64_room(from.n) bytes; gives how many were written.
 * White space is no damage, nor is missing padding; decoding ends at the padding. At the most
 * `most` bytes are written, to look at a beginning.
 */
size_t encoding_base64(char *to, size_t most, struct slice from, bool *damaged);
static inline size_t encoding_base64_room(size_t n)
{
    return n / 4 * 3 + 3;
}

/* RFC 2045, 6.7. `to` has room for from.n bytes (it may be from.at). An '=' that begins no code
 * stays as it is. */
size_t encoding_quoted_printable(char *to, struct slice from, bool *damaged);

#endif
