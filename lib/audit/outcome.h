/*
 * outcome: what became of one message, bare report or record. Made by the readers, taken by the
 * audit in input order.
 */
#ifndef AUDIT_OUTCOME_H
#define AUDIT_OUTCOME_H

#include "lib/tlsrpt/report.h"

struct rejection {
    enum reason reason;
    struct source source;
    struct report *report; /* of the future; NULL: there is nothing that could be trusted */
    uint64_t left_out;     /* REASON_TOO_LARGE: so many parts or members were not looked at */
    struct rejection *next;
};

/* What may hold reports and could not be looked into: a message or a file (SPEC 2 and 3). Texts are
 * the program's own, and live as long as it does. */
struct unread {
    enum unread_reason reason;
    struct slice form;   /* what it is: "zip with a password" */
    struct slice advice; /* what to do about it; empty: nobody knows */
};

enum outcome_kind {
    /* with reports, rejected, unread or ignored: whichever is there, in this order (SPEC 3) */
    OUTCOME_MESSAGE,
    OUTCOME_FILE,    /* a bare report or a record: counted or rejected */
    OUTCOME_SKIPPED, /* a file that is nothing we read */
    OUTCOME_TROUBLE, /* something that could not be read; `sentence` says why */
};

struct outcome {
    enum outcome_kind kind;
    uint32_t input; /* which INPUT it came from */
    struct report *reports;
    struct rejection *rejections, *last_rejection;
    struct rejection *rest; /* stands for those that are too many to be listed; NULL: none are */
    size_t rejections_n;
    const struct unread *unread; /* of a message or a trouble; NULL: it was looked into */
    uint64_t left_out;           /* of what is over a limit: so many members were not read */
    struct source source;        /* of a skipped file, a trouble, an unread or an ignored message */
    /* Why it could not be read, or was skipped; an ignored mail's attachments, where asked for. */
    struct slice sentence;
};

#endif
