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

/* Does a line that starts here begin a field: a name of printable characters (no colon), perhaps
 * blanks, a colon? */
bool field_begins(struct slice line);

/* The value on one line: line breaks go, the white space after them stays (RFC 5322, 2.2.3).
 * False: out of memory. */
bool field_unfold(struct slice value, struct arena *arena, struct slice *line);

/* Behind the comment that *rest begins with, which may hold others (RFC 5322, 3.2.2). False: it is
 * never closed, and *rest is empty. */
bool field_skip_comment(struct slice *rest);

/*
 * A MIME field's value without its comments (RFC 2045, 5.1), and without the white space around
 * the slash of a media type: `multipart / report (x); boundary=b (y)` gives
 * `multipart/report;boundary=b`. Borrows from `value`, or from the arena where something is left
 * out. False: out of memory.
 */
bool field_plain(struct slice value, struct arena *arena, struct slice *plain);

/* The functions below want a value without comments. */

/* What a value says before its first parameter, trimmed: "Text/Plain; charset=x" gives
 * "Text/Plain". A comment that is never closed ends it, too. */
struct slice field_main(struct slice value);

/*
 * Finds the parameter `name` of a Content-Type or Content-Disposition value: token or quoted
 * string, in RFC 2231's continuations and percent encoding too, in UTF-8 as far as charset.h goes.
 * *found is empty when there is none. The text borrows from `value` or the arena. False: out of
 * memory.
 */
bool field_parameter(struct slice value, struct slice name, struct arena *arena,
                     struct slice *found);

/* What follows the last ';' of a Received field: its date (RFC 5321, 4.4). */
struct slice field_received_date(struct slice value);

#endif
