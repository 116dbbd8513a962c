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
    struct rejection *next;
};

enum outcome_kind {
    /* with reports, rejected or ignored: whichever list is not empty, in this order (SPEC 3) */
    OUTCOME_MESSAGE,
    OUTCOME_FILE,    /* a bare report or a record: counted or rejected */
    OUTCOME_SKIPPED, /* a file that is nothing we read */
    OUTCOME_TROUBLE, /* something that could not be read; `sentence` says why */
};

struct outcome {
    enum outcome_kind kind;
    uint32_t input; /* which INPUT it came from */
    struct report *reports;
    struct rejection *rejections;
    struct source source;  /* of a skipped file or a trouble */
    struct slice sentence; /* of a trouble */
    struct outcome *next;
};

#endif
