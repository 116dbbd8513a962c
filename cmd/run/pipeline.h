/*
 * pipeline: takes batches from reading through extraction to the audit, in the order of the input.
 *
 * N jobs are N threads, all alike: each extracts batches that were submitted, and if there are
 * none, reads what was branched off. The thread that finishes the batch whose turn it is hands it,
 * and finished ones behind it, to the audit, so the audit never runs on two threads.
 *
 * Inputs, and the archives of a folder, are read side by side. How far later ones may be ahead in
 * the order is bounded, and with it memory.
 */
#ifndef RUN_PIPELINE_H
#define RUN_PIPELINE_H

#include "cmd/run/turn.h"

struct pipeline_job {
    unsigned jobs; /* threads, the calling one included; if so many cannot be had, fewer do */
    const struct extract_options *options;
    /* Reads everything, on the calling thread. False: out of memory. */
    bool (*read)(void *self, struct sink *sink);
    pipeline_taker *take;
    void *self;              /* for both */
    _Atomic uint64_t *bytes; /* counts what is read; may be NULL */
    /* Set from outside: reading and taking end, which is no failure. */
    const _Atomic bool *stop;
};

/* Reads, and takes all that was read. False: out of memory, or the taker gave false. */
bool pipeline_run(const struct pipeline_job *job);

#endif
