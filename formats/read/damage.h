/*
 * damage: what to do about a file that could not be read to its end.
 *
 * Of what went wrong there is a sentence alone, be it ours or that of a library: it comes through
 * libarchive and out of a process apart (framing.h), which nobody trusts with more.
 */
#ifndef READ_DAMAGE_H
#define READ_DAMAGE_H

#include "lib/audit/outcome.h"

/* is_of_piece: the file is, or is in, a file that is named as a piece. */
const struct unread *damage_of(struct slice sentence, bool is_of_piece);

extern const struct unread damage_unknown_method; /* it is packed by one */

#endif
