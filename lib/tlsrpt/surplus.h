/*
 * surplus: what a report names beyond its length.
 *
 * Every policy, and every result type that a policy tells for the first time, becomes rows of
 * several tables, and findings with their sentences. A mail of a few kilobytes could name thousands
 * in a few bytes each. So a report has room for SURPLUS_FREE of them (one less where it leaves out
 * counts or objects), and for one more for each SURPLUS_BYTES that it is long at least, more where
 * the domain's or the organization's name is long, up to SURPLUS_MOST (twice that for the RFC's own
 * result types); the rest is summed as "others" (too-many-rows). No report as senders write it
 * comes near. That depends on the report alone: no flood of other reports takes its room.
 */
#ifndef TLSRPT_SURPLUS_H
#define TLSRPT_SURPLUS_H

#include "lib/tlsrpt/report.h"

enum { SURPLUS_FREE = 12, SURPLUS_BYTES = 96, SURPLUS_MOST = 1000 };
#define SURPLUS_DOMAIN SLICE("others")

/* Marks the failure details that are surplus, and attributes such policies to SURPLUS_DOMAIN. The
 * report is attributed already, and its deviations are known. */
void report_mark_surplus(struct report *report);

#endif
