/*
 * recent: the sessions of the last days, of a domain and kind of policy, for who watches them
 * (SPEC 6.7).
 *
 * Reports come in any order, and only at the end it is known which day is the last. A window that
 * ends there reaches back no further than one that ends on the domain's own last day, so each row
 * keeps RECENT_DAYS days and forgets older ones: memory grows with the domains alone.
 */
#ifndef AUDIT_RECENT_H
#define AUDIT_RECENT_H

#include "lib/audit/sessions.h"
#include "lib/base/rows.h"
#include "lib/base/when.h"

enum { RECENT_DAYS = 7 };

struct recent_row {
    day_number last;                   /* newest day; the others are the days before it */
    struct sessions days[RECENT_DAYS]; /* by day modulo RECENT_DAYS */
};

struct recent {
    struct rows rows; /* of struct recent_row; whom one is of, its owner knows by its number */
};

void recent_init(struct recent *r);

/* Adds sessions to the row of that number; 0: there is none yet, and *number becomes its number,
 * from 1. False: out of memory. */
bool recent_add(struct recent *r, uint32_t *number, day_number day, struct sessions sessions);

/* The sums over so many days (1 to RECENT_DAYS) that end with `last`, no day after which is in. */
struct sessions recent_sum(const struct recent_row *row, day_number last, unsigned days);
const struct recent_row *recent_at(const struct recent *r, uint32_t number); /* not 0 */
void recent_free(struct recent *r);

#endif
