/*
 * losses: what can be told of a file only after its last value.
 *
 * Of the reports in a file that are rejected, the first ones are listed, and one more rejection
 * says how many others there are, as in a mail (SPEC 4): a small file that unpacks to millions of
 * broken lines must not become outputs of gigabytes. A file is skipped (SPEC 2) if its first value
 * is, and nothing came of the others.
 *
 * Whoever passes outcomes on in input order asks here first. Messages are never summed, nor is what
 * a part tells, which was summed when the part was written.
 */
#ifndef AUDIT_LOSSES_H
#define AUDIT_LOSSES_H

#include "lib/audit/outcome.h"
#include "lib/base/arena.h"

struct losses {
    uint64_t most;         /* how many rejections of a file are listed */
    struct source file;    /* the file at hand: its path and member, in the arena */
    uint32_t input;        /* of that file */
    uint64_t listed;       /* how many of that file's were listed so far */
    struct rejection rest; /* stands for its others; left_out is 0 while there are none */
    bool is_skipped;       /* all of its values so far are something else */
    struct rejection due;  /* the one in the outcome below */
    struct outcome outcome;
    struct arena arena;
};

void losses_init(struct losses *l, uint64_t most);

/* What remains to be told of the file at hand, if `next` is not of that file, or NULL for the end;
 * it goes before `next`. Valid until losses_take. NULL: nothing is due. */
struct outcome *losses_due(struct losses *l, const struct outcome *next);

/* Takes out of an outcome what will be told after all of its file: rejections beyond those that are
 * listed, and that the file is skipped. False: out of memory. */
bool losses_take(struct losses *l, struct outcome *o);
void losses_free(struct losses *l);

#endif
