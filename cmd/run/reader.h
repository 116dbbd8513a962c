/*
 * reader: a thread while it reads: it fills the batches of a lane, and adds lanes for what can be
 * read apart. Private to cmd/run.
 *
 * Every function is called with the pipeline's lock held, and holds it when it returns.
 */
#ifndef RUN_READER_H
#define RUN_READER_H

#include "cmd/run/lanes.h"

/* Calls `read`, without the lock, with a sink that fills the lane, and ends the lane. The extractor
 * is this thread's, for batches that it extracts while it has to wait. */
void reader_read(struct pipeline *p, struct lane *l, struct extractor *x,
                 bool (*read)(void *, struct sink *), void *self);

/* Likewise, reads the lane's branch. */
void reader_read_branch(struct pipeline *p, struct lane *l, struct extractor *x);

/* The first lane before `end` (NULL: of all) that no thread reads yet. NULL: there is none, or it
 * may not be read yet. */
struct lane *reader_next_lane(const struct pipeline *p, const struct lane *end);

#endif
