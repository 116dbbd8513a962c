/*
 * find_downgraded: the rule policy-downgraded, about a domain that is, or was, less protected than
 * before (RFC 8461, 8.3).
 *
 * What lasts is a state. What has ended is an event (SPEC 8.2), closed by clean days as any other:
 * else one mail, which anyone can write, would take the finding away.
 *
 * A reporter that knows no MTA-STS always says no-policy-found. So a domain has lost its policy
 * only if a reporter that saw one before finds none now.
 */
#include <stdio.h>

#include "lib/base/thousands.h"
#include "lib/findings/modes.h"

/* Some of a domain's days, one behind the other but for days that tell nothing. */
struct stretch {
    size_t first, last; /* their places among the view's days */
    size_t n;           /* how many of them tell; 0: there is none */
};

static void stretch_add(struct stretch *s, size_t day)
{
    s->last = day;
    if (s->n++ == 0)
        s->first = day;
}

/* The days from which on, and up to which, a reporter finds no policy that saw one before. Of each
 * reporter the first and the last day of a policy type are known; what stale reports alone tell
 * does not count. False: it never saw one, or always does. */
static bool days_lost(const struct view *v, size_t from, size_t to, struct span *lost)
{
    bool is_found = false;
    day_number found = 0;
    *lost = (struct span){.first = 0, .last = -1};
    for (size_t i = from; i < to; i++) {
        const struct grown_span *days = &v->sightings[i].of_type;
        enum policy_kind kind = policy_kind_of(v->sightings[i].policy->policy_type);
        if (days->sound && kind == POLICY_NONE_FOUND)
            *lost = (struct span){days->first, days->last};
        if (!days->sound || !policy_kind_secures(kind))
            continue;
        found = is_found && found < days->first ? found : days->first;
        is_found = true;
    }
    if (lost->first <= found)
        lost->first = found + 1;
    return is_found && lost->first <= lost->last;
}

static size_t sightings_end(const struct view *v, size_t from)
{
    size_t to = from + 1;
    while (to < v->sightings_n && v->sightings[to].reporter == v->sightings[from].reporter)
        to++;
    return to;
}

/* How many reporters have lost its policy at each of the domain's days. NULL: out of memory. */
static const int64_t *count_losers(struct finder *f, const struct view *v)
{
    int64_t *losers = arena_take_array(&f->scratch, v->days_n + 1, sizeof *losers);
    if (!losers) {
        f->out_of_memory = true;
        return NULL;
    }
    memset(losers, 0, (v->days_n + 1) * sizeof *losers);
    for (size_t from = 0, to; from < v->sightings_n; from = to) {
        struct span lost;
        to = sightings_end(v, from);
        if (!days_lost(v, from, to, &lost))
            continue;
        losers[view_first_day_at(v, lost.first)]++;
        losers[view_first_day_at(v, lost.last + 1)]--;
    }
    for (size_t i = 1; i < v->days_n; i++)
        losers[i] += losers[i - 1];
    return losers;
}

/* Was a policy seen on this day alone: does one that has lost it find none on the next day that
 * tells, or on this one if it is the last? Once in a loss that ends nothing, since anyone can write
 * such a mail. */
static bool is_seen_once(const struct view *v, size_t day, const int64_t *losers)
{
    size_t next = day + 1;
    while (next < v->days_n && !v->days[next].row->some_found && !v->days[next].row->none_found)
        next++;
    if (next == v->days_n)
        return v->days[day].row->none_found && losers[day] > 0;
    return !v->days[next].row->some_found && losers[next] > 0;
}

static bool is_long(const struct finder *f, const struct stretch *s)
{
    return s->n > 0 && (double)s->n >= finder_threshold(f, THRESHOLD_POLICY_LOST_DAYS);
}

/* The last stretch of days, long enough to count, on which no policy was found any more, by one of
 * those that saw it before, too. */
static struct stretch last_without(struct finder *f, const struct view *v)
{
    struct stretch last = {0}, now = {0};
    bool is_found = false, is_lost = false, was_seen = false;
    const int64_t *losers = count_losers(f, v);
    for (size_t i = 0; losers && i < v->days_n; i++) {
        const struct domain_day_row *day = v->days[i].row;
        if (day->some_found && (!is_lost || was_seen || !is_seen_once(v, i, losers))) {
            now.n = 0;
            is_found = true;
            is_lost = was_seen = false;
            continue;
        }
        was_seen |= day->some_found;
        if (!day->none_found || !is_found) /* stale, or of types that are not known */
            continue;
        stretch_add(&now, i);
        is_lost |= losers[i] > 0;
        if (is_lost && is_long(f, &now))
            last = now;
    }
    return last;
}

enum { NEVER = INT32_MAX }; /* a day that does not come */

/* The first day of a weaker policy that is younger than the first enforced one: one that is older
 * may only have been kept by a sender. NEVER: there is none. */
static day_number first_younger(const struct view *v)
{
    const struct policy_seen_row *enforced = NULL;
    for (size_t i = 0; i < v->policies_n; i++) { /* by first day */
        const struct policy_seen_row *p = v->policies[i];
        if (!enforced && p->mode == STS_MODE_ENFORCE)
            enforced = p;
        if (enforced && policy_seen_is_weak(p) && p->span.first > enforced->span.first)
            return p->span.first;
    }
    return NEVER;
}

/* The last stretch of days on which a weaker mode was seen and enforce no more: one that lasts, a
 * long one, or one by whose end there was a younger policy. */
static struct stretch last_weak(const struct finder *f, const struct view *v)
{
    struct stretch last = {0}, now = {0};
    bool is_enforced = false;
    day_number younger = first_younger(v);
    for (size_t i = 0; i < v->days_n; i++) {
        const struct domain_day_row *day = v->days[i].row;
        is_enforced |= day->sts_enforced;
        if (day->sts_enforced)
            now.n = 0;
        else if (day->sts_weaker && is_enforced)
            stretch_add(&now, i);
        if (is_long(f, &now) || (now.n > 0 && v->days[i].day >= younger))
            last = now;
    }
    return now.n > 0 ? now : last;
}

static bool has_enforced(const struct domain_day_row *day)
{
    return day->sts_enforced;
}

static bool has_policy(const struct domain_day_row *day)
{
    return day->some_found;
}

/* The first day behind a stretch that `has` again what was gone; NULL: it lasts. */
static const struct view_day *seen_again(const struct view *v, const struct stretch *s,
                                         bool (*has)(const struct domain_day_row *day))
{
    for (size_t i = s->last + 1; i < v->days_n; i++)
        if (has(v->days[i].row))
            return &v->days[i];
    return NULL;
}

/* The newest weaker policy of the stretch. */
static const struct policy_seen_row *weak_policy(const struct view *v, const struct stretch *s)
{
    const struct policy_seen_row *newest = NULL;
    for (size_t i = 0; i < v->policies_n; i++) {
        const struct policy_seen_row *p = v->policies[i];
        bool is_inside = p->span.first <= v->days[s->last].day &&
                         p->span.last >= v->days[s->first].day;
        if (is_inside && policy_seen_is_weak(p) && policy_seen_is_newer(p, newest))
            newest = p;
    }
    return newest;
}

static void add_days(struct evidence *e, const struct stretch *s)
{
    for (size_t i = s->first; i <= s->last; i++)
        if (e->view->days[i].row->sound)
            evidence_day(e, e->view->days[i].day);
}

/* What the finding says of one stretch; empty: there is none. */
enum { TOLD = 250 };
struct told_stretch {
    struct stretch days;
    const struct view_day *again; /* NULL: it lasts */
    char text[TOLD];
};

static void tell_weak(struct told_stretch *t, struct evidence *e)
{
    const struct policy_seen_row *p = weak_policy(e->view, &t->days);
    if (!p)
        return;
    add_days(e, &t->days);
    modes_add_reporters(e, p);
    snprintf(t->text, TOLD, "The MTA-STS mode went from enforce to %s%s%s", mode_name(p->mode),
             t->again ? ", and enforce was seen again on " : "",
             t->again ? when_day(t->again->day).text : "");
}

static void tell_lost(struct told_stretch *t, struct evidence *e)
{
    add_days(e, &t->days);
    snprintf(t->text, TOLD,
             t->again ? "Senders that found an MTA-STS or DANE policy before found none on %s with "
                        "reports, and one again on %s"
                      : "Senders that found an MTA-STS or DANE policy before find none any more, "
                        "on the last %s with reports%s",
             counted((int64_t)t->days.n, "day", "days").text,
             t->again ? when_day(t->again->day).text : "");
}

/* Both are one finding: they have one key (SPEC 8.2). What lasts is told of; if nothing does, what
 * ended last. */
void find_downgraded(struct finder *f, const struct view *v)
{
    struct told_stretch weak = {.days = last_weak(f, v)}, lost = {.days = last_without(f, v)};
    struct evidence e;
    weak.again = seen_again(v, &weak.days, has_enforced);
    lost.again = seen_again(v, &lost.days, has_policy);
    bool has_weak = weak.days.n > 0, has_lost = lost.days.n > 0;
    bool has_ended = (!has_weak || weak.again) && (!has_lost || lost.again);
    bool weak_is_last = !has_lost || (has_weak && weak.days.last > lost.days.last);
    evidence_start(&e, f, v);
    e.has_ended = has_ended;
    if (has_weak && (has_ended ? weak_is_last : !weak.again))
        tell_weak(&weak, &e);
    if (has_lost && (has_ended ? !weak_is_last : !lost.again))
        tell_lost(&lost, &e);
    if (e.span.any)
        finding_add(&e, RULE_POLICY_DOWNGRADED, "%s%s%s", weak.text,
                    weak.text[0] != '\0' && lost.text[0] != '\0' ? ". " : "", lost.text);
}
