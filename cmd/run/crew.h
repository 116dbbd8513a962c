/*
 * crew: the threads of a pipeline, the calling one included. Private to cmd/run.
 */
#ifndef RUN_CREW_H
#define RUN_CREW_H

#include "cmd/run/lanes.h"

/* Starts as many threads as the job wants, or as can be had. Called with the lock held. False: not
 * even the calling thread can work. crew_end is due all the same. */
bool crew_start(struct pipeline *p);

struct extractor *crew_extractor(struct pipeline *p); /* the calling thread's; borrowed */

/* Has the calling thread work as the others do, until nothing is left. Called with the lock
 * held. */
void crew_help(struct pipeline *p);

void crew_end(struct pipeline *p); /* waits for the threads, and frees; called without the lock */

#endif
