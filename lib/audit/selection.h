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
    struct patterns *domains, *reporters; /* any matches; NULL: all do */
    struct slice only;                    /* this one domain, where has_only */
    bool has_only;
};

/*
 * Adds an expression to a list. False: `error` is an English text that says why, with the place in
 * the expression, or "out of memory".
 */
bool selection_add(struct patterns **list, const char *expression, char *error, size_t error_room);

bool selection_is_open(const struct selection *s); /* it leaves nothing out */

bool selection_has_day(const struct selection *s, day_number day); /* it leaves this one in */

/* Would it leave in a policy that is attributed to this domain? */
bool selection_admits_domain(const struct selection *s, struct slice domain);

/* Marks the policies that do not match as left_out (attributed domains count). False: the report
 * is out as a whole. */
bool selection_admits(const struct selection *s, struct report *report);
/* Likewise, whatever its day. */
bool selection_marks(const struct selection *s, struct report *report);

/* How many expressions a list has, and the i-th of them, from 0, in the order added. */
size_t selection_count(const struct patterns *list);
const struct expression *selection_expression(const struct patterns *list, size_t i);
void selection_free(struct selection *s);

#endif
