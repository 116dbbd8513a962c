#include "lib/audit/period.h"

struct period period_of(const struct selection *selection, const struct grown_span *reports)
{
    struct period p = {.has_since = selection->has_since,
                       .has_until = selection->has_until,
                       .since = selection->since,
                       .until = selection->until};
    p.any = (p.has_since || reports->any) && (p.has_until || reports->any);
    if (!p.any)
        return p;
    p.span.first = p.has_since ? p.since : reports->first;
    p.span.last = p.has_until ? p.until : reports->last;
    if (p.span.last > selection->today)
        p.days_to_come = span_days((struct span){
            p.span.first > selection->today ? p.span.first : selection->today + 1, p.span.last});
    return p;
}
