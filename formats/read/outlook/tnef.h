/*
 * tnef: what Exchange makes of a message's attachments for other Outlooks (winmail.dat,
 * [MS-OXTNEF]), as a container of the attachments. An attached message is TNEF again.
 */
#ifndef READ_TNEF_H
#define READ_TNEF_H

#include "formats/read/streams/container.h"

struct container *tnef_open(struct stream *packed); /* Borrows it. NULL: out of memory. */

#endif
