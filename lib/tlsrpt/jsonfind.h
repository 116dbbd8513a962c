/*
 * jsonfind: finds the reports and records in any JSON: one behind the other, one a line, in arrays,
 * inside other objects (SPEC 2: parsedmarc's {"smtp_tls_reports": […]}, Elasticsearch's
 * "_source").
 *
 * It goes over the bytes once and looks at brackets, strings and keys alone; whether what it finds
 * is sound is for the decoder to say. Where the bytes are no JSON, it goes on after the next line
 * feed.
 */
#ifndef TLSRPT_JSONFIND_H
#define TLSRPT_JSONFIND_H

#include "lib/base/slice.h"

enum { JSONFIND_MOST_DEPTH = 512 };

enum jsonfind_kind {
    JSONFIND_REPORT, /* an object with keys of RFC 8460 */
    JSONFIND_RECORD, /* an object with keys of a record */
    /* Objects that never end, one of them with such keys. The document is empty, and stands where
     * the outermost of them begins. */
    JSONFIND_BROKEN,
};

struct jsonfind_level {
    size_t start; /* of the object or array */
    bool is_object, has_found;
    unsigned keys; /* bits: the keys that were seen in it */
};

struct jsonfind {
    struct slice text; /* borrowed */
    size_t at;
    /* any_key: a key of a report or record as it is, or two in any spelling, were seen in an object
     * that has ended. any_dmarc: a DMARC report was seen, in which such keys mean nothing. */
    bool any_key, any_dmarc;
    /* Brackets did not match, or text was seen outside objects and arrays that is no JSON and has
     * no such key. */
    bool stray;
    unsigned depth, too_deep;
    size_t string_at, string_n; /* the last string, until a colon makes it a key */
    struct jsonfind_level levels[JSONFIND_MOST_DEPTH];
};

void jsonfind_start(struct jsonfind *j, struct slice text); /* borrows the text */

/* Finds the next one, in the order in which they end. False: there are no more. */
bool jsonfind_next(struct jsonfind *j, enum jsonfind_kind *kind, struct slice *document);

#endif
