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
    struct report *report; /* of the future; NULL: there is nothing that could be trusted */
    uint64_t left_out;     /* REASON_TOO_LARGE: so many parts or members were not looked at */
    struct rejection *next;
};

/* What may hold reports and could not be looked into: a message or a file (SPEC 2 and 3). Texts
 * live as long as the outcome at least. */
struct unread {
    enum unread_reason reason;
    struct slice form;   /* what it is: "zip with a password" */
    struct slice advice; /* what to do about it; empty: nobody knows */
};

/* What a part says beside what was found in its inputs (SPEC 11). */
struct part_word {
    enum {
        PART_BEGINS, /* `options` stand in its header */
        PART_LINE, /* `line` is of the kinds PART_INPUT, PART_TOLD, PART_LEFT_OUT or PART_SENT_TO */
        PART_HOLDS,      /* `content` is that of another part that was merged into it */
        PART_IS_COMPLETE /* `content` is its own, and it has so many `reports` */
    } what;
    struct slice options, content;
    uint64_t reports;
    struct part_line line;
};

enum outcome_kind {
    /* with reports, rejected, unread or ignored: whichever is there, in this order (SPEC 3) */
    OUTCOME_MESSAGE,
    OUTCOME_FILE,    /* a bare report or a record: counted or rejected */
    OUTCOME_SKIPPED, /* a file that is nothing we read */
    OUTCOME_TROUBLE, /* something that could not be read; `sentence` says why */
    OUTCOME_PART,    /* `part` says something of a part */
    OUTCOME_REFUSED, /* a part that cannot be merged; `sentence` says why, and nothing counts */
};

struct outcome {
    enum outcome_kind kind;
    uint32_t input; /* which INPUT it came from */
    struct report *reports;
    struct rejection *rejections, *last_rejection;
    struct rejection *rest; /* stands for those that are too many to be listed; NULL: none are */
    size_t rejections_n;
    size_t found_n;               /* reports and rejections that were given a source so far */
    const struct unread *unread;  /* of a message or a trouble; NULL: it was looked into */
    const struct part_word *part; /* of OUTCOME_PART */
    bool is_of_part;      /* of a message: it is counted where its part tells of its input */
    uint64_t left_out;    /* of what is over a limit: so many members were not read */
    struct source source; /* of a skipped file, a trouble, an unread or an ignored message */
    /* Why it could not be read, or was skipped; an ignored mail's attachments, where asked for. */
    struct slice sentence;
};

/* Is it a file that could not be read as a whole, of which a run tells in any case, and fails? A
 * message that is such a file has a sentence, and an unread one in another file has none. */
static inline bool outcome_is_trouble(const struct outcome *o)
{
    bool is_unread_file = o->kind == OUTCOME_MESSAGE && o->unread && o->sentence.n > 0;
    return o->kind == OUTCOME_TROUBLE || is_unread_file;
}

#endif
