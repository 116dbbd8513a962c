/*
 * tnef: what Exchange makes of a message's attachments for other Outlooks (winmail.dat,
 * [MS-OXTNEF]), as a container of them. A message that is attached is TNEF again.
 */
#ifndef READ_TNEF_H
#define READ_TNEF_H

#include "formats/read/container.h"

struct container *tnef_open(struct stream *packed); /* NULL: out of memory. Borrows the stream. */

#endif
