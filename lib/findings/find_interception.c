/*
 * find_interception: a wrong certificate that was shown only to some of a day's reporters.
 *
 * A wrong certificate that most reporters of a day see is just wrong. One that few of them see,
 * while the sessions of the others are secured, may have been shown only to these few. Secured
 * means under a policy, since without one a sender takes any certificate. Of two reporters that
 * disagree, nobody knows which is the odd one.
 *
 * Anyone can invent reporters and so be the most. So those reporters count that also reported on
 * the domain on three other days, or are authentic. In a collection with too few of these, all of
 * the day count, and it is enough that few of those see it that also tell of secured sessions.
 *
 * A copy that was not counted may be the true one, or forged to make witnesses of those who saw it.
 * So each day is judged by what was counted, by what such copies tell, and by both together, of
 * failures as of successes: copies can make the day odd, and cannot keep it from being odd.
 *
 * However many see it, it is odd as well if they see it only at some receiving addresses: somebody
 * may be on the way to these. The other addresses are those of the same MX host on any day, and all
 * of that day; another host on another day has a certificate of its own.
 */
#include <stdlib.h>

#include "lib/findings/witnesses.h"

static void count_reporters(struct witnesses *w)
{
    for (size_t i = 0; i < w->view->reporters_n; i++) {
        const struct view_reporter *block = &w->view->reporters[i];
        uint64_t reported = witnesses_reported_days(w, block),
                 secured = witnesses_secured_days(w, block);
        bool known = witnesses_know(w, block->reporter);
        size_t n;
        struct tally *days = witnesses_days_of(w, block, &n);
        for (struct tally *t = days; t < days + n; t++) {
            int bit = t->day - block->first;
            t->any.all += reported >> bit & 1;
            t->known.all += known && (reported >> bit & 1);
            t->secured.all += (reported & secured) >> bit & 1;
        }
    }
}

static bool was_secured(const struct witnesses *w, uint32_t reporter, day_number day)
{
    const struct view_reporter *block = witnesses_block(w, reporter, day);
    return block && witnesses_secured_days(w, block) >> (day - block->first) & 1;
}

/* Counts each reporter once: the events of a day come by reporter. */
static void count_those_that_saw(const struct witnesses *w, struct tally *t)
{
    const struct event *last = NULL;
    for (size_t i = t->from; i < t->to; i++) {
        const struct event *e = w->view->events[i];
        bool again = last && last->key.reporter == e->key.reporter;
        if (again || !witnesses_believe(w, e) || !witnesses_saw(w, e))
            continue;
        last = e;
        t->any.saw++;
        t->known.saw += witnesses_know(w, e->key.reporter);
        t->secured.saw += was_secured(w, e->key.reporter, t->day);
    }
}

static bool are_enough(const struct witnesses *w, struct headcount g)
{
    return (double)g.all >= finder_threshold(w->finder, THRESHOLD_INTERCEPTION_REPORTERS);
}

static bool are_few(const struct witnesses *w, struct headcount g)
{
    double share = finder_threshold(w->finder, THRESHOLD_INTERCEPTION_SHARE);
    return are_enough(w, g) && g.saw > 0 && g.saw < g.all && (double)g.saw / (double)g.all < share;
}

static bool is_odd(const struct witnesses *w, const struct tally *t)
{
    bool others = t->secured.all > t->secured.saw; /* some were secured and did not see it */
    if (are_enough(w, t->known))
        return (others && are_few(w, t->known)) || (t->known.saw > 0 && t->at_some_addresses);
    return others && (are_few(w, t->any) || are_few(w, t->secured));
}

/* Judges each day that is to be looked at. */
static void judge(struct witnesses *w)
{
    for (struct tally *t = w->days; t < w->days + w->days_n; t++)
        t->any = t->known = t->secured = (struct headcount){0};
    witnesses_list_known(w);
    witnesses_look_at_addresses(w);
    count_reporters(w);
    for (struct tally *t = w->days; t < w->days + w->days_n; t++) {
        if (witnesses_pass_over(w, t))
            continue;
        count_those_that_saw(w, t);
        if (t->is_odd || !is_odd(w, t))
            continue;
        t->is_odd = true;
        t->needs_copies = w->failures != COUNTED || w->successes != COUNTED;
    }
}

static bool has_copies(const struct witnesses *w)
{
    bool has = false;
    for (size_t i = 0; i < w->days_n; i++)
        has |= w->days[i].has_copies;
    return has;
}

/* By what copies tell, too, other reporters may count, on any day; else only days are judged again
 * that copies are about. */
static void judge_by_copies(struct witnesses *w)
{
    size_t known = w->known_n;
    w->successes = COPIES;
    witnesses_list_known(w);
    w->copies_alone = w->known_n == known;
    if (w->copies_alone && !has_copies(w))
        return;
    for (w->failures = COUNTED; w->failures < BELIEFS; w->failures++) {
        if (w->failures != COUNTED)
            witnesses_list_meetings(w);
        for (w->successes = COUNTED; w->successes < BELIEFS; w->successes++)
            judge(w);
    }
}

static void find(struct witnesses *w)
{
    const struct view *v = w->view;
    struct evidence e;
    bool needs_copies = false;
    evidence_start(&e, w->finder, v);
    for (const struct tally *t = w->days; t < w->days + w->days_n; t++) {
        const struct domain_day_row *day = view_day_row(v, t->day);
        if (!t->is_odd || !day || day->secured == 0)
            continue;
        needs_copies |= t->needs_copies;
        for (size_t i = t->from; i < t->to; i++)
            if (witnesses_saw(w, v->events[i]))
                evidence_event(&e, v->events[i]);
    }
    e.copied |= needs_copies && !e.copies_secured; /* the title says one of the two */
    if (e.span.any)
        finding_add_if_authentic(
            &e, RULE_POSSIBLE_INTERCEPTION,
            "Some senders were shown a wrong certificate while others were secured on the "
            "same day: possibly an interception");
}

void find_interception(struct finder *f, const struct view *v)
{
    struct witnesses w = {.finder = f,
                          .view = v,
                          .days = calloc(v->events_n + 1, sizeof *w.days),
                          .known = calloc(v->reporters_n + 1, sizeof *w.known),
                          .meetings = calloc(v->events_n + 1, sizeof *w.meetings),
                          .addresses = calloc(v->events_n + 1, sizeof *w.addresses)};
    if (w.days && w.known && w.meetings && w.addresses) {
        witnesses_list_days(&w);
        witnesses_list_meetings(&w);
        judge(&w);
        judge_by_copies(&w);
        find(&w);
    } else {
        f->out_of_memory = true;
    }
    free(w.days);
    free(w.known);
    free(w.meetings);
    free(w.addresses);
}
