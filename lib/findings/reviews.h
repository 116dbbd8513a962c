/*
 * reviews: the earlier runs that a run log records (SPEC 6.6, --run-log): who looked when, at what,
 * and what was open then.
 */
#ifndef FINDINGS_REVIEWS_H
#define FINDINGS_REVIEWS_H

#include "lib/audit/sessions.h"
#include "lib/base/arena.h"
#include "lib/base/when.h"
#include "lib/findings/rules.h"

struct review {
    uint64_t line;                    /* in the log, from 1 on */
    bool follows;                     /* it names the line before it correctly */
    time_seconds time;                /* of the run; WHEN_NEVER: not told */
    struct slice version;             /* of the program */
    struct slice reviewer;            /* empty: nobody was named */
    struct slice first_day, last_day; /* of the period, YYYY-MM-DD; empty: there were no reports */
    uint64_t listed;                  /* domains on the list; 0: there was no list */
    uint64_t inputs, outputs, reports;
    struct sessions sessions;
    uint64_t open[SEVERITIES]; /* findings that were open or unproven */
};

struct reviews {
    struct review *at; /* in the arena, in the order of the log */
    size_t n;
    /* Number of the first line that does not follow the one before; 0: there is none. */
    uint64_t broken;
    struct arena arena;
};

#endif
