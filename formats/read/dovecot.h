/*
 * dovecot: Dovecot's own framing of LZ4 blocks, as its plugins save mail, and its dbox files
 * (sdbox, mdbox: messages, each behind a header and before its metadata).
 */
#ifndef READ_DOVECOT_H
#define READ_DOVECOT_H

#include "formats/read/container.h"
#include "formats/read/expansion.h"

/* "Dovecot-LZ4" and four bytes, the largest block's length, then blocks behind their lengths (both
 * four bytes, most first). NULL: out of memory. Borrows both. */
struct stream *dovecot_lz4_open(struct stream *packed, struct expansion *expansion);
void dovecot_lz4_close(struct stream *s);

/* Is it the first line of a dbox file: "2 M1e C65e5b0f0"? */
bool dovecot_is_dbox(struct slice head);

/*
 * Its messages, named by their numbers, and perhaps compressed. Where Dovecot keeps attachments in
 * files of their own, that is told at the end, as a failure. NULL: out of memory. Borrows.
 */
struct container *dovecot_dbox_open(struct stream *file);

#endif
