/*
 * field: the header fields of a message or part (RFC 5322, 2.2), and the parameters of MIME fields
 * (RFC 2045, 5.1).
 *
 * Everything is a slice of the message: folded lines stay folded (field_unfold takes the folding
 * out). A header ends at the first empty line, or before the first line that is no field, as
 * Postfix and Python read it.
 */
#ifndef MAIL_FIELD_H
#define MAIL_FIELD_H

#include "lib/base/arena.h"

struct field {
    struct slice name, value; /* value: outer white space removed, inner folding kept */
};

/* Takes the next field off *rest. False at the end of the header: *rest is then the body. */
bool field_next(struct slice *rest, struct field *f);

/* Does this line begin a field: a name of printable characters, perhaps blanks, and a colon? */
bool field_begins(struct slice line);

/* The value on one line: without its line breaks, but with the white space after them (RFC 5322,
 * 2.2.3). False: out of memory. */
bool field_unfold(struct slice value, struct arena *arena, struct slice *line);

/* Moves *rest behind the comment that it begins with, which may hold others (RFC 5322, 3.2.2).
 * False: the comment is never closed, and *rest is empty. */
bool field_skip_comment(struct slice *rest);

/*
 * The value of a MIME field without its comments (RFC 2045, 5.1), and without the white space
 * around the slash of a media type: `multipart / report (x); boundary=b (y)` gives
 * `multipart/report;boundary=b`. It borrows from `value`, or from the arena if something was left
 * out. False: out of memory.
 */
bool field_plain(struct slice value, struct arena *arena, struct slice *plain);

/* The functions below want a value without comments. */

/* What stands before the first parameter, trimmed: "Text/Plain" of "Text/Plain; charset=x". A
 * comment that is never closed ends it, too. */
struct slice field_main(struct slice value);

/*
 * Finds the parameter `name` in the value of a Content-Type or Content-Disposition field, be it a
 * token, a quoted string, or in the continuations and percent encoding of RFC 2231; in UTF-8 if
 * charset.h knows the charset. *found is empty if there is none. The text borrows from `value` or
 * the arena. False: out of memory.
 */
bool field_parameter(struct slice value, struct slice name, struct arena *arena,
                     struct slice *found);

/* The date of a Received field: what follows its last ';' (RFC 5321, 4.4). */
struct slice field_received_date(struct slice value);

#endif
