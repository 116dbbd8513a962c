/*
 * outcome: what became of one message, bare report or record. Made by the readers, taken by the
 * audit in input order.
 */
#ifndef AUDIT_OUTCOME_H
#define AUDIT_OUTCOME_H

#include "lib/tlsrpt/partline.h"

struct rejection {
    enum reason reason;
    struct source source;
    struct report *report; /* one of the future; NULL: nothing in it can be trusted */
    uint64_t left_out;     /* REASON_TOO_LARGE: how many parts or members were not looked at */
    struct rejection *next;
};

/* A message or a file that may hold reports and could not be looked into (SPEC 2 and 3). Its texts
 * live at least as long as the outcome. */
struct unread {
    enum unread_reason reason;
    struct slice form;   /* what it is: "zip with a password" */
    struct slice advice; /* what to do about it; empty: nobody knows */
};

/* What a part says besides what was found in its inputs (SPEC 11). */
struct part_word {
    enum {
        PART_BEGINS, /* `options` stand in its header */
        PART_LINE, /* `line` is of the kinds PART_INPUT, PART_TOLD, PART_LEFT_OUT or PART_SENT_TO */
        PART_HOLDS,      /* `content` is that of another part that was merged into it */
        PART_IS_COMPLETE /* `content` is its own, and it holds so many `reports` */
    } what;
    struct slice options, content;
    uint64_t reports;
    struct part_line line;
};

enum outcome_kind {
    /* with reports, rejected, unread or ignored: whichever is there, in this order (SPEC 3) */
    OUTCOME_MESSAGE,
    OUTCOME_FILE,    /* a bare report or a record: counted or rejected */
    OUTCOME_SKIPPED, /* a file of no kind that we read */
    OUTCOME_TROUBLE, /* a file that could not be read; `sentence` says why */
    OUTCOME_PART,    /* `part` says something of a part */
    OUTCOME_REFUSED, /* a part that cannot be merged; `sentence` says why, and nothing counts */
};

struct outcome {
    enum outcome_kind kind;
    uint32_t input; /* which INPUT it came from */
    struct report *reports;
    struct rejection *rejections, *last_rejection;
    struct rejection *rest; /* stands for those beyond what is listed; NULL: there are none */
    size_t rejections_n;
    size_t found_n; /* how many reports and rejections were given a source so far */
    /* Of a message or a trouble that could not be looked into; else NULL. */
    const struct unread *unread;
    const struct part_word *part; /* of OUTCOME_PART */
    /* A line of a part. Messages are counted where the part tells of its input, and what is
     * rejected is listed up to its bounds by now. */
    bool is_of_part;
    uint64_t left_out;    /* of what is over a limit: how many members were not read */
    struct source source; /* of a skipped file, a trouble, an unread or an ignored message */
    /* Why it could not be read, or was skipped (OUTCOME_EMPTY). Of an ignored mail its attachments,
     * if asked for. */
    struct slice sentence;
};

/* The sentence of an INPUT without any bytes, which is an empty mbox, and no fault. */
#define OUTCOME_EMPTY SLICE("is empty")

/* Is it a file that could not be read as a whole? The run tells of it in any case, and fails. A
 * message that is a file of its own has a sentence; an unread one inside another file has none. */
static inline bool outcome_is_trouble(const struct outcome *o)
{
    bool is_unread_file = o->kind == OUTCOME_MESSAGE && o->unread && o->sentence.n > 0;
    return o->kind == OUTCOME_TROUBLE || is_unread_file;
}

#endif
