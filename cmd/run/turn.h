/*
 * turn: hands the items of a batch to the audit, one by one, when it is the batch's turn in the
 * order of the input. Items that were put off (renamed files, archives, very large reports) are
 * extracted here, one at a time.
 */
#ifndef RUN_TURN_H
#define RUN_TURN_H

#include "formats/read/extractor.h"

/* Takes one item with its outcome, in input order, never on two threads at once. False: the run
 * cannot go on. */
typedef bool pipeline_taker(void *self, struct item *item);

struct turn {
    pipeline_taker *take;
    void *self;
    const struct extract_options *options;
    _Atomic uint64_t *bytes;
    const _Atomic bool *stop;
    struct extractor extractor; /* made when it is first needed */
    bool has_extractor;
    struct arena late; /* for the item that is extracted here */
};

/* False: out of memory, or the taker gave false. */
bool turn_take(struct turn *t, struct batch *b);
void turn_free(struct turn *t);

#endif
