/*
 * lanes: the batches of each thing that is read, in the order of the input, from whoever submits
 * them to the audit. Private to cmd/run.
 *
 * Every function is called with the pipeline's lock held, and holds it when it returns.
 */
#ifndef RUN_LANES_H
#define RUN_LANES_H

#include <pthread.h>

#include "cmd/run/pipeline.h"

/* Batches that follow each other in the order, as one thread submits them; the lanes follow each
 * other, too. */
struct lane {
    struct batch *first, **last; /* submitted, not taken yet */
    unsigned held; /* batches: these, the one that is taken now, and the one that is filled */
    struct branch branch; /* what it comes from, while nobody has begun to read it */
    bool ended;           /* nothing more will be submitted */
    struct lane *next;
};

struct pipeline {
    const struct pipeline_job *job;
    struct turn turn;
    struct worker *workers; /* crew.c's; [0] is the calling thread */
    unsigned threads;

    pthread_mutex_t lock;
    pthread_cond_t work, room;   /* what idle threads wait for; what readers wait for */
    unsigned idle;               /* threads that wait for `work` */
    struct batch *first, **last; /* submitted, extracted by nobody yet */
    struct batch *free;

    struct lane *lanes; /* in order; the first one has its turn */
    unsigned lanes_n;
    unsigned held; /* batches, by all lanes */
    bool handing_over;
    _Atomic bool failed;
};

bool lanes_have_stopped(const struct pipeline *p);
void lanes_wake_one(struct pipeline *p); /* an idle thread, else a reader that waits */

/* A new lane behind another one; `before` NULL: the first. NULL: out of memory. */
struct lane *lanes_add(struct pipeline *p, struct lane *before, struct branch branch);

bool lanes_may_be_ahead(const struct pipeline *p); /* may a lane that has not its turn go on? */
bool lanes_may_hold_more(const struct pipeline *p, const struct lane *l);

void lanes_submit(struct pipeline *p, struct lane *l, struct batch *b);
void lanes_give_back(struct pipeline *p, struct lane *l, struct batch *b); /* an empty one */

/* Makes the outcomes of the batch that was submitted first. */
void lanes_extract_one(struct pipeline *p, struct extractor *x);
void lanes_hand_over(struct pipeline *p); /* whatever has its turn, to the audit */

#endif
