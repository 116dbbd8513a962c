#include "lib/findings/verdict.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/thousands.h"
#include "lib/findings/rules.h"

static const double failing_below = 0.99, watch_below = 0.999;

const struct verdict_text verdict_texts[] = {
    [VERDICT_SECURED] =
        {"Secured",
         "at least 99.9 % of the sessions of the period's last 30 days were secured, and a policy "
         "that senders enforce (MTA-STS enforce, or "
         "DANE) was seen in the last week of reports, which have not stopped"},
    [VERDICT_WATCH] = {"Watch", "99 to 99.9 % of these sessions were secured, or no policy that "
                                "senders enforce was seen in the last week, or those 30 days have "
                                "no session (then the share is that of all days), or reports that "
                                "came on most days have stopped"},
    [VERDICT_FAILING] = {"Failing", "less than 99 % of these sessions were secured"},
    [VERDICT_NO_POLICY] = {"No policy",
                           "senders found neither MTA-STS nor DANE in the last week of reports, "
                           "whatever the share: nothing protects the sessions against a downgrade"},
    [VERDICT_ALARM] =
        {"Alarm", "an open or unproven finding of severity critical or high, whatever the share"},
    [VERDICT_NO_SESSIONS] = {"No sessions", "the reports count no session"},
};
_Static_assert(COUNT_OF(verdict_texts) == VERDICTS, "one row per verdict");

const enum verdict verdicts_worst_first[VERDICTS] = {VERDICT_ALARM,       VERDICT_FAILING,
                                                     VERDICT_NO_POLICY,   VERDICT_WATCH,
                                                     VERDICT_NO_SESSIONS, VERDICT_SECURED};

/* The sessions of the last 30 days, so that what is over does not stain the word for a year; those
 * of all days if these have none. */
static bool recent_rate(const struct domain_row *d, double *rate, bool *is_old)
{
    *is_old = !d->now || !sessions_rate(d->now->windows[LAST_30_DAYS].sessions, rate);
    return !*is_old || sessions_rate(d->sessions, rate);
}

enum verdict verdict_of(const struct domain_row *d)
{
    double rate;
    bool is_old;
    if (d->worst_finding >= (int)SEVERITY_HIGH)
        return VERDICT_ALARM;
    if (!recent_rate(d, &rate, &is_old))
        return VERDICT_NO_SESSIONS;
    if (d->protection == PROTECTION_NO_POLICY)
        return VERDICT_NO_POLICY;
    if (rate < failing_below)
        return VERDICT_FAILING;
    bool is_secured = !is_old && !d->has_stopped && rate >= watch_below &&
                      d->protection == PROTECTION_ENFORCED;
    return is_secured ? VERDICT_SECURED : VERDICT_WATCH;
}

const struct domain_row **verdict_worst_first(const struct summary *s)
{
    const struct domain_row **by_share = summary_worst_first(s);
    const struct domain_row **order = malloc((s->domains_n + 1) * sizeof *order);
    size_t n = 0;
    for (size_t v = 0; by_share && order && v < VERDICTS; v++)
        for (size_t i = 0; i < s->domains_n; i++)
            if (verdict_of(by_share[i]) == verdicts_worst_first[v])
                order[n++] = by_share[i];
    bool ok = by_share != NULL;
    free(by_share);
    if (ok)
        return order;
    free(order);
    return NULL;
}

static const char *verdict_cause(const struct domain_row *d)
{
    switch (verdict_of(d)) {
    case VERDICT_SECURED:
        return "enforced";
    case VERDICT_FAILING:
        return "failures";
    case VERDICT_NO_POLICY:
        return "unprotected";
    case VERDICT_ALARM:
        return "see findings";
    case VERDICT_NO_SESSIONS:
        return "nothing to judge";
    default:
        break;
    }
    double rate;
    bool is_old;
    if (recent_rate(d, &rate, &is_old) && is_old)
        return "no sessions in 30 days";
    if (d->has_stopped)
        return "reports stopped";
    switch (d->protection) {
    case PROTECTION_TESTING:
        return "testing mode";
    case PROTECTION_OFF:
        return "mode none";
    case PROTECTION_ENFORCED:
        return "failures";
    default:
        return "policy not known";
    }
}

const char *verdict_sentence(const struct domain_row *d, char room[static VERDICT_ROOM])
{
    int n = snprintf(room, VERDICT_ROOM, "%s: %s", verdict_texts[verdict_of(d)].word,
                     verdict_cause(d));
    if (d->closed_findings > 0)
        snprintf(room + n, VERDICT_ROOM - (size_t)n, "; %s, closed",
                 counted(d->closed_findings, "incident", "incidents").text);
    return room;
}
