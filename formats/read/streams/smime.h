/*
 * smime: what an S/MIME opaque signature wraps (RFC 8551, 3.5.2: signedData of RFC 5652), as a
 * stream, or the zlib stream of compressedData (RFC 3274). The signature itself is not looked at.
 *
 * It is BER, not only DER: lengths may be indefinite, and the content may come in pieces.
 */
#ifndef READ_SMIME_H
#define READ_SMIME_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"

enum smime_kind { SMIME_NONE, SMIME_SIGNED, SMIME_COMPRESSED, SMIME_ENCRYPTED };

enum smime_kind smime_kind_of(struct slice head); /* by its first bytes: RFC 5652's content types */

/* NULL: out of memory. Borrows both. */
struct stream *smime_open(struct stream *file, struct expansion *expansion);
void smime_close(struct stream *s);

#endif
