/*
 * mailboxes: what a digest takes from the command line. Private to cmd.
 */
#ifndef CMD_MAILBOXES_H
#define CMD_MAILBOXES_H

#include <stdbool.h>

/* Is it one address in ASCII that a header field takes as it is (RFC 5322, 3.4.1, without quotes,
 * comments and literals)? */
bool mailbox_is_address(const char *text);

/* Says in English why a text cannot be a line of the digest. NULL: it can. */
const char *digest_line_problem(const char *line);

/* The user's address at this host, in static memory. */
const char *mailbox_of_user(void);

#endif
