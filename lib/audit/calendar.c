#include "lib/audit/calendar.h"

#include <stdlib.h>

/* Chooses the period, or its end if it is longer than a calendar; if nothing was reported then, the
 * stretch with the most reports. */
static void choose_days(struct calendar *c, const struct summary *s)
{
    const struct period *p = &s->period;
    bool fits = p->any && span_days(p->span) <= CALENDAR_MOST_DAYS;
    day_number first = p->span.last - CALENDAR_MOST_DAYS + 1;
    if (fits || (p->any && s->days_n > 0 && s->days[s->days_n - 1].day >= first)) {
        c->first = fits ? p->span.first : first;
        c->days = fits ? (unsigned)span_days(p->span) : CALENDAR_MOST_DAYS;
        return;
    }
    uint64_t reports = 0, most = 0;
    size_t from = 0;
    for (size_t to = 0; to < s->days_n; to++) {
        reports += s->days[to].reports;
        for (; s->days[to].day - s->days[from].day >= CALENDAR_MOST_DAYS; from++)
            reports -= s->days[from].reports;
        if (reports < most)
            continue;
        most = reports;
        c->first = s->days[from].day;
        c->days = (unsigned)(s->days[to].day - s->days[from].day) + 1;
    }
}

static void count_block(struct calendar *c, const struct figures *f, size_t i)
{
    uint32_t couple;
    day_number first;
    const struct coverage_block *b = coverage_block(&f->coverage, i, &couple, &first);
    if (b->covered == 0) /* of copies alone, which have no row */
        return;
    struct pair pair = pairs_at(&f->domain_reporters, couple);
    uint16_t *domain = c->of_domains ? c->of_domains + (size_t)pair.a * c->days : NULL;
    uint16_t *reporter = c->of_reporters ? c->of_reporters + (size_t)pair.b * c->days : NULL;
    for (uint64_t left = b->covered; left != 0; left &= left - 1) {
        int64_t at = (int64_t)first + __builtin_ctzll(left) - c->first;
        if (at < 0 || at >= c->days)
            continue;
        if (domain && domain[at] < UINT16_MAX)
            domain[at]++;
        if (reporter && reporter[at] < UINT16_MAX)
            reporter[at]++;
    }
}

/* May there be so many rows? A calendar grows with rows times days, and a few reports far apart
 * make many of both. */
static bool has_room(const struct calendar *c, const struct figures *f, size_t rows)
{
    return rows <= CALENDAR_MOST_ROWS &&
           rows * c->days <= CALENDAR_FREE_CELLS + CALENDAR_CELLS_A_REPORT * f->reports;
}

bool calendar_build(struct calendar *c, const struct figures *f, const struct summary *s)
{
    *c = (struct calendar){0};
    choose_days(c, s);
    bool domains = has_room(c, f, s->domains_n), reporters = has_room(c, f, f->reporters.n);
    /* The last row, all zeros, serves all domains that nobody reported on. */
    if (domains)
        c->of_domains = calloc((f->domains_n + 1) * c->days + 1, sizeof *c->of_domains);
    if (reporters)
        c->of_reporters = calloc(f->reporters.n * c->days + 1, sizeof *c->of_reporters);
    if ((domains && !c->of_domains) || (reporters && !c->of_reporters))
        return false;
    for (size_t i = 0; i < f->coverage.blocks.n; i++)
        count_block(c, f, i);
    return true;
}

void calendar_free(struct calendar *c)
{
    free(c->of_domains);
    free(c->of_reporters);
    *c = (struct calendar){0};
}
