/*
 * pipeline: batches from the reader through the workers to the audit, in input order.
 *
 * One thread walks the inputs and submits batches; the others make the outcomes. Whoever finishes the batch whose turn it is
 * hands it (and finished ones behind it) to the audit, so the audit never runs on two threads. The reader helps when all
 * batches are in use: N jobs are N threads, and memory is bounded by the number of batches.
 */
#ifndef CMD_PIPELINE_H
#define CMD_PIPELINE_H

#include "formats/in/extract.h"
#include "formats/in/walk.h"

struct pipeline;

/* Takes one item with its outcome, in input order, never on two threads at once. False: the run cannot go on. */
typedef bool pipeline_taker(void *self, const struct item *item);

struct pipeline *pipeline_new(unsigned jobs, const struct extract_options *options, pipeline_taker *take, void *self,
                              _Atomic uint64_t *bytes, const _Atomic bool *stop); /* NULL: no memory or threads */
struct sink *pipeline_sink(struct pipeline *p);
bool pipeline_finish(struct pipeline *p); /* waits for everything submitted. False: memory ran out, or a taker stopped the run */
void pipeline_free(struct pipeline *p);

#endif
