/*
 * traces: does report mail, or a report, stand in bytes of another form: a table, a dump, a page, a
 * queue file, JSON of something else (SPEC 2)?
 *
 * Most reports are gzip in base64, or in hexadecimal digits where a database wrote them. Their
 * beginning is unpacked, and tells; so is that of a zip, and of what is packed and stands there as
 * it is (in documents with attachments), escaped, or as a list of numbers (spelled). What does not
 * unpack (lines may have marks between them) tells only together with a name that no other mail
 * has, anywhere in the same bytes. The name alone tells nothing: indexes and filters have it, too.
 */
#ifndef READ_TRACES_H
#define READ_TRACES_H

#include "lib/base/slice.h"

/* Blocks of a longer text have to overlap by so much, or what stands at a border may not be
 * seen. */
enum { TRACES_OVERLAP = 4096 };

struct traces {
    bool is_named;  /* a name of a field or a media type was seen */
    bool is_packed; /* the beginning of gzip or a zip in base64 was seen */
    bool is_found;  /* report mail itself, or a report, was seen */
};

void traces_look(struct traces *t, struct slice block); /* t is all false at first */

/* Likewise, for bytes that may be deflate without a header (RFC 1951): nothing marks it. */
void traces_look_at_deflated(struct traces *t, struct slice bytes);

bool traces_tell(const struct traces *t);

/* Does it hold digits of base64, hexadecimal ones or numbers in a row, longer than any in a
 * report? */
bool traces_are_in_digits(struct slice block);

/* Does it hold what a report or its mail has, in UTF-16? Programs for Windows keep texts so, and
 * append them to others. */
bool traces_are_wide(struct slice block);

#endif
