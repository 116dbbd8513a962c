/*
 * find_coverage: the rules about which reports came at all, and when.
 *
 * Many domains get no report on many days just because nobody sent them mail. So a gap is told only
 * if the domain's own record makes it unlikely: if days have reports with a share p (by Laplace's
 * rule of succession, so that few days prove little), a gap of g days has the chance (1-p)^g at
 * each place, and the period has as many places as days. Other domains play no part in it: the
 * findings of a domain are the same in a run over it alone.
 */
#include <math.h>

#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/findings/evidence.h"

/* How many such gaps chance makes at so many places together. */
static double expected_gaps(int64_t covered, int64_t days, int64_t gap, size_t places)
{
    double p = ((double)covered + 1) / ((double)days + 2);
    return pow(1 - p, (double)gap) * (double)places;
}

/* The gap before the first covered day, or after the last one. NULL: there is none. */
static const struct span *first_gap(const struct domain_row *d)
{
    return d->gaps_n > 0 && d->gaps[0].first == d->expected.first ? &d->gaps[0] : NULL;
}

static const struct span *last_gap(const struct domain_row *d)
{
    const struct span *last = d->gaps_n > 0 ? &d->gaps[d->gaps_n - 1] : NULL;
    return last && last->last == d->expected.last ? last : NULL;
}

/* The days from the first covered one to the last covered one. */
static int64_t days_alive(const struct domain_row *d)
{
    const struct span *before = first_gap(d), *behind = last_gap(d);
    return (int64_t)span_days(d->expected) - (before ? (int64_t)span_days(*before) : 0) -
           (behind && behind != before ? (int64_t)span_days(*behind) : 0);
}

/* Reports came on some days, and none since then. */
struct silence {
    const struct span *gap; /* NULL: they did not stop */
    int64_t covered, before;
};

static bool came_usually(const struct finder *f, const struct silence *s, double least_days)
{
    int64_t days = (int64_t)span_days(*s->gap);
    return (double)s->covered >= least_days &&
           (double)s->covered / (double)s->before >= finder_threshold(f, THRESHOLD_STOPPED_SHARE) &&
           expected_gaps(s->covered, s->before, days, 1) <
               finder_threshold(f, THRESHOLD_GAP_CHANCE);
}

/* Were there reports on at least half of the days before, and none on the last 7 expected days
 * (SPEC 8.1)? The days before begin with the domain's own first report: the period can be moved by
 * a report on another domain, which anyone can mail. The domain's first days in a row may be left
 * out, too: one old report about it would hide its silence. */
static struct silence find_silence(const struct finder *f, const struct domain_row *d,
                                   double least_days)
{
    const struct span *head = first_gap(d);
    struct silence s = {.gap = last_gap(d), .covered = (int64_t)d->days_covered};
    if (!s.gap || s.covered == 0 ||
        (double)span_days(*s.gap) < finder_threshold(f, THRESHOLD_STOPPED_DAYS))
        return (struct silence){0};
    day_number first = head ? head->last + 1 : d->expected.first;
    s.before = (int64_t)s.gap->first - first;
    if (came_usually(f, &s, least_days))
        return s;

    const struct span *second = &d->gaps[head ? 1 : 0];
    if (second == s.gap)
        return (struct silence){0};
    s.covered -= (int64_t)second->first - first;
    s.before = (int64_t)s.gap->first - second->last - 1;
    return came_usually(f, &s, least_days) ? s : (struct silence){0};
}

/* The silence that is a finding: few days with reports are no habit yet. */
static struct silence find_broken_habit(const struct finder *f, const struct domain_row *d)
{
    return find_silence(f, d, finder_threshold(f, THRESHOLD_STOPPED_LEAST_DAYS));
}

/* Where the first days are left out, few others end nothing unless they are more: reports on two
 * days of a month come now and then. */
bool find_has_stopped(const struct finder *f, const struct domain_row *d)
{
    return f->tuning->severity[RULE_REPORTS_STOPPED] != SEVERITY_OFF &&
           (find_broken_habit(f, d).gap ||
            2 * find_silence(f, d, 1).covered > (int64_t)d->days_covered);
}

static void find_stopped(struct finder *f, const struct view *v)
{
    const struct domain_row *d = v->domain;
    struct silence s = find_broken_habit(f, d);
    struct evidence e;
    if (!s.gap)
        return;
    int64_t silent = (int64_t)span_days(*s.gap);
    evidence_start(&e, f, v);
    evidence_span(&e, s.gap->first, s.gap->last);
    evidence_reporters(&e);
    finding_add(&e, RULE_REPORTS_STOPPED, "No report for %s, after reports on %s of %s",
                counted(silent, "day", "days").text, thousands(s.covered).text,
                counted(s.before, "day", "days").text);
}

/* A gap that reports-stopped tells of is not told again. */
static void find_gaps(struct finder *f, const struct view *v)
{
    const struct domain_row *d = v->domain;
    const struct span *stopped = find_broken_habit(f, d).gap;
    int64_t places = days_alive(d), covered = (int64_t)d->days_covered, longest = 0;
    size_t gaps = 0;
    struct evidence e;
    if ((double)covered < finder_threshold(f, THRESHOLD_GAP_LEAST_DAYS))
        return;
    evidence_start(&e, f, v);
    for (size_t i = 0; i < d->gaps_n; i++) {
        const struct span *g = &d->gaps[i];
        int64_t gap = (int64_t)span_days(*g);
        bool inside = g != first_gap(d) && g != last_gap(d);
        int64_t others = inside ? places - gap : places;
        if (g == stopped || (double)gap < finder_threshold(f, THRESHOLD_GAP_DAYS) ||
            (double)covered / (double)others < finder_threshold(f, THRESHOLD_GAP_SHARE) ||
            expected_gaps(covered, others, gap, (size_t)places) >=
                finder_threshold(f, THRESHOLD_GAP_CHANCE))
            continue;
        evidence_span(&e, g->first, g->last);
        longest = gap > longest ? gap : longest;
        gaps++;
    }
    const char *days = plural(longest, "day", "days in a row");
    if (gaps == 1)
        finding_add(&e, RULE_COVERAGE_GAP, "No report on %s %s", thousands(longest).text, days);
    else if (gaps > 1)
        finding_add(&e, RULE_COVERAGE_GAP, "No report on %s %s, and %s", thousands(longest).text,
                    days, counted((int64_t)gaps - 1, "more such gap", "more such gaps").text);
}

/* The domain's sessions on the days first to last. */
static struct sessions sum_of(const struct view *v, day_number first, day_number last)
{
    struct sessions sum = {0};
    for (size_t i = view_first_day_at(v, first); i < v->days_n && v->days[i].day <= last; i++)
        sessions_add(&sum, v->days[i].row->sessions);
    return sum;
}

static double failed_share(struct sessions s) /* of some */
{
    return (double)s.failed / (double)sessions_all(s);
}

/* Both shares times the sessions of both: a share itself is rounded, and 0.15 is less than three
 * times 0.05. */
static bool is_times(double factor, struct sessions week, struct sessions before)
{
    return (double)week.failed * (double)sessions_all(before) >=
           factor * (double)before.failed * (double)sessions_all(week);
}

static day_number monday_of(day_number day) /* 1970-01-01 was a Thursday */
{
    int weekday = (int)((((int64_t)day + 3) % DAYS_A_WEEK + DAYS_A_WEEK) % DAYS_A_WEEK);
    return day - weekday;
}

/* Adds those who reported failures on the days first to last. *at is the first event that is not
 * before these, and moves on. */
static void name_witnesses(struct evidence *e, day_number first, day_number last, size_t *at)
{
    const struct view *v = e->view;
    while (*at < v->events_n && v->events[*at]->key.day < first)
        ++*at;
    for (; *at < v->events_n && v->events[*at]->key.day <= last; ++*at)
        if (v->events[*at]->is_counted)
            evidence_reporter(e, v->events[*at]->key.reporter);
}

/* Compares each week, from Monday on, with the four weeks before, unless these have no sessions. */
static void find_rise(struct finder *f, const struct view *v)
{
    struct evidence e;
    double worst = 0;
    size_t next, event = 0;
    evidence_start(&e, f, v);
    for (size_t i = 0; i < v->days_n; i = next) {
        day_number monday = monday_of(v->days[i].day);
        day_number sunday = monday + DAYS_A_WEEK - 1;
        next = view_first_day_at(v, sunday + 1);
        struct sessions week = sum_of(v, monday, sunday),
                        before = sum_of(v, monday - 4 * DAYS_A_WEEK, monday - 1);
        if (sessions_all(week) == 0 || sessions_all(before) == 0)
            continue;
        double share = failed_share(week);
        if ((double)week.failed < finder_threshold(f, THRESHOLD_RISE_LEAST_FAILED) ||
            share < finder_threshold(f, THRESHOLD_RISE_SHARE) ||
            !is_times(finder_threshold(f, THRESHOLD_RISE_FACTOR), week, before))
            continue;
        for (size_t k = i; k < next; k++)
            evidence_day(&e, v->days[k].day);
        name_witnesses(&e, monday, sunday, &event);
        sum_add(&e.failed_sessions, week.failed);
        worst = share > worst ? share : worst;
    }
    double shown = worst < 1 ? fmin(worst * 100, 99.9) : 100; /* some were secured */
    if (e.span.any)
        finding_add(&e, RULE_FAILURE_RATE_RISE,
                    "In a week %.1f %% of the sessions failed, far more than in the weeks before",
                    shown);
}

/* Lengthens a run by the day behind it; any other day begins a new one. */
static void run_take(struct span *run, day_number day)
{
    if (span_days(*run) == 0 || day != run->last + 1)
        run->first = day;
    run->last = day;
}

/* Adds each run of days, long enough, on which the reporter's only report counts one session, and
 * gives the days of the longest one; 0: there is none. The blocks from..to are those of one
 * reporter, by day. */
static day_number add_runs(struct evidence *e, size_t from, size_t to)
{
    double least = finder_threshold(e->finder, THRESHOLD_LOOP_DAYS);
    const struct view_reporter *blocks = e->view->reporters;
    struct span run = {0, -1};
    day_number longest = 0;
    for (size_t i = from; i < to; i++) {
        for (uint64_t left = blocks[i].lone; left != 0; left &= left - 1) {
            run_take(&run, blocks[i].first + __builtin_ctzll(left));
            day_number days = (day_number)span_days(run);
            if ((double)days < least)
                continue;
            evidence_span(e, run.first, run.last);
            longest = days > longest ? days : longest;
        }
    }
    return longest;
}

static void find_loops(struct finder *f, const struct view *v)
{
    struct evidence e;
    day_number longest = 0;
    evidence_start(&e, f, v);
    for (size_t from = 0, to; from < v->reporters_n; from = to) {
        to = view_reporter_end(v, from);
        day_number days = add_runs(&e, from, to);
        if (days > 0)
            evidence_reporter(&e, v->reporters[from].reporter);
        longest = days > longest ? days : longest;
    }
    if (e.span.any)
        finding_add(&e, RULE_REPORT_LOOP,
                    "A reporter seems to report on its own daily report only, for %s",
                    counted(longest, "day", "days in a row").text);
}

void find_coverage(struct finder *f, const struct view *v)
{
    if (!slice_equal(v->domain->policy_domain, NAMES_OTHERS)) { /* the others come and go */
        find_stopped(f, v);
        find_gaps(f, v);
    }
    find_rise(f, v);
    find_loops(f, v);
}
