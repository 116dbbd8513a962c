/*
 * views: the figures of one domain side by side, sorted, as the rules of findings look at them.
 * Everything borrows from the figures.
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
    uint64_t reported, lone, secured, copied;
};

struct view_sighting { /* a reporter saw a policy */
    uint32_t domain, reporter;
    const struct policy_seen_row *policy;
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

/* For what is about no domain of its own. */
extern const struct view view_of_none;

struct views {
    struct view *at; /* of the domains with reports, in the summary's order */
    size_t n;
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

/* The MTA-STS policy with a known mode that was seen last; of several that day the strictest.
 * NULL: there is none. */
const struct policy_seen_row *view_newest_sts(const struct view *v);

/* Position of the first day from `day` on; days_n: none. */
size_t view_first_day_at(const struct view *v, day_number day);

/* What was counted on a day. NULL: nothing, the domain has no report about it. */
const struct domain_day_row *view_day_row(const struct view *v, day_number day);

/* Is the day in no gap of the coverage? A day in a gap has sessions, too, where a stale report
 * tells of it, which prove nothing (SPEC 4). */
bool view_covers(const struct view *v, day_number day);

/* Behind the reporters' rows that are of the same reporter as the one at `from`. */
size_t view_reporter_end(const struct view *v, size_t from);

#endif
