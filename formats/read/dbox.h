/*
 * dbox: Dovecot's own files of mail (sdbox, mdbox): each message stands between a header and its
 * metadata.
 */
#ifndef READ_DBOX_H
#define READ_DBOX_H

#include "formats/read/streams/container.h"

bool dbox_is(struct slice head); /* by its first line: "2 M1e C65e5b0f0" */

/* Gives the messages, which may be compressed, named by their numbers. If Dovecot keeps attachments
 * in files of their own, the container fails at the end and says so. Borrows the file. NULL: out of
 * memory. */
struct container *dbox_open(struct stream *file);

#endif
