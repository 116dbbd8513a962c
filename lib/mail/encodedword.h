/*
 * encodedword: header texts with encoded words (RFC 2047), "=?UTF-8?Q?Report_Domain:?=".
 *
 * They are decoded wherever they stand: senders write them in quoted strings and file names, too,
 * where the RFC forbids them.
 */
#ifndef MAIL_ENCODEDWORD_H
#define MAIL_ENCODEDWORD_H

#include "lib/base/arena.h"

/*
 * The text on one line with its encoded words decoded, in UTF-8 if charset.h knows the charset.
 * White space between two encoded words is dropped (RFC 2047, 6.2); all else stays as it is. The
 * result borrows from `text`, or is in the arena. False: out of memory.
 */
bool encodedword_decode(struct slice text, struct arena *arena, struct slice *decoded);

#endif
