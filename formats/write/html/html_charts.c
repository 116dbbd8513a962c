/*
 * html_charts: pictures as inline SVG. Their days are those of the calendar (lib/audit/calendar.h).
 * Every figure in them stands in a table, too.
 */
#include <inttypes.h>
#include <math.h>

#include "formats/write/html/html.h"
#include "lib/base/thousands.h"

enum {
    WIDTH = 900,
    HEIGHT = 230,
    LEFT = 84, /* room for "500,000,000" */
    RIGHT = 8,
    TOP = 26,
    BOTTOM = 26,
    BASE = HEIGHT - BOTTOM,
    MOST_LABELS = 9,
    MOST_BARS = 100 /* more have no gaps between them */
};

static double x_of(const struct html *h, double days)
{
    return LEFT + days * (WIDTH - LEFT - RIGHT) / h->calendar.days;
}

static double y_of(double share) /* of the height, from 0 to 1 */
{
    return BASE - share * (BASE - TOP);
}

static void chart_begin(struct html *h, const char *title, const char *what)
{
    html_format(h,
                "<div class=wide tabindex=0 role=group aria-label=\"%s\">"
                "<svg class=chart viewBox=\"0 0 %d %d\" "
                "role=img><title>%s</title><desc>%s</desc>\n",
                title, WIDTH, HEIGHT, title, what);
    html_format(h, "<text x=%d y=12>%s</text>\n", LEFT, title);
}

static void y_line(struct html *h, double share, const char *label)
{
    html_format(h,
                "<path class=grid d=\"M%d %.1fH%d\"/><text x=%d y=%.1f text-anchor=end>%s</text>\n",
                LEFT, y_of(share), WIDTH - RIGHT, LEFT - 6, y_of(share) + 4, label);
}

/* Shall the day have a label? In a short period one day in so many has; in a long one the first of
 * one month in so many. */
static bool has_label(const struct html *h, unsigned i)
{
    if (h->calendar.days <= 62)
        return i % (h->calendar.days / MOST_LABELS + 1) == 0;
    struct civil c = civil_of_day(h->calendar.first + (day_number)i);
    return i == 0 ||
           (c.day == 1 && (unsigned)(c.month - 1) % (h->calendar.days / 31 / MOST_LABELS + 1) == 0);
}

static void x_labels(struct html *h)
{
    double behind = LEFT - 80;
    for (unsigned i = 0; i < h->calendar.days; i++) {
        if (!has_label(h, i))
            continue;
        double x = x_of(h, i + 0.5);
        if (x < behind + 76 || x > WIDTH - 40)
            continue;
        html_format(h, "<text x=%.1f y=%d text-anchor=middle>%s</text>\n", x, HEIGHT - 8,
                    when_day(h->calendar.first + (day_number)i).text);
        behind = x;
    }
}

static double nice_above(double n) /* 1, 2 or 5 with zeros behind */
{
    double power = 1;
    while (power * 10 <= n)
        power *= 10;
    for (int i = 1; i <= 5; i += i == 2 ? 3 : 1)
        if ((i == 1 || i == 2 || i == 5) && power * i >= n)
            return power * i;
    return power * 10;
}

/* NULL: not in the picture. */
static const struct day_row *day_at(const struct html *h, const struct summary *s, size_t i)
{
    int64_t at = (int64_t)s->days[i].day - h->calendar.first;
    return at >= 0 && at < h->calendar.days ? &s->days[i] : NULL;
}

/* Draws secured sessions from the base up, or failed ones on top of them, never too small to be
 * seen. */
static void put_bars(struct html *h, const struct summary *s, double most, bool failed)
{
    double width = (double)(WIDTH - LEFT - RIGHT) / h->calendar.days;
    double share = h->calendar.days > MOST_BARS ? 1 : 0.8; /* narrow bars with gaps would shimmer */
    html_format(h, "<path class=%s stroke-width=%.2f d=\"", failed ? "fail" : "ok", width * share);
    for (size_t i = 0; i < s->days_n; i++) {
        const struct day_row *d = day_at(h, s, i);
        if (!d || (failed ? d->sessions.failed : d->sessions.successful) == 0)
            continue;
        double x = x_of(h, d->day - h->calendar.first + 0.5),
               secured = y_of((double)d->sessions.successful / most);
        double top = y_of((double)sessions_all(d->sessions) / most);
        if (failed)
            html_format(h, "M%.1f %.1fV%.1f", x, secured,
                        secured - top < 1.5 ? secured - 1.5 : top);
        else
            html_format(h, "M%.1f %dV%.1f", x, BASE, secured);
    }
    html_put(h, "\"/>\n");
}

static void put_sessions(struct html *h, const struct summary *s)
{
    int64_t most = 1;
    for (size_t i = 0; i < s->days_n; i++)
        if (day_at(h, s, i) && sessions_all(s->days[i].sessions) > most)
            most = sessions_all(s->days[i].sessions);
    double top = fmin(nice_above((double)most), 9e18); /* an int64_t */
    chart_begin(h, "Sessions a day: secured (green), failed (red, on top)",
                "A bar a day. The figures stand in the table below.");
    for (int i = 0; i <= 2; i++)
        if (fmod(top / 2 * i, 1) == 0) /* there are no 2.5 sessions */
            y_line(h, i / 2.0, thousands((int64_t)(top / 2 * i)).text);
    put_bars(h, s, top, false);
    put_bars(h, s, top, true);
    x_labels(h);
    html_put(h, "</svg></div>\n");
}

/* Where the axis begins: at or below the lowest secured share. */
static double share_floor(const struct html *h, const struct summary *s)
{
    static const double floors[] = {0.999, 0.99, 0.95, 0.9, 0.5, 0};
    double least = 1, rate;
    for (size_t i = 0; i < s->days_n; i++)
        if (day_at(h, s, i) && sessions_rate(s->days[i].sessions, &rate) && rate < least)
            least = rate;
    size_t at = 0;
    while (floors[at] > least)
        at++;
    return floors[at];
}

static void put_share(struct html *h, const struct summary *s)
{
    double floor = share_floor(h, s), rate;
    day_number behind = h->calendar.first - 2;
    char label[32];
    chart_begin(h, "Secured share a day",
                "A line over the days; it is broken where nobody reported. The figures stand in "
                "the table below.");
    for (int i = 0; i <= 2; i++) {
        snprintf(label, sizeof label, "%.5g %%", (floor + (1 - floor) * i / 2) * 100);
        y_line(h, i / 2.0, label);
    }
    html_put(h, "<path class=share d=\"");
    for (size_t i = 0; i < s->days_n; i++) {
        const struct day_row *d = day_at(h, s, i);
        if (!d || !sessions_rate(d->sessions, &rate))
            continue;
        bool goes_on = d->day == behind + 1;
        double x = x_of(h, d->day - h->calendar.first + 0.5),
               y = y_of((rate - floor) / (1 - floor));
        html_format(h, goes_on ? "L%.1f %.1f" : "M%.1f %.1fh0", x, y);
        behind = d->day;
    }
    html_put(h, "\"/>\n");
    x_labels(h);
    html_put(h, "</svg></div>\n");
}

/* "2024-11-27 to 2025-12-31" */
static void put_calendar_span(struct html *h)
{
    html_day(h, h->calendar.first);
    html_put(h, " to ");
    html_day(h, h->calendar.first + (day_number)h->calendar.days - 1);
}

void html_day_charts(struct html *h, const struct account *a)
{
    uint64_t days = span_days(a->audit.summary.period.span);
    if (h->calendar.days == 0)
        return;
    if (days > h->calendar.days) {
        html_format(h, "<p class=dim>The pictures show %u of %s days: ", h->calendar.days,
                    thousands((int64_t)days).text);
        put_calendar_span(h);
        html_put(h, ". The tables have all.</p>\n");
    }
    put_sessions(h, &a->audit.summary);
    put_share(h, &a->audit.summary);
}

static int level_of(unsigned reporters) /* 0: none */
{
    return reporters == 0 ? 0 : reporters == 1 ? 1 : reporters < 4 ? 2 : 3;
}

static void strip_begin(struct html *h)
{
    html_format(h,
                "<svg class=strip viewBox=\"0 0 %u 10\" preserveAspectRatio=none aria-hidden=true>",
                h->calendar.days);
}

static bool is_shown(const struct domain_row *d, int level, day_number day)
{
    return level > 0 || (day >= d->expected.first && day <= d->expected.last);
}

/* One path for each level joins the runs of days that have it. Days without a report on which none
 * is expected stay empty. */
void html_calendar(struct html *h, const struct account *a, const void *domain_row)
{
    static const char *const classes[] = {"g", "l1", "l2", "l3"};
    const struct domain_row *d = domain_row;
    const uint16_t *counts = calendar_domain(&h->calendar, d->number);
    (void)a;
    strip_begin(h);
    for (int level = 0; level < 4; level++) {
        bool any = false;
        for (unsigned i = 0, n; i < h->calendar.days; i += n) {
            n = 1;
            day_number day = h->calendar.first + (day_number)i;
            if (level_of(counts[i]) != level || !is_shown(d, level, day))
                continue;
            while (i + n < h->calendar.days && level_of(counts[i + n]) == level &&
                   is_shown(d, level, day + (day_number)n))
                n++;
            if (!any)
                html_format(h, "<path class=%s d=\"", classes[level]);
            html_format(h, "M%u 5h%u", i, n);
            any = true;
        }
        html_put(h, any ? "\"/>" : "");
    }
    html_put(h, "</svg>");
}

void html_calendar_key(struct html *h)
{
    static const char *const keys[][2] = {{"l1", "one reporter"},
                                          {"l2", "two or three"},
                                          {"l3", "four and more"},
                                          {"g", "thin: missing, nobody"},
                                          {"", "empty: not expected"}};
    html_put(h, "<p class=key>A day is coloured by how many reporters reported on it: ");
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        html_format(h,
                    "<span><svg class=strip viewBox=\"0 0 10 10\" preserveAspectRatio=none "
                    "aria-hidden=true><path class=\"%s\" d=\"M0 "
                    "5h10\"/></svg> %s</span>",
                    keys[i][0], keys[i][1]);
    html_put(h, "</p>\n<p class=dim>The strips run from ");
    put_calendar_span(h);
    html_put(h, ".</p>\n");
}

void html_span(struct html *h, const struct account *a, const void *policy_seen_row)
{
    const struct policy_seen_row *p = policy_seen_row;
    int64_t from = (int64_t)p->span.first - h->calendar.first,
            to = (int64_t)p->span.last - h->calendar.first + 1;
    (void)a;
    from = from < 0 ? 0 : from;
    to = to > h->calendar.days ? h->calendar.days : to;
    strip_begin(h);
    if (from < to)
        html_format(h, "<path class=span d=\"M%" PRId64 " 5h%" PRId64 "\"/>", from, to - from);
    html_put(h, "</svg>");
}

void html_bar(struct html *h, int64_t n, int64_t most)
{
    html_format(h,
                "<svg class=bar viewBox=\"0 0 100 8\" preserveAspectRatio=none "
                "aria-hidden=true><rect width=%.2f height=8 /></svg>",
                most > 0 ? (double)n / (double)most * 100 : 0.0);
}
