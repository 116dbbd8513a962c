/*
 * threaded: an output that is slow to write hears of reports in a thread of its own, so that
 * reading goes on meanwhile.
 */
#ifndef WRITE_THREADED_H
#define WRITE_THREADED_H

#include "formats/write/output.h"

/*
 * Wraps an output, which becomes its own, and whose listener hears of both, reports and exceptions.
 * What it passes on is copied into loads of a few hundred reports or a megabyte: when the output
 * falls behind by some of them, reading waits for it. Out of memory: `inner` itself, which works as
 * well without.
 */
struct output *threaded_open(struct output *inner);

#endif
