/*
 * threaded: lets an output that is slow to write hear of reports in a thread of its own, while
 * reading goes on.
 */
#ifndef WRITE_THREADED_H
#define WRITE_THREADED_H

#include "formats/write/output.h"

/*
 * Wraps an output and takes it over; its listener must hear of reports and exceptions alike. What
 * is passed on is copied into loads of a few hundred reports or a megabyte; if the output falls
 * behind by some loads, reading waits for it. Out of memory: gives `inner` itself.
 */
struct output *threaded_open(struct output *inner);

#endif
