/*
 * found: what was found in an item: turns a JSON document into a report or a reason, and links that
 * to the item's outcome.
 */
#ifndef READ_FOUND_H
#define READ_FOUND_H

#include "formats/read/extractor.h"

/* Where what is found of one part or file goes. */
struct extraction {
    struct extractor *x;
    struct arena *arena;
    struct item *item;
    struct source *source; /* for reports and rejections */
    uint64_t deviations;   /* of the part that the document is in */
    bool rejected;         /* a rejection was noted */
    bool is_numbered;      /* it is one value of several in a file, and has its number already */
    enum reason reason;    /* why the document at hand is no report; REASON_NONE: it is one */
    struct report **last;  /* where the next report is linked */
};

/* Takes a document; f->reason says why it is no report. False: out of memory, or, of
 * documents_take, JSON that has nothing to do with reports. */
typedef bool found_taker(struct extraction *f, struct slice document);

bool found_document(struct extraction *f, struct slice document); /* the JSON of a report */
bool found_record(struct extraction *f, struct slice line);       /* one of our own records */

/* Links a rejection to the outcome. False: out of memory. */
bool found_rejection(struct extraction *f, enum reason reason);

/* The same, with how many parts, members or reports were not looked at. */
bool found_left_out(struct extraction *f, enum reason reason, uint64_t left_out);

/* Identifies and links a report of a part, whose dates were judged when it was read. */
bool found_identified(struct extraction *f, struct report *r, struct slice document);

#endif
