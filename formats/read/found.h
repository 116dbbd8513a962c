/*
 * found: what was found in an item: a JSON document becomes a report or a reason, and is linked to
 * the item's outcome.
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
    uint64_t deviations;   /* of the part that the document came in */
    bool rejected;         /* a rejection was noted */
    enum reason reason;    /* why the document at hand is no report, if it is none */
    struct report **last;  /* where the next report is linked */
};

/* Takes a document. False: out of memory. */
typedef bool found_taker(struct extraction *f, struct slice document);

bool found_document(struct extraction *f, struct slice document); /* the JSON of a report */
bool found_record(struct extraction *f, struct slice line);       /* one of our own records */
/* Links a rejection to the outcome; false: out of memory. */
bool found_rejection(struct extraction *f, enum reason reason);
/* The same with how many parts, members or reports were not looked at. */
bool found_left_out(struct extraction *f, enum reason reason, uint64_t left_out);
/* Identifies and links a report whose dates were judged before: that of a part. */
bool found_identified(struct extraction *f, struct report *r, struct slice document);

#endif
