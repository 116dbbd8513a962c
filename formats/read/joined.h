/*
 * joined: messages that stand one behind the other without anything between them, as cat puts the
 * files of a Maildir.
 */
#ifndef READ_JOINED_H
#define READ_JOINED_H

#include "lib/audit/outcome.h"

/* Does another message begin behind what closes the message's own multipart, or behind its base64
 * (also behind a line that separates messages somewhere), or an mbox at any line of what is no
 * multipart? It is not read: whoever sends mail could write it there, with the trusted server's
 * fields (SPEC 5.4). A file of a Maildir is one message whatever is in it, and not asked. */
bool joined_is(struct slice message);

extern const struct unread joined_rest;

/* Does an mbox begin in the midst of what is none, because its first bytes were lost? */
bool joined_has_mbox(struct slice text);
extern const struct unread joined_headless;

/* In the text of a mail: what stands behind the end of the mail that `text` begins with, from the
 * header on that has the next TLS-Report field, as digests join mails. Empty: nothing. */
struct slice joined_reports(struct slice text);

#endif
