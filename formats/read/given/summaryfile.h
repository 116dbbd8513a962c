/*
 * summaryfile: an earlier summary of this program (--json), to be compared with (SPEC 8.2).
 */
#ifndef READ_SUMMARYFILE_H
#define READ_SUMMARYFILE_H

#include "lib/findings/earlier.h"

/* Reads a file's text into *earlier, whose arena the caller frees in any case. False: `error` says
 * why it is no summary that can be compared. */
enum { SUMMARY_ERROR = 300 };
bool summaryfile_read(struct slice text, struct earlier *earlier, char error[static SUMMARY_ERROR]);

#endif
