/*
 * calendar: a number for each domain and day, and for each reporter and day, over those days that
 * have the most to show.
 */
#ifndef AUDIT_CALENDAR_H
#define AUDIT_CALENDAR_H

#include "lib/audit/summary.h"

/* How many cells a calendar may have in any case, and how many more for each report: it is no
 * larger than what it shows. */
enum { CALENDAR_FREE_CELLS = 4096, CALENDAR_CELLS_A_REPORT = 64 };
enum { CALENDAR_MOST_DAYS = 400, CALENDAR_MOST_ROWS = 5000 };

struct calendar {
    day_number first;
    unsigned days; /* 0: there are no reports */
    /* A row per domain, by its number in domain_names: how many reporters' reports cover each day.
     * NULL: too many domains. */
    uint16_t *of_domains;
    /* A row per reporter, by its number in reporter_names: how many domains its reports cover on
     * each day. NULL: too many reporters. */
    uint16_t *of_reporters;
};

/* False: out of memory. */
bool calendar_build(struct calendar *c, const struct figures *f, const struct summary *s);
void calendar_free(struct calendar *c);

static inline const uint16_t *calendar_domain(const struct calendar *c, uint32_t number)
{
    return c->of_domains + (size_t)number * c->days;
}

static inline const uint16_t *calendar_reporter(const struct calendar *c, uint32_t number)
{
    return c->of_reporters + (size_t)number * c->days;
}

#endif
