/*
 * losses: what is told of a file behind all of its values.
 *
 * Of the reports in it that are rejected so many are listed, and one more rejection says how many
 * others there are, as in a mail (SPEC 4): a small file that unpacks to millions of broken lines
 * does not become outputs of gigabytes. It is skipped (SPEC 2) where its first value is, and
 * nothing came of the others.
 *
 * Whoever passes outcomes on in input order asks here first. Messages are never summed, nor what a
 * part tells, which was summed when it was written.
 */
#ifndef AUDIT_LOSSES_H
#define AUDIT_LOSSES_H

#include "lib/audit/outcome.h"
#include "lib/base/arena.h"

struct losses {
    uint64_t most;         /* rejections of a file that are listed */
    struct source file;    /* the file at hand: its path and member, in the arena */
    uint32_t input;        /* of that file */
    uint64_t listed;       /* of that file, so far */
    struct rejection rest; /* its others; left_out is 0 while there are none */
    bool is_skipped;       /* all of its values so far were something else */
    struct rejection due;  /* that of the outcome below */
    struct outcome outcome;
    struct arena arena;
};

void losses_init(struct losses *l, uint64_t most);

/* What is told of the file before, which goes first where `next` is none of that file, or NULL,
 * which is the end. Lives until losses_take. NULL: nothing is due. */
struct outcome *losses_due(struct losses *l, const struct outcome *next);

/* Takes out of an outcome what is told behind all of its file: the rejections that are not listed,
 * and that the file is skipped. False: out of memory. */
bool losses_take(struct losses *l, struct outcome *o);
void losses_free(struct losses *l);

#endif
