#include "lib/findings/controls.h"

static bool is_severe(const struct finding *f)
{
    return f->severity == SEVERITY_HIGH || f->severity == SEVERITY_CRITICAL;
}

static void take_finding(struct control_figures *to, const struct finding *f)
{
    bool is_closed = f->status == FINDING_CLOSED;
    if (is_severe(f))
        ++*(is_closed ? &to->severe_closed : &to->severe_open);

    switch (f->rule) {
    case RULE_POSSIBLE_DOWNGRADE:
    case RULE_STARTTLS_NOT_SUPPORTED:
        ++*(is_closed ? &to->plain_closed : &to->plain_open);
        break;
    case RULE_REPORTS_STOPPED:
    case RULE_TLSRPT_RECORD_MISSING:
    case RULE_TLSRPT_RECORD_INVALID:
        to->stopped += !is_closed;
        break;
    default:
        break;
    }
}

/* What was seen a month before the period's end says nothing about its end. */
static bool is_silent(const struct domain_row *d, const struct summary *s)
{
    enum { LATELY = 30 };
    return d->span.last <= s->period.span.last - LATELY;
}

static void take_policies(struct control_figures *to, const struct summary *s)
{
    for (size_t i = 0; i < s->domains_n; i++) {
        const struct domain_row *d = &s->domains[i];
        if (d->days_covered == 0) /* stale reports say nothing of a state (SPEC 4) */
            continue;
        const struct policy_seen_row *newest = NULL; /* the same one that findings go by */
        bool dane = false;
        size_t n;
        const struct policy_seen_row *seen = summary_policies_of(s, d->policy_domain, &n);
        for (size_t k = 0; k < n; k++) {
            bool is_recent = seen[k].span.sound && seen[k].span.last > d->span.last - DAYS_A_WEEK;
            dane |= is_recent && policy_kind_of(seen[k].policy_type) == POLICY_TLSA;
            if (is_recent && seen[k].mode != STS_MODE_UNKNOWN &&
                policy_seen_is_newer(&seen[k], newest))
                newest = &seen[k];
        }
        bool enforced = newest && newest->mode == STS_MODE_ENFORCE;
        bool silent = is_silent(d, s);
        to->silent += silent;
        *(silent ? &to->enforced_before : &to->enforced) += enforced;
        *(silent ? &to->dane_before : &to->dane) += dane;
    }
}

static void take_rules(struct control_figures *to, const struct tuning *tuning,
                       const struct findings *findings)
{
    to->stopped_is_off = tuning->severity[RULE_REPORTS_STOPPED] == SEVERITY_OFF;
    to->plain_is_off = tuning->severity[RULE_STARTTLS_NOT_SUPPORTED] == SEVERITY_OFF;
    for (int i = 0; i < RULES; i++)
        to->severe_is_off |= rules[i].severity >= SEVERITY_HIGH &&
                             tuning->severity[i] == SEVERITY_OFF;
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *f = &findings->at[i];
        to->severe_is_off |= f->status != FINDING_CLOSED &&
                             rules[f->rule].severity >= SEVERITY_HIGH &&
                             tuning->severity[f->rule] < SEVERITY_HIGH;
    }
}

void control_figures_take(struct control_figures *to, const struct figures *f,
                          const struct summary *s, const struct tuning *tuning,
                          const struct findings *findings)
{
    *to = (struct control_figures){.reports = f->reports,
                                   .reporters = s->reporters_n,
                                   .domains = s->domains_n,
                                   .sessions = f->sessions,
                                   .has_verdicts = f->signers.checked > 0};
    for (size_t i = 0; i < s->domains_n; i++) {
        to->reported += s->domains[i].reports > 0;
        to->shown += s->domains[i].days_covered > 0;
        to->fell_silent += s->domains[i].has_stopped;
        to->days_covered += s->domains[i].days_covered;
        to->days_missing += s->domains[i].days_missing;
    }
    for (size_t i = 0; i < s->reporters_n; i++) {
        to->authentic += s->reporters[i].auth.authentic;
        to->unauthenticated += s->reporters[i].auth.unauthenticated;
    }
    for (size_t i = 0; i < findings->n; i++)
        take_finding(to, &findings->at[i]);
    take_policies(to, s);
    if (tuning)
        take_rules(to, tuning, findings);
}

void control_figures_review(struct control_figures *to, const struct reviews *reviews)
{
    to->has_log = reviews != NULL;
    to->log_is_broken = reviews && reviews->broken > 0;
    to->runs = reviews ? reviews->n : 0;
    for (size_t i = 0; reviews && i < reviews->n; i++)
        to->reviews += reviews->at[i].reviewer.n > 0;
}

static bool judge(struct control_rows *out, const struct control *c,
                  const struct control_figures *f)
{
    char value[CONTROL_VALUE];
    const struct measure_row *m = &measure_rows[c->measure];
    struct control_row *row = &out->at[out->n++];
    control_value(c->measure, f, value);
    *row = (struct control_row){
        .framework = c->framework,
        .edition = c->edition,
        .control = c->control,
        .asks = c->asks,
        .limits = c->limits,
        .shows = slice_of(m->shows),
        .sheet = slice_of(m->sheet),
        .verdict = slice_of(control_verdict_names[control_judge(c->measure, f)])};
    return arena_copy(&out->arena, slice_of(value), &row->value);
}

bool controls_build(struct control_rows *out, const struct control_list *list,
                    const struct control_figures *f)
{
    *out = (struct control_rows){0};
    out->at = arena_take_array(&out->arena, list->n, sizeof *out->at);
    bool ok = out->at != NULL;
    for (size_t i = 0; ok && i < list->n; i++)
        ok = judge(out, &list->at[i], f);
    return ok;
}

void controls_free(struct control_rows *rows)
{
    arena_free(&rows->arena);
    *rows = (struct control_rows){0};
}
