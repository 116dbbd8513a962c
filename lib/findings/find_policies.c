/*
 * find_policies: the rules about the policies that reports name (RFC 8461, RFC 7672).
 *
 * Senders keep a policy for its max_age, so an old one is seen beside the new one for a while; and
 * a reporter that knows no MTA-STS always says no-policy-found. So a policy counts as gone only
 * when it is seen no more, and a domain has lost its policy only if a reporter that saw one before
 * finds none now.
 */
#include <stdio.h>

#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/findings/evidence.h"
#include "lib/findings/readiness.h"
#include "lib/tlsrpt/policyset.h"

static const char *mode_name(enum sts_mode mode)
{
    return mode == STS_MODE_TESTING ? "testing" : mode == STS_MODE_NONE ? "none" : "enforce";
}

static void add_reporters_of(struct evidence *e, const struct policy_seen_row *p)
{
    for (size_t i = 0; i < e->view->sightings_n; i++)
        if (e->view->sightings[i].policy == p)
            evidence_reporter(e, e->view->sightings[i].reporter);
}

/* The first day of the policy after the last day of an enforced one: a text that was seen earlier
 * may have come back. */
static day_number first_day_behind(const struct policy_seen_row *p,
                                   const struct policy_seen_row *enforced)
{
    bool is_back = enforced && p->span.first <= enforced->span.last;
    return is_back ? enforced->span.last + 1 : p->span.first;
}

static const struct policy_seen_row *last_enforced(const struct view *v)
{
    const struct policy_seen_row *last = NULL;
    for (size_t i = 0; i < v->policies_n; i++)
        if (policy_seen_mode(v->policies[i]) == STS_MODE_ENFORCE &&
            policy_seen_is_newer(v->policies[i], last))
            last = v->policies[i];
    return last;
}

/* Did some reporter see a policy of this domain, and at another time say that there is none? */
static bool one_saw_both(const struct view *v)
{
    bool some = false, none = false;
    for (size_t i = 0; i < v->sightings_n; i++) {
        if (i > 0 && v->sightings[i].reporter != v->sightings[i - 1].reporter)
            some = none = false;
        enum policy_kind kind = policy_kind_of(v->sightings[i].policy->policy_type);
        none |= kind == POLICY_NONE_FOUND;
        some |= policy_kind_secures(kind);
        if (some && none)
            return true;
    }
    return false;
}

static void add_sound_days(struct evidence *e, size_t first)
{
    const struct view *v = e->view;
    for (size_t i = first; i < v->days_n; i++)
        if (v->days[i].row->sound)
            evidence_day(e, v->days[i].day);
}

/* How many days have a report that is not stale: stale ones say nothing of a state (SPEC 4). */
static size_t sound_days(const struct view *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->days_n; i++)
        n += v->days[i].row->sound;
    return n;
}

/* On how many of the last days with reports, from the day at *first on, no policy was found; 0: the
 * domain has not lost its policy. */
static size_t days_without(struct finder *f, const struct view *v, size_t *first)
{
    size_t without = 0;
    *first = v->days_n;
    for (size_t i = v->days_n; i-- > 0;) {
        const struct domain_day_row *day = v->days[i].row;
        if (day->some_found)
            break;
        if (!day->none_found) /* stale reports, or policy types that are not known */
            continue;
        without++;
        *first = i;
    }
    bool is_lost = without < sound_days(v) &&
                   (double)without >= finder_threshold(f, THRESHOLD_POLICY_LOST_DAYS) &&
                   one_saw_both(v);
    return is_lost ? without : 0;
}

/* A weaker mode and a lost policy are one finding: they have one key (SPEC 8.2). */
static void find_downgrade(struct finder *f, const struct view *v)
{
    const struct policy_seen_row *now = view_newest_sts(v), *before = last_enforced(v);
    bool is_weaker = now && before && policy_seen_mode(now) != STS_MODE_ENFORCE;
    size_t first, without = days_without(f, v, &first);
    char weaker[80] = "", lost[150] = "";
    struct evidence e;
    evidence_start(&e, f, v);
    if (is_weaker) {
        evidence_span(&e, first_day_behind(now, before), now->span.last);
        add_reporters_of(&e, now);
        snprintf(weaker, sizeof weaker, "The MTA-STS mode went from enforce to %s",
                 mode_name(policy_seen_mode(now)));
    }
    if (without > 0) {
        add_sound_days(&e, first);
        snprintf(lost, sizeof lost,
                 "Senders that found an MTA-STS or DANE policy before find none any more, on the "
                 "last %s %s with reports",
                 thousands((int64_t)without).text, plural((int64_t)without, "day", "days"));
    }
    if (e.span.any)
        finding_add(&e, RULE_POLICY_DOWNGRADED, "%s%s%s", weaker,
                    is_weaker && without > 0 ? ". " : "", lost);
}

/* "; ready for enforce: 14 clean days, 12,400 sessions, 6 reporters" (SPEC 8.3). */
static void append_readiness(char *to, size_t room, const struct domain_row *d)
{
    const struct readiness_basis *b = &d->now->basis;
    switch (d->now->readiness) {
    case READINESS_READY:
        snprintf(to, room, "; ready for enforce: %s clean %s, %s %s, %s %s",
                 thousands((int64_t)b->days_clean).text,
                 plural((int64_t)b->days_clean, "day", "days"), thousands(b->sessions).text,
                 plural(b->sessions, "session", "sessions"), thousands((int64_t)b->reporters).text,
                 plural((int64_t)b->reporters, "reporter", "reporters"));
        break;
    case READINESS_TOO_LITTLE_EVIDENCE:
        snprintf(to, room, "; too little evidence to enforce it: %s covered %s%s",
                 thousands((int64_t)b->days_covered).text,
                 plural((int64_t)b->days_covered, "day", "days"),
                 b->sessions == 0 ? " without a session" : "");
        break;
    case READINESS_NOT_READY:
        if (b->days_covered == 1 && b->days_clean == 0)
            snprintf(to, room, "; not ready for enforce: failures on the only covered day");
        else if (b->days_clean < b->days_covered)
            snprintf(to, room,
                     "; not ready for enforce: failures on %s of the last %s covered days",
                     thousands((int64_t)(b->days_covered - b->days_clean)).text,
                     thousands((int64_t)b->days_covered).text);
        else if (b->has_mx && !b->mx_covered)
            snprintf(to, room, "; not ready for enforce: it does not match every MX");
        break;
    default:
        break;
    }
}

/* Since when no policy is enforced: counts all texts in another mode, back to the last one that was
 * enforced. */
static day_number weak_since(const struct view *v, const struct policy_seen_row *now)
{
    const struct policy_seen_row *enforced = last_enforced(v);
    day_number since = first_day_behind(now, enforced);
    for (size_t i = 0; i < v->policies_n; i++) {
        const struct policy_seen_row *p = v->policies[i];
        enum sts_mode mode = policy_seen_mode(p);
        bool is_weak = mode == STS_MODE_TESTING || mode == STS_MODE_NONE;
        bool is_behind = !enforced || p->span.last > enforced->span.last;
        if (is_weak && is_behind && first_day_behind(p, enforced) < since)
            since = first_day_behind(p, enforced);
    }
    return since;
}

static void find_not_enforced(struct finder *f, const struct view *v)
{
    const struct policy_seen_row *now = view_newest_sts(v);
    char title[200], advice[400];
    struct evidence e;
    if (!now || policy_seen_mode(now) == STS_MODE_ENFORCE)
        return;
    day_number since = weak_since(v, now);
    int64_t so_far = (int64_t)now->span.last - since + 1;
    int n = snprintf(title, sizeof title, "The MTA-STS policy is in the mode %s, for %s %s now",
                     mode_name(policy_seen_mode(now)), thousands(so_far).text,
                     plural(so_far, "day", "days"));
    append_readiness(title + n, sizeof title - (size_t)n, v->domain);
    bool ready = readiness_of(v->domain) == READINESS_READY;
    snprintf(advice, sizeof advice, "%s %s",
             ready ? "Switch the mode to enforce."
                   : "Mend the failures, if there are any; when the domain is ready, switch the "
                     "mode to enforce.",
             rules[RULE_POLICY_NOT_ENFORCED].advice);
    evidence_start(&e, f, v);
    evidence_span(&e, since, now->span.last);
    add_reporters_of(&e, now);
    finding_advise(&e, RULE_POLICY_NOT_ENFORCED, title, advice);
}

static void find_no_policy(struct finder *f, const struct view *v)
{
    struct evidence e;
    for (size_t i = 0; i < v->policies_n; i++)
        if (policy_kind_of(v->policies[i]->policy_type) != POLICY_NONE_FOUND)
            return;
    size_t days = sound_days(v);
    if (v->policies_n == 0 || (double)days < finder_threshold(f, THRESHOLD_NO_POLICY_DAYS))
        return;
    evidence_start(&e, f, v);
    add_sound_days(&e, 0);
    evidence_reporters(&e);
    finding_add(&e, RULE_NO_POLICY,
                "No sender found an MTA-STS or DANE policy, on %s %s with reports",
                thousands((int64_t)days).text, plural((int64_t)days, "day", "days"));
}

/* Is it a policy other than those seen before it, whatever the order of its lines? */
static bool is_other(struct finder *f, const struct policy_seen_row *p, struct names *seen)
{
    struct slice set;
    size_t before = seen->rows.n;
    if (!policyset_of(p->policy_type, p->policy_text, &f->scratch, &set) ||
        names_number(seen, set) < 0)
        f->out_of_memory = true;
    return seen->rows.n > before;
}

static void find_changes(struct finder *f, const struct view *v)
{
    size_t sts = 0, tlsa = 0;
    struct evidence e;
    struct names seen;
    names_init(&seen, f->figures->events.hash);
    evidence_start(&e, f, v);
    for (size_t i = 0; i < v->policies_n; i++) {
        const struct policy_seen_row *p = v->policies[i];
        enum policy_kind kind = policy_kind_of(p->policy_type);
        if (!policy_kind_secures(kind) || p->policy_text.n == 0 || !is_other(f, p, &seen))
            continue;
        size_t *n = kind == POLICY_STS ? &sts : &tlsa;
        if (++*n > 1 || p->span.first > v->domain->span.first)
            evidence_span(&e, p->span.first, p->span.first);
    }
    names_free(&seen);
    if (!e.span.any || (sts < 2 && tlsa < 2))
        return;
    char policies[64] = "", sets[64] = ""; /* nothing of what there is none of */
    if (sts > 0)
        snprintf(policies, sizeof policies, "%s MTA-STS %s", thousands((int64_t)sts).text,
                 plural((int64_t)sts, "policy", "policies"));
    if (tlsa > 0)
        snprintf(sets, sizeof sets, "%s %s of TLSA records", thousands((int64_t)tlsa).text,
                 plural((int64_t)tlsa, "set", "sets"));
    finding_add(&e, RULE_POLICY_CHANGED, "The policy changed: %s%s%s were seen", policies,
                sts > 0 && tlsa > 0 ? " and " : "", sets);
}

static void find_short_max_age(struct finder *f, const struct view *v)
{
    const struct policy_seen_row *now = view_newest_sts(v);
    int64_t seconds;
    struct evidence e;
    if (!now || policy_seen_mode(now) == STS_MODE_NONE ||
        !stspolicy_max_age(now->policy_text, &seconds) ||
        (double)seconds >= finder_threshold(f, THRESHOLD_SHORT_MAX_AGE_SECONDS))
        return;
    evidence_start(&e, f, v);
    evidence_span(&e, now->span.first, now->span.last);
    finding_add(&e, RULE_SHORT_MAX_AGE, "The MTA-STS policy has a max_age of %s %s only",
                thousands(seconds).text, plural(seconds, "second", "seconds"));
}

void find_policies(struct finder *f, const struct view *v)
{
    find_downgrade(f, v);
    find_not_enforced(f, v);
    find_no_policy(f, v);
    find_changes(f, v);
    find_short_max_age(f, v);
}
