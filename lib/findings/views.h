/*
 * views: the figures of one domain side by side, sorted, as the rules of findings look at them. All
 * is borrowed from the figures.
 */
#ifndef FINDINGS_VIEWS_H
#define FINDINGS_VIEWS_H

#include "lib/audit/summary.h"

struct view_day {
    uint32_t domain;
    day_number day;
    const struct domain_day_row *row;
};

struct view_reporter { /* 64 days of one reporter */
    uint32_t domain, reporter;
    day_number first;
    uint64_t reported, lone, secured, copied, copies_secured; /* as in coverage.h */
};

struct view_sighting { /* a reporter saw a policy */
    uint32_t domain, reporter;
    const struct policy_seen_row *policy;
    struct grown_span of_type; /* from its first to its last day with a policy of this type */
};

struct view {
    const struct domain_row *domain;
    const struct view_day *days; /* by day */
    size_t days_n;
    const struct event *const *events; /* by day, then by reporter */
    size_t events_n;
    const struct policy_seen_row *const *policies; /* by first day, then by text */
    size_t policies_n;
    const struct view_reporter *reporters; /* by reporter, then by day */
    size_t reporters_n;
    const struct view_sighting *sightings; /* by reporter */
    size_t sightings_n;
};

/* For a finding that is about no domain. */
extern const struct view view_of_none;

struct views {
    /* Of the domains with reports, in the summary's order; behind them, of those that only copies
     * are about which were not counted. */
    struct view *at;
    size_t n, of_copies_n;
    struct view_day *days;
    const struct event **events;
    const struct policy_seen_row **policies;
    struct view_reporter *reporters;
    struct view_sighting *sightings;
    size_t policies_n, sightings_n; /* in all */
};

/* False: out of memory; free it all the same. */
bool views_build(struct views *v, const struct figures *f, const struct summary *s);
void views_free(struct views *v);

/* The MTA-STS policy with a known mode that was seen last; the strictest of several on that day.
 * NULL: there is none. */
const struct policy_seen_row *view_newest_sts(const struct view *v);

/* The position of the first day that is not before `day`; days_n: there is none. */
size_t view_first_day_at(const struct view *v, day_number day);

/* What was counted on a day, and what copies add. NULL: there is no report about it, nor a copy. */
const struct domain_day_row *view_day_row(const struct view *v, day_number day);

/* Do reports cover the day? A day in a gap of the coverage may have sessions, too: a stale report
 * may tell of it, and proves nothing (SPEC 4). */
bool view_covers(const struct view *v, day_number day);

/* The position behind the rows of the same reporter as the one at `from`. */
size_t view_reporter_end(const struct view *v, size_t from);

#endif
