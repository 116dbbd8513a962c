/*
 * reader: one thread that reads fills the batches of a lane, and opens lanes for what can be read
 * apart. Private to cmd/run.
 *
 * Every function is called with the pipeline's lock held, and holds it when it returns.
 */
#ifndef RUN_READER_H
#define RUN_READER_H

#include "cmd/run/lanes.h"

/* Calls `read` with a sink that fills the lane, and ends the lane. */
void reader_read(struct pipeline *p, struct lane *l, struct extractor *x,
                 bool (*read)(void *, struct sink *), void *self);
void reader_read_branch(struct pipeline *p, struct lane *l, struct extractor *x); /* its own */

/* The first lane before `end` (NULL: of all) that nobody reads yet, if it may be read now; else
 * NULL. */
struct lane *reader_next_lane(const struct pipeline *p, const struct lane *end);

#endif
