/*
 * surplus: what a report names beyond its length.
 *
 * Every policy, and every result type that a policy tells for the first time, becomes rows of
 * several tables, and findings with their sentences. A mail of a few kilobytes could name thousands
 * in a few bytes each. So a report has room for one of them for each SURPLUS_BYTES that its JSON is
 * long at least, more where the domain's or the organization's name is long, and for SURPLUS_FREE
 * result types besides, up to SURPLUS_MOST (twice that for the RFC's own result types); the rest is
 * summed as "others" (too-many-rows). No report as senders write it comes near. That
 * depends on what the report says alone: no flood of other reports takes its room.
 *
 * How long the JSON is follows from what it says, so that a record tells it, too. Where counts or
 * objects are left out, and it is not as long as all rows take, it is held for one that leaves them
 * out everywhere.
 *
 * Of the types of a policy that the RFC does not know the SURPLUS_OTHERS that were new last are
 * remembered: one that comes back when so many others have come is new again.
 */
#ifndef TLSRPT_SURPLUS_H
#define TLSRPT_SURPLUS_H

#include "lib/tlsrpt/report.h"

enum { SURPLUS_FREE = 6, SURPLUS_BYTES = 96, SURPLUS_MOST = 1000, SURPLUS_OTHERS = 8 };

/* Marks the details and policies that are surplus, and attributes these to NAMES_OTHERS. The
 * report is attributed already, and its deviations are known. */
void report_mark_surplus(struct report *report);

#endif
