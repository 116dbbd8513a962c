/*
 * joined: messages that stand one behind the other with nothing between them, as cat joins the
 * files of a Maildir.
 */
#ifndef READ_JOINED_H
#define READ_JOINED_H

#include "lib/audit/outcome.h"

/*
 * Does another message begin behind the end of this one: behind what closes its multipart, on the
 * same line, too, behind its base64 or what it packs as it is, with or without a line that
 * separates them, or report mail behind whatever does, or behind its JSON? Or does an mbox begin at
 * a line of a message that is no multipart? What begins there is not read: whoever sends mail could
 * write it there, with the trusted server's fields (SPEC 5.4). Do not ask it of a file in a
 * Maildir, which is one message whatever is in it.
 */
bool joined_is(struct slice message);

/* Is the body, from the empty line below the header on, one multipart, whose first delimiter is
 * closed by the last line and by none before? Then joined_is says no. Most mail is such, and this
 * is known sooner. */
bool joined_is_over(struct slice body);

extern const struct unread joined_rest; /* what to do then */

/* Does an mbox begin in the midst of a text that is none, because the first bytes were lost? */
bool joined_has_mbox(struct slice text);
extern const struct unread joined_headless; /* what to do then */

/* A digest joins mails in its text. Both are the text at first, which a mail begins with. */
struct joined_mails {
    struct slice rest;
    struct slice claimed; /* for joined_take: from the next mail with a TLS-Report field on */
};

/* Gives the next of the mails: each ends where another begins behind its end, as above, or before
 * the header that has the next TLS-Report field. False: no more. */
bool joined_take(struct joined_mails *m, struct slice *mail);

#endif
