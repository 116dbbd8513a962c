/*
 * uncounted: makes an exception of what is found and not counted; listeners hear of it, and the
 * audit keeps it. Private to lib/audit: take.c.
 *
 * All functions: false: the audit cannot go on.
 */
#ifndef AUDIT_UNCOUNTED_H
#define AUDIT_UNCOUNTED_H

#include "lib/audit/audit.h"

/* A duplicate, a conflict or an unauthenticated report. `first` is the ledger's row of the counted
 * copy; NULL: an earlier run counted it, or none was counted. */
bool uncounted_report(struct audit *a, struct report *r, enum exception_kind kind,
                      const uint32_t *first);
bool uncounted_foreign(struct audit *a, struct report *r); /* about other domains alone */
bool uncounted_rejection(struct audit *a, const struct rejection *r);
bool uncounted_unread(struct audit *a, const struct outcome *o);

/* Gives what copies.h keeps of a report, in a->arena. The counted copy was kept as it came, before
 * anything was redacted, so the one that is compared with it has to be, too. */
bool uncounted_keep(struct audit *a, const struct report *r, struct slice *kept);

/* Does this copy of the counted report `first` say more, though its content is the same? What a
 * report is about, and when it came, is told by the mail, and anyone can mail the same JSON with
 * another domain, or after years (SPEC 5.1, 5.3). False: out of memory. */
bool uncounted_says_more(struct audit *a, const struct report *r, uint32_t first, bool *more);

#endif
