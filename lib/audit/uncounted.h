/*
 * uncounted: what is found and is not counted becomes an exception, which listeners hear of and the
 * audit keeps. Private to lib/audit: take.c.
 *
 * False: the audit cannot go on.
 */
#ifndef AUDIT_UNCOUNTED_H
#define AUDIT_UNCOUNTED_H

#include "lib/audit/audit.h"

/* A duplicate, a conflict, an unauthenticated report. `first`: the ledger's row of the counted
 * copy, or NULL where an earlier run counted it, or none was counted. */
bool uncounted_report(struct audit *a, struct report *r, enum exception_kind kind,
                      const uint32_t *first);
bool uncounted_foreign(struct audit *a, struct report *r); /* about other domains alone */
bool uncounted_rejection(struct audit *a, const struct rejection *r);
bool uncounted_unread(struct audit *a, const struct outcome *o);

/* Does this copy of the counted report `first` say more, though its content is the same? The mail
 * tells what a report is about, and when it came, and anyone can mail the same JSON with another
 * domain, or after years (SPEC 5.1, 5.3). False: out of memory. */
bool uncounted_says_more(struct audit *a, const struct report *r, uint32_t first, bool *more);

#endif
