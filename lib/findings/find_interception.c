/*
 * find_interception: a wrong certificate that only some of a day's reporters were shown.
 *
 * A wrong certificate that most reporters of a day see is a wrong certificate. One that few see,
 * while the others' sessions are secured, was perhaps shown to these few only. Of two reporters
 * that disagree nobody knows which is the odd one.
 *
 * Anyone can invent reporters and so be the most: those count that also reported on the domain on
 * three other days. In a collection in which too few did, all of the day count, and it is enough
 * that few of those see it that also tell of secured sessions.
 */
#include <stdlib.h>

#include "lib/findings/evidence.h"

enum { OTHER_DAYS = 3 };

struct tally { /* of a day on which one of the types was seen */
    day_number day;
    struct group {
        size_t all, saw; /* reporters of the day, and those of them that saw it */
    } known, secured, any;
};

struct witnesses {
    struct finder *finder;
    const struct view *view;
    struct tally *days;
    size_t days_n;
    uint32_t *known; /* reporters on three other days, sorted */
    size_t known_n;
};

static const unsigned types = 1u << RESULT_CERTIFICATE_HOST_MISMATCH |
                              1u << RESULT_CERTIFICATE_NOT_TRUSTED;

static int by_day(const void *day, const void *tally)
{
    day_number x = *(const day_number *)day, y = ((const struct tally *)tally)->day;
    return (x > y) - (x < y);
}

static struct tally *tally_of(const struct witnesses *w, day_number day)
{
    return bsearch(&day, w->days, w->days_n, sizeof *w->days, by_day);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool is_known(const struct witnesses *w, uint32_t reporter)
{
    return bsearch(&reporter, w->known, w->known_n, sizeof *w->known, by_number);
}

/* The days to look at, in order; events come by day. */
static void list_days(struct witnesses *w)
{
    for (size_t i = 0; i < w->view->events_n; i++) {
        const struct event *e = w->view->events[i];
        bool is_new = w->days_n == 0 || w->days[w->days_n - 1].day != e->key.day;
        if (is_new && finder_has_result(w->finder, e, types))
            w->days[w->days_n++] = (struct tally){.day = e->key.day};
    }
}

static size_t end_of_reporter(const struct view *v, size_t from)
{
    size_t to = from + 1;
    while (to < v->reporters_n && v->reporters[to].reporter == v->reporters[from].reporter)
        to++;
    return to;
}

/* Blocks come by reporter. */
static void list_known(struct witnesses *w)
{
    const struct view *v = w->view;
    for (size_t from = 0, to; from < v->reporters_n; from = to) {
        int days = 0;
        to = end_of_reporter(v, from);
        for (size_t i = from; i < to; i++)
            days += __builtin_popcountll(v->reporters[i].reported);
        if (days > OTHER_DAYS)
            w->known[w->known_n++] = v->reporters[from].reporter;
    }
}

static void count_reporters(struct witnesses *w)
{
    for (size_t i = 0; i < w->view->reporters_n; i++) {
        const struct view_reporter *block = &w->view->reporters[i];
        bool known = is_known(w, block->reporter);
        for (uint64_t left = block->reported; left != 0; left &= left - 1) {
            int bit = __builtin_ctzll(left);
            struct tally *t = tally_of(w, block->first + bit);
            if (!t)
                continue;
            t->any.all++;
            t->known.all += known;
            t->secured.all += block->secured >> bit & 1;
        }
    }
}

static bool was_secured(const struct view *v, uint32_t reporter, day_number day)
{
    size_t low = 0, high = v->reporters_n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct view_reporter *block = &v->reporters[middle];
        if (block->reporter == reporter && day >= block->first &&
            day < block->first + COVERAGE_DAYS)
            return block->secured >> (day - block->first) & 1;
        if (block->reporter < reporter || (block->reporter == reporter && block->first < day))
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Events of a day come by reporter. */
static void count_those_that_saw(struct witnesses *w)
{
    const struct view *v = w->view;
    const struct event *last = NULL;
    for (size_t i = 0; i < v->events_n; i++) {
        const struct event *e = v->events[i];
        struct tally *t = tally_of(w, e->key.day);
        bool again = last && last->key.day == e->key.day && last->key.reporter == e->key.reporter;
        if (!t || again || !finder_has_result(w->finder, e, types))
            continue;
        last = e;
        t->any.saw++;
        t->known.saw += is_known(w, e->key.reporter);
        t->secured.saw += was_secured(v, e->key.reporter, e->key.day);
    }
}

static bool are_enough(const struct witnesses *w, struct group g)
{
    return (double)g.all >= finder_threshold(w->finder, THRESHOLD_INTERCEPTION_REPORTERS);
}

static bool are_few(const struct witnesses *w, struct group g)
{
    double share = finder_threshold(w->finder, THRESHOLD_INTERCEPTION_SHARE);
    return are_enough(w, g) && g.saw > 0 && g.saw < g.all && (double)g.saw < (double)g.all * share;
}

static bool is_odd(const struct witnesses *w, const struct tally *t)
{
    if (are_enough(w, t->known))
        return are_few(w, t->known);
    return are_few(w, t->any) || are_few(w, t->secured);
}

static void find(struct witnesses *w)
{
    const struct view *v = w->view;
    struct evidence e;
    evidence_start(&e, w->finder, v);
    for (size_t i = 0; i < v->events_n; i++) {
        day_number day = v->events[i]->key.day;
        const struct tally *t = tally_of(w, day);
        size_t at = view_first_day_at(v, day);
        bool others = at < v->days_n && v->days[at].day == day && v->days[at].row->secured > 0;
        if (t && others && is_odd(w, t) && finder_has_result(w->finder, v->events[i], types))
            evidence_event(&e, v->events[i]);
    }
    if (e.any)
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
                          .known = calloc(v->reporters_n + 1, sizeof *w.known)};
    if (w.days && w.known) {
        list_days(&w);
        list_known(&w);
        count_reporters(&w);
        count_those_that_saw(&w);
        find(&w);
    } else {
        f->out_of_memory = true;
    }
    free(w.days);
    free(w.known);
}
