/*
 * find_policies: the rules about the policies that reports name (RFC 8461, RFC 7672), but for a
 * weaker one (find_downgraded.c).
 */
#include <stdio.h>

#include "lib/base/thousands.h"
#include "lib/findings/modes.h"
#include "lib/findings/readiness.h"
#include "lib/tlsrpt/policyset.h"

static void add_sound_days(struct evidence *e)
{
    const struct view *v = e->view;
    for (size_t i = 0; i < v->days_n; i++)
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

/* "; ready for enforce: 14 clean days, 12,400 sessions, 6 reporters" (SPEC 8.3). */
static void append_readiness(char *to, size_t room, const struct domain_row *d)
{
    const struct readiness_basis *b = &d->now->basis;
    switch (d->now->readiness) {
    case READINESS_READY:
        snprintf(to, room, "; ready for enforce: %s, %s, %s",
                 counted((int64_t)b->days_clean, "clean day", "clean days").text,
                 counted(b->sessions, "session", "sessions").text,
                 counted((int64_t)b->reporters, "reporter", "reporters").text);
        break;
    case READINESS_TOO_LITTLE_EVIDENCE:
        snprintf(to, room, "; too little evidence to enforce it: %s%s",
                 counted((int64_t)b->days_covered, "covered day", "covered days").text,
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

static void find_not_enforced(struct finder *f, const struct view *v)
{
    const struct policy_seen_row *now = view_newest_sts(v);
    char title[240], advice[400];
    struct evidence e;
    if (!now || now->mode == STS_MODE_ENFORCE)
        return;
    day_number since = modes_weak_since(v, now);
    int64_t so_far = (int64_t)now->span.last - since + 1;
    int n = snprintf(title, sizeof title,
                     "The MTA-STS policy is in the mode %s, and not enforced for %s now",
                     mode_name(now->mode), counted(so_far, "day", "days").text);
    append_readiness(title + n, sizeof title - (size_t)n, v->domain);
    bool ready = readiness_of(v->domain) == READINESS_READY;
    snprintf(advice, sizeof advice, "%s %s",
             ready ? "Switch the mode to enforce."
                   : "Mend the failures, if there are any; when the domain is ready, switch the "
                     "mode to enforce.",
             rules[RULE_POLICY_NOT_ENFORCED].advice);
    evidence_start(&e, f, v);
    evidence_span(&e, since, now->span.last);
    modes_add_reporters(&e, now);
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
    add_sound_days(&e);
    evidence_reporters(&e);
    finding_add(&e, RULE_NO_POLICY, "No sender found an MTA-STS or DANE policy, on %s with reports",
                counted((int64_t)days, "day", "days").text);
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
        if (++*n > 1)
            evidence_span(&e, p->span.first, p->span.first);
    }
    names_free(&seen);
    if (!e.span.any)
        return;
    char policies[64] = "", sets[64] = ""; /* nothing of what there is none of */
    if (sts > 0)
        snprintf(policies, sizeof policies, "%s",
                 counted((int64_t)sts, "MTA-STS policy", "MTA-STS policies").text);
    if (tlsa > 0)
        snprintf(sets, sizeof sets, "%s",
                 counted((int64_t)tlsa, "set of TLSA records", "sets of TLSA records").text);
    finding_add(&e, RULE_POLICY_CHANGED, "The policy changed: %s%s%s were seen", policies,
                sts > 0 && tlsa > 0 ? " and " : "", sets);
}

static void find_short_max_age(struct finder *f, const struct view *v)
{
    const struct policy_seen_row *now = view_newest_sts(v);
    int64_t seconds;
    struct evidence e;
    if (!now || now->mode == STS_MODE_NONE || !stspolicy_max_age(now->policy_text, &seconds) ||
        (double)seconds >= finder_threshold(f, THRESHOLD_SHORT_MAX_AGE_SECONDS))
        return;
    evidence_start(&e, f, v);
    evidence_span(&e, now->span.first, now->span.last);
    finding_add(&e, RULE_SHORT_MAX_AGE, "The MTA-STS policy has a max_age of %s only",
                counted(seconds, "second", "seconds").text);
}

void find_policies(struct finder *f, const struct view *v)
{
    find_downgraded(f, v);
    find_not_enforced(f, v);
    find_no_policy(f, v);
    find_changes(f, v);
    find_short_max_age(f, v);
}
