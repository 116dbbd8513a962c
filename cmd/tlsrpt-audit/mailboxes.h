/*
 * mailboxes: what a digest takes from the command line. Private to cmd.
 */
#ifndef CMD_MAILBOXES_H
#define CMD_MAILBOXES_H

#include <stdbool.h>

/* Is it one address of ASCII letters that a header field takes as it is (RFC 5322, 3.4.1, without
 * quotes, comments and literals)? */
bool mailbox_is_address(const char *text);

/* What keeps a text from being a line of the digest, in English; NULL: nothing. */
const char *digest_line_problem(const char *line);

/* The user at this host, in memory that lasts. */
const char *mailbox_of_user(void);

#endif
