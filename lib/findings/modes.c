#include "lib/findings/modes.h"

const char *mode_name(enum sts_mode mode)
{
    return mode == STS_MODE_TESTING ? "testing" : mode == STS_MODE_NONE ? "none" : "enforce";
}

/* The policy in the mode enforce that was seen last; NULL: there is none. */
static const struct policy_seen_row *last_enforced(const struct view *v)
{
    const struct policy_seen_row *last = NULL;
    for (size_t i = 0; i < v->policies_n; i++)
        if (v->policies[i]->mode == STS_MODE_ENFORCE && policy_seen_is_newer(v->policies[i], last))
            last = v->policies[i];
    return last;
}

/* The first day of the policy after the last day of an enforced one (NULL: none): a text that was
 * seen earlier may have come back. */
static day_number first_day_behind(const struct policy_seen_row *p,
                                   const struct policy_seen_row *enforced)
{
    bool is_back = enforced && p->span.first <= enforced->span.last;
    return is_back ? enforced->span.last + 1 : p->span.first;
}

day_number modes_weak_since(const struct view *v, const struct policy_seen_row *now)
{
    const struct policy_seen_row *enforced = last_enforced(v);
    day_number since = first_day_behind(now, enforced);
    for (size_t i = 0; i < v->policies_n; i++) {
        const struct policy_seen_row *p = v->policies[i];
        bool is_behind = !enforced || p->span.last > enforced->span.last;
        if (policy_seen_is_weak(p) && is_behind && first_day_behind(p, enforced) < since)
            since = first_day_behind(p, enforced);
    }
    return since;
}

void modes_add_reporters(struct evidence *e, const struct policy_seen_row *p)
{
    for (size_t i = 0; i < e->view->sightings_n; i++)
        if (e->view->sightings[i].policy == p)
            evidence_reporter(e, e->view->sightings[i].reporter);
}
