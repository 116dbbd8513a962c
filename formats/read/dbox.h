/*
 * dbox: Dovecot's own files of mail (sdbox, mdbox): messages, each behind a header and before its
 * metadata.
 */
#ifndef READ_DBOX_H
#define READ_DBOX_H

#include "formats/read/container.h"

/* Is it the first line of such a file: "2 M1e C65e5b0f0"? */
bool dbox_is(struct slice head);

/*
 * Its messages, named by their numbers, and perhaps compressed. Where Dovecot keeps attachments in
 * files of their own, that is told at the end, as a failure. NULL: out of memory. Borrows.
 */
struct container *dbox_open(struct stream *file);

#endif
