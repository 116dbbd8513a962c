/*
 * dovecot_lz4: Dovecot's own framing of LZ4 blocks, as its plugins save mail: "Dovecot-LZ4" and
 * four bytes, the most that a block unpacks to, then blocks behind their lengths (numbers of four
 * bytes, the most significant first).
 */
#ifndef READ_DOVECOT_LZ4_H
#define READ_DOVECOT_LZ4_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"

/* NULL: out of memory. Borrows both. */
struct stream *dovecot_lz4_open(struct stream *packed, struct expansion *expansion);
void dovecot_lz4_close(struct stream *s);

#endif
