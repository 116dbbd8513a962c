/*
 * turn: when a batch is the next one in input order, its items go to the audit one by one. Items
 * that were put off (renamed files, archives, very large reports) are extracted here, one at a
 * time.
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
    struct arena late;
};

/* False: memory is out, or the taker stopped the run. */
bool turn_take(struct turn *t, struct batch *b);
void turn_free(struct turn *t);

#endif
