/*
 * lanes: the way of batches, in the order of the input, from the threads that read to the audit.
 * Private to cmd/run.
 *
 * Every function is called with the pipeline's lock held, and holds it when it returns.
 */
#ifndef RUN_LANES_H
#define RUN_LANES_H

#include <pthread.h>

#include "cmd/run/pipeline.h"

/* A stretch of the order: batches that follow each other, submitted by one thread. */
struct lane {
    struct batch *first, **last; /* submitted, not taken yet */
    unsigned held; /* batches: these, the one that is taken now, and the one that is filled */
    struct branch branch; /* what is to be read for it, until a thread begins */
    bool ended;           /* nothing more will be submitted */
    struct lane *next;    /* the next stretch */
};

struct pipeline {
    const struct pipeline_job *job;
    struct turn turn;
    struct worker *workers; /* crew.c's; [0] is the calling thread */
    unsigned threads;

    pthread_mutex_t lock;
    pthread_cond_t work, room;   /* idle threads wait for `work`, readers for `room` */
    unsigned idle;               /* threads that wait for `work` */
    struct batch *first, **last; /* submitted, extracted by nobody yet */
    struct batch *free;

    struct lane *lanes; /* in order; the first one has its turn */
    unsigned lanes_n;
    unsigned held; /* batches of all lanes */
    bool handing_over;
    _Atomic bool failed;
};

bool lanes_have_stopped(const struct pipeline *p); /* the run failed, or was asked to stop */
void lanes_wake_one(struct pipeline *p);           /* an idle thread, else a reader that waits */

/* Adds a lane behind `before`; NULL: as the first. Gives it; NULL: out of memory. */
struct lane *lanes_add(struct pipeline *p, struct lane *before, struct branch branch);

bool lanes_may_be_ahead(const struct pipeline *p); /* may lanes go on whose turn has not come? */
bool lanes_may_hold_more(const struct pipeline *p, const struct lane *l);

void lanes_submit(struct pipeline *p, struct lane *l, struct batch *b); /* takes the batch over */
void lanes_give_back(struct pipeline *p, struct lane *l, struct batch *b); /* an empty one */

/* Extracts the batch that was submitted first, and hands over whatever has its turn. */
void lanes_extract_one(struct pipeline *p, struct extractor *x);

/* Hands whatever has its turn to the audit, unless another thread is doing so. */
void lanes_hand_over(struct pipeline *p);

#endif
