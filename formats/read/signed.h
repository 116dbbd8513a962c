/*
 * signed: whose signature the reports of a mail bear (SPEC 5.4).
 */
#ifndef READ_SIGNED_H
#define READ_SIGNED_H

#include "formats/read/letter.h"

/* Verifies the letter's DKIM signatures, if that was asked for, and notes the verdict on those of
 * the reports that have none yet. A forwarded letter is judged by its own signatures over its own
 * bytes: those of the letter around it are the forwarder's. Out of memory: x->out_of_memory. */
void signed_reports(struct extractor *x, const struct letter *letter, struct report *reports,
                    struct arena *arena);

/* The verdict on a report that did not come by mail: nothing could be signed. */
struct dkim_verdict signed_by_nobody(const struct extractor *x);

#endif
