/*
 * yearreport: the reports of a hosting provider's year, as JSON (RFC 8460, section 4.4).
 *
 * 32 invented reporters write about the domains of 1,000 clients. What a report says follows from
 * its place in the year alone.
 */
#ifndef BENCH_YEARREPORT_H
#define BENCH_YEARREPORT_H

#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/when.h"

enum { YEAR_CLIENTS = 1000, YEAR_REPORTERS = 32, YEAR_SLOTS = YEAR_CLIENTS * YEAR_REPORTERS };

/* The names of all of them, for printf with their numbers. */
#define YEAR_CLIENT "client-%03u.example"
#define YEAR_SUBMITTER "reporter-%02u.example"

/* What a correct reader finds, under the names that the summary has for it. */
struct year_truth {
    uint64_t messages, messages_ignored, reports, duplicates, policies, failure_details,
        successful_sessions, failed_sessions;
};

/* Who writes about whom, of which day, and what makes it this report and no other. */
struct year_subject {
    char organization[24], submitter[32], domain[32];
    day_number day;
    uint64_t chance;
};

/* `slot`: below YEAR_SLOTS, a reporter and a client. */
struct year_subject year_subject_of(day_number day, unsigned slot);

/* Appends the JSON, in one line without its end, and counts what is in it. */
void yearreport_write(const struct year_subject *s, struct buffer *json, struct year_truth *truth);

/* Appends what printf makes of it, at most 999 bytes. */
__attribute__((format(printf, 2, 3))) void append_format(struct buffer *to, const char *format,
                                                         ...);

#endif
