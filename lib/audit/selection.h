/*
 * selection: which reports and policies the figures are about (SPEC 7: --since, --until, --domain,
 * --reporter).
 */
#ifndef AUDIT_SELECTION_H
#define AUDIT_SELECTION_H

#include "lib/base/expression.h"
#include "lib/tlsrpt/report.h"

struct patterns; /* a list of expressions */

struct selection {
    bool has_since, has_until;
    day_number since, until;              /* inclusive */
    day_number today;                     /* that of the run: the days behind it have not come */
    struct patterns *domains, *reporters; /* one has to match; NULL: all do */
    struct slice only;                    /* the only domain, if has_only */
    bool has_only;
};

/*
 * Adds an expression to a list. False: `error` says why, with the place in the expression, or that
 * memory ran out.
 */
enum { SELECTION_ERROR = 1024 };
bool selection_add(struct patterns **list, const char *expression,
                   char error[static SELECTION_ERROR]);

bool selection_is_open(const struct selection *s); /* does it leave nothing out? */

bool selection_has_day(const struct selection *s, day_number day); /* does it leave this day in? */

/* Does it leave in a policy that is attributed to this domain? */
bool selection_admits_domain(const struct selection *s, struct slice domain);

/* Marks as left_out the policies whose attributed domains do not match. False: the whole report is
 * left out. */
bool selection_admits(const struct selection *s, struct report *report);

/* The same, whatever the report's day. */
bool selection_marks(const struct selection *s, struct report *report);

/* How many expressions a list has, and the i-th of them, from 0, in the order in which they were
 * added. */
size_t selection_count(const struct patterns *list);
const struct expression *selection_expression(const struct patterns *list, size_t i);
void selection_free(struct selection *s);

#endif
