/*
 * runlogfile: reads a run log, one JSON object a line, each with the SHA-256 of the line before it
 * (SPEC 6.6), and checks that chain.
 */
#ifndef READ_RUNLOGFILE_H
#define READ_RUNLOGFILE_H

#include <stdio.h>

#include "lib/findings/reviews.h"

enum { RUNLOG_ERROR = 300 };

/*
 * Reads all lines into `reviews`, which is empty; its arena is the caller's to free. A line that
 * does not follow the one before is no failure: reviews->broken names the first such. False:
 * `error` says what is wrong in which line: it is no JSON object, the last one has no line feed, or
 * reading failed.
 */
bool runlogfile_read(FILE *file, struct reviews *reviews, char error[static RUNLOG_ERROR]);

#endif
