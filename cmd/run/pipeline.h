/*
 * pipeline: batches from the readers through the workers to the audit, in input order.
 *
 * N jobs are N threads, all alike: each makes the outcomes of what was submitted, and reads what
 * was branched off when nothing was. Whoever finishes the batch whose turn it is hands it (and
 * finished ones behind it) to the audit, so the audit never runs on two threads.
 *
 * Inputs, and the archives of a folder, are read side by side. How far those that come later in the
 * order are ahead is bounded, and with it memory.
 */
#ifndef RUN_PIPELINE_H
#define RUN_PIPELINE_H

#include "cmd/run/turn.h"

struct pipeline_job {
    unsigned jobs; /* threads, the calling one included; where they cannot be had, fewer do */
    const struct extract_options *options;
    /* Reads everything, on the calling thread. False: memory is out. */
    bool (*read)(void *self, struct sink *sink);
    pipeline_taker *take;
    void *self;              /* for both */
    _Atomic uint64_t *bytes; /* counts what is read; may be NULL */
    /* Set from outside: reading ends, and so does taking; that is no failure. */
    const _Atomic bool *stop;
};

/* Reads, and takes all that was read. False: memory ran out, or the taker stopped the run. */
bool pipeline_run(const struct pipeline_job *job);

#endif
