/*
 * msg: a message as Outlook saves it, a compound file of properties ([MS-OXMSG]), as a container of
 * one member without a name: the message as RFC 5322 has it (rebuilt.h), with those that are
 * attached to it inside.
 */
#ifndef READ_MSG_H
#define READ_MSG_H

#include "formats/read/container.h"
#include "lib/base/limits.h"

/*
 * NULL: out of memory. Borrows both. Compound files hold documents and spreadsheets as well: of
 * those container_next says CONTAINER_OTHER. What is more than limits->message is cut one byte
 * behind.
 */
struct container *msg_open(struct stream *packed, const struct limits *limits);

#endif
