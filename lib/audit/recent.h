/*
 * recent: the sessions of the last days, for each domain and kind of policy, for those who watch
 * them (SPEC 6.7).
 *
 * Reports come in any order, and which day is the last is known only at the end. A window that ends
 * there reaches back no further than one that ends on the domain's own last day, so each row keeps
 * RECENT_DAYS days and forgets older ones: memory grows with the domains alone. Stale reports (SPEC
 * 4) can lie after the last day and would push out what counts, so all of their days are kept
 * apart.
 */
#ifndef AUDIT_RECENT_H
#define AUDIT_RECENT_H

#include "lib/audit/sessions.h"
#include "lib/base/names.h"
#include "lib/base/rows.h"
#include "lib/base/when.h"

enum { RECENT_DAYS = 7 };

struct recent_row {
    bool any;                          /* a report that is not stale */
    day_number last;                   /* its newest day; the others are the days before it */
    struct sessions days[RECENT_DAYS]; /* by day modulo RECENT_DAYS */
};

struct recent {
    struct rows rows;        /* of struct recent_row; the owner knows a row by its number */
    struct pairs stale_days; /* of a row's number and a day: */
    struct rows stale;       /* the struct sessions of stale reports on it */
};

void recent_init(struct recent *r, const struct hash_key *key); /* borrows the key */

/* Adds sessions to the row of that number; if it is 0, to a new row, whose number (from 1 on) it
 * becomes. False: out of memory. */
bool recent_add(struct recent *r, uint32_t *number, day_number day, bool is_stale,
                struct sessions sessions);

/* The sums of a row (not 0) over `days` days (1 to RECENT_DAYS) up to `last`, after which there are
 * only days of stale reports. */
struct sessions recent_sum(const struct recent *r, uint32_t number, day_number last, unsigned days);
void recent_free(struct recent *r);

#endif
