/*
 * surplus: bounds what a report can name by its length.
 *
 * Every policy, and every result type that a policy tells for the first time, becomes rows of
 * several tables, and findings with their sentences; a mail of a few kilobytes could name thousands
 * of them. So a report has room for one of them per SURPLUS_BYTES of its JSON, or per more bytes if
 * the name of the domain or the organization is long. It has room for SURPLUS_FREE result types
 * besides, and for SURPLUS_MOST at the most (twice that for the RFC's own result types). The rest
 * is summed as "others" (too-many-rows). No report as senders write it comes near. The bound
 * depends on the report alone: no flood of other reports takes its room.
 *
 * The length of the JSON is worked out from what it says, so that a record tells it, too. If counts
 * or objects are left out, and the JSON is not as long as all rows would take, it is assumed to
 * leave them out everywhere.
 *
 * Of the result types of a policy that the RFC does not know, the last SURPLUS_OTHERS new ones are
 * remembered: one that comes back after as many others counts as new again.
 */
#ifndef TLSRPT_SURPLUS_H
#define TLSRPT_SURPLUS_H

#include "lib/tlsrpt/report.h"

enum { SURPLUS_FREE = 6, SURPLUS_BYTES = 96, SURPLUS_MOST = 1000, SURPLUS_OTHERS = 8 };

/* Marks the details and policies that are surplus, and attributes the latter to NAMES_OTHERS. The
 * report has to be attributed, and its deviations known. */
void report_mark_surplus(struct report *report);

#endif
