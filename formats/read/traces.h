/*
 * traces: what tells that report mail, or a report, stands in bytes of another form: a table, a
 * dump, a page, a queue file, JSON of something else (SPEC 2).
 *
 * Most reports are gzip in base64, or in hexadecimal digits where a database wrote them: their
 * beginning is unpacked, and tells; so is a zip's. So is what is packed and stands there as it is,
 * as in documents with attachments, or escaped, or as a list of numbers (spelled). Where it does
 * not unpack (lines may have marks between them) a name that only such mail has, anywhere in the
 * same bytes, tells as much; the name alone does not: indexes and filters have it, too.
 */
#ifndef READ_TRACES_H
#define READ_TRACES_H

#include "lib/base/slice.h"

/* Bytes that come block by block overlap by so much, or what stands at a border may not be seen. */
enum { TRACES_OVERLAP = 4096 };

struct traces {
    bool is_named;  /* a name of a field or a media type was seen */
    bool is_packed; /* so was the beginning of gzip or a zip in base64 */
    bool is_found;  /* so was report mail itself, or a report */
};

void traces_look(struct traces *t, struct slice block); /* t: all false at first */
bool traces_tell(const struct traces *t);

/* Does it hold digits of base64, hexadecimal ones, or numbers in a row as no report has them? */
bool traces_are_in_digits(struct slice block);

#endif
