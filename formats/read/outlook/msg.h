/*
 * msg: a message as Outlook saves it, a compound file of properties ([MS-OXMSG]), as a container of
 * one member without a name: the message as RFC 5322 has it (rebuilt.h), with the messages that are
 * attached to it.
 */
#ifndef READ_MSG_H
#define READ_MSG_H

#include "formats/read/streams/container.h"
#include "lib/base/limits.h"

/* Borrows both. Compound files also hold documents and spreadsheets: container_next calls them
 * CONTAINER_OTHER. A message larger than limits->message is cut one byte behind that, so that its
 * reader finds it too large. NULL: out of memory. */
struct container *msg_open(struct stream *packed, const struct limits *limits);

#endif
