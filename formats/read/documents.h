/*
 * documents: from JSON to the reports and records in it: one, or any number in whatever is around
 * them (SPEC 2).
 */
#ifndef READ_DOCUMENTS_H
#define READ_DOCUMENTS_H

#include "formats/read/found.h"
#include "formats/read/traces.h"

/*
 * Takes them. What is one and cannot be counted is a rejection of its own where there are several;
 * else f->reason tells. False: it is JSON that has nothing to do with reports.
 */
bool documents_take(struct extraction *f, struct slice json);

/* JSON that is no report may hold reports or mail as text: where keys or fields say so, what to do
 * about it. NULL: it is something else. */
const struct unread *documents_wrapped(struct slice json);

/* Likewise of many values, that come block by block (as of traces.h); all zeros at first. */
enum { DOCUMENTS_MARKS = 8 };
struct documents_wrapping {
    bool seen[DOCUMENTS_MARKS][2];
    struct traces traces;
};
void documents_look(struct documents_wrapping *w, struct slice block);
const struct unread *documents_told(const struct documents_wrapping *w);

/* The text of a mail, in which somebody may have put a report. NULL: no key says so. */
const struct unread *documents_in_text(struct slice text);

/* Likewise in base64, packed or not, as parts of a mail stand in a text where nothing says that
 * they are parts. NULL: no field of such a part, or nothing of a report in it. */
const struct unread *documents_in_parts_of_text(struct slice text);

#endif
