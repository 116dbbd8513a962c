/*
 * period: the days that a run is about (SPEC 5.2): those that were asked for, whatever days the
 * mail is about.
 */
#ifndef AUDIT_PERIOD_H
#define AUDIT_PERIOD_H

#include "lib/audit/selection.h"

struct period {
    bool any; /* false: nothing tells when it begins or when it ends */
    /* Was asked for; else the first or last day of the counted reports stands for it. */
    bool has_since, has_until;
    day_number since, until; /* what was asked for */
    struct span span;
    uint64_t days_to_come;      /* days of it behind that of the run */
    uint64_t days_with_reports; /* days of it that a counted report covers */
};

/* reports: the days of the counted reports. days_with_reports is left 0. */
struct period period_of(const struct selection *selection, const struct grown_span *reports);

#endif
