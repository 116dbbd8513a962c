#include "lib/findings/modes.h"

const char *mode_name(enum sts_mode mode)
{
    return mode == STS_MODE_TESTING ? "testing" : mode == STS_MODE_NONE ? "none" : "enforce";
}

day_number modes_weak_since(const struct view *v, const struct policy_seen_row *now)
{
    day_number since = now->span.last;
    for (size_t i = v->days_n; i-- > 0 && !v->days[i].row->sts_enforced;)
        if (v->days[i].row->sts_weaker)
            since = v->days[i].day;
    return since;
}

void modes_add_reporters(struct evidence *e, const struct policy_seen_row *p)
{
    for (size_t i = 0; i < e->view->sightings_n; i++)
        if (e->view->sightings[i].policy == p)
            evidence_reporter(e, e->view->sightings[i].reporter);
}
