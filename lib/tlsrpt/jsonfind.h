/*
 * jsonfind: the reports and records in any JSON: behind each other, a line each, in arrays, inside
 * other objects (SPEC 2: parsedmarc's {"smtp_tls_reports": […]}, Elasticsearch's "_source").
 *
 * It goes once over the bytes and looks at brackets, strings and keys alone; whether what it finds
 * is sound, its decoder says. Where the bytes are no JSON, it goes on behind the next line feed.
 */
#ifndef TLSRPT_JSONFIND_H
#define TLSRPT_JSONFIND_H

#include "lib/base/slice.h"

enum { JSONFIND_MOST_DEPTH = 512 };

enum jsonfind_kind {
    JSONFIND_REPORT, /* an object with keys of RFC 8460 */
    JSONFIND_RECORD, /* an object with keys of a record */
    /* Objects that never end, one with such keys; the document is empty, and stands where the
     * outermost of these begins. */
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
    /* A key of a report or record was seen in what has ended; a DMARC report was, where such keys
     * say nothing. */
    bool any_key, any_dmarc;
    bool stray; /* what is no JSON, and had no such key, was seen outside objects and arrays */
    unsigned depth, too_deep;
    size_t string_at, string_n; /* the last string; none once a colon has taken it for a key */
    struct jsonfind_level levels[JSONFIND_MOST_DEPTH];
};

void jsonfind_start(struct jsonfind *j, struct slice text); /* borrows the text */

/* The next one, in the order in which they end. False: no more. */
bool jsonfind_next(struct jsonfind *j, enum jsonfind_kind *kind, struct slice *document);

#endif
