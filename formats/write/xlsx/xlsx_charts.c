/* xlsx_charts: the charts of the sheet Summary. They refer to cells of other sheets, and follow
 * when these are corrected. */
#include "formats/write/xlsx/xlsx_cells.h"
#include "lib/base/thousands.h"

enum { MOST_DAYS = 400, MOST_LABELS = 12, GAP = 10 };

/* Where a chart goes: from a row on, so many pixels from the left. */
struct frame {
    lxw_row_t row;
    unsigned left, wide, high;
    bool is_of_bars; /* they lie */
};

enum { BLUE = XLSX_NAVY, GREEN = 0x548235, ORANGE = 0xC55A11, FAINT = 0xE4E7EB };

/* Leaves only thin lines to read along. */
static void make_quiet(lxw_chart *chart, lxw_chart_axis *values)
{
    lxw_chart_line hair = {.color = FAINT, .width = 0.5F};
    lxw_chart_line absent = {0};
    absent.none = LXW_TRUE;
    chart_axis_major_gridlines_set_line(values, &hair);
    chart_axis_set_line(chart->x_axis, &hair);
    chart_axis_set_line(chart->y_axis, &absent);
    chart_chartarea_set_line(chart, &hair);
}

static void place(struct xlsx *x, lxw_chart *chart, const char *title, struct frame at)
{
    lxw_chart_options size = {.x_scale = at.wide / 480.0,
                              .y_scale = at.high / 288.0,
                              .x_offset = (int32_t)at.left,
                              .description = (char *)title};
    lxw_chart_font small = {.size = 8, .color = XLSX_GREY};
    lxw_chart_font heading = {.size = 10, .bold = LXW_TRUE, .color = XLSX_NAVY};
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &heading);
    chart_axis_set_num_font(chart->x_axis, &small);
    chart_axis_set_num_font(chart->y_axis, &small);
    chart_show_hidden_data(chart); /* a filter on the sheet shall not change the chart */
    make_quiet(chart, at.is_of_bars ? chart->x_axis : chart->y_axis);
    xlsx_keep(x, worksheet_insert_chart_opt(x->summary, at.row, 0, chart, &size));
}

static void *kept(struct xlsx *x, void *made) /* NULL: out of memory, which is kept */
{
    xlsx_keep(x, made ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED);
    return made;
}

/* The rows of a sheet that a chart shows, and the column with their names. */
struct data {
    const char *sheet;
    lxw_row_t first, last;
    lxw_col_t names;
};

/* A column of their figures. */
struct figure {
    const char *title;
    lxw_col_t values;
    lxw_color_t colour;
};

/* NULL: out of memory. */
static lxw_chart_series *add_series(struct xlsx *x, lxw_chart *chart, const struct data *d,
                                    struct figure f)
{
    lxw_chart_series *series = kept(x, chart_add_series(chart, NULL, NULL));
    lxw_chart_fill fill = {.color = f.colour};
    if (!series)
        return NULL;
    chart_series_set_categories(series, d->sheet, d->first, d->names, d->last, d->names);
    chart_series_set_values(series, d->sheet, d->first, f.values, d->last, f.values);
    chart_series_set_name(series, f.title);
    chart_series_set_fill(series, &fill);
    return series;
}

static void set_day_axis(lxw_chart *chart, size_t days)
{
    lxw_chart_font slanted = {.size = 8, .rotation = -45};
    chart_axis_set_num_format(chart->x_axis, "yyyy-mm-dd");
    chart_axis_set_num_font(chart->x_axis, &slanted);
    chart_axis_set_interval_unit(chart->x_axis, (uint16_t)(days / MOST_LABELS + 1));
    chart_axis_set_interval_tick(chart->x_axis, (uint16_t)(days / MOST_LABELS + 1));
}

static lxw_col_t day_column(const char *name)
{
    return (lxw_col_t)table_column(tables[TABLE_DAYS], name);
}

/* The newest days of the sheet, and a title, which says so if they are not all. */
static struct data newest_days(const struct summary *s, const char *what, char *title, size_t room)
{
    bool all = s->days_n <= MOST_DAYS;
    snprintf(title, room, all ? "%s" : "%s (the newest %u of %s days)", what, (unsigned)MOST_DAYS,
             thousands((int64_t)s->days_n).text);
    return (struct data){.sheet = tables[TABLE_DAYS]->title,
                         .first = all ? 1 : (lxw_row_t)(s->days_n - MOST_DAYS + 1),
                         .last = (lxw_row_t)s->days_n};
}

static void put_sessions(struct xlsx *x, const struct summary *s, struct frame at)
{
    char title[96];
    struct data days = newest_days(s, "Sessions a day", title, sizeof title);
    lxw_chart *chart = kept(x, workbook_add_chart(x->book, LXW_CHART_COLUMN_STACKED));
    if (!chart)
        return;
    add_series(x, chart, &days,
               (struct figure){"Secured", day_column("successful_sessions"), BLUE});
    add_series(x, chart, &days, (struct figure){"Failed", day_column("failed_sessions"), ORANGE});
    chart_axis_set_num_format(chart->y_axis, "#,##0");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    place(x, chart, title, at);
    set_day_axis(chart, days.last - days.first);
}

/* Where the axis begins: a little below the worst day, so that differences can be seen. */
static double least_share(const struct summary *s, lxw_row_t first)
{
    static const double steps[] = {0.99, 0.95, 0.9, 0.75, 0.5};
    double least = 1, rate;
    for (size_t i = first - 1; i < s->days_n; i++)
        if (sessions_rate(s->days[i].sessions, &rate) && rate < least)
            least = rate;
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (least > steps[i])
            return steps[i];
    return 0;
}

/* Draws a line from day to day, or only points if there are days without reports between, of which
 * a line would tell a share, too. */
static void set_line(lxw_chart_series *series, bool is_whole)
{
    lxw_chart_line line = {.color = GREEN, .width = 1.75F, .none = !is_whole};
    lxw_chart_fill fill = {.color = GREEN};
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE); /* one day alone has no line */
    chart_series_set_marker_size(series, 3);
    chart_series_set_marker_fill(series, &fill);
}

static void put_share(struct xlsx *x, const struct summary *s, struct frame at)
{
    char title[96];
    struct data days = newest_days(s, "Secured share a day", title, sizeof title);
    lxw_chart *chart = kept(x, workbook_add_chart(x->book, LXW_CHART_LINE));
    struct figure rate = {"Secured share", day_column("success_rate"), GREEN};
    lxw_chart_series *series = chart ? add_series(x, chart, &days, rate) : NULL;
    if (!series)
        return;
    set_line(series, s->days[days.last - 1].day - s->days[days.first - 1].day ==
                         (day_number)(days.last - days.first));
    double least = least_share(s, days.first);
    chart_axis_set_min(chart->y_axis, least);
    chart_axis_set_max(chart->y_axis, 1);
    chart_axis_set_num_format(chart->y_axis, least >= 0.95 ? "0.0%" : "0%");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    place(x, chart, title, at);
    set_day_axis(chart, days.last - days.first);
}

/* The tops are shown side by side. */
static const struct bars {
    enum xlsx_top_id top;
    const char *title;
    lxw_color_t colour;
} bars[] = {{XLSX_TOP_RESULT_TYPES, "Failed sessions by result type", ORANGE},
            {XLSX_TOP_DOMAINS, "Failed sessions by domain", ORANGE},
            {XLSX_TOP_REPORTERS, "Reports by reporter", BLUE}};

static bool put_bars(struct xlsx *x, const struct bars *b, struct frame at)
{
    const struct xlsx_top *top = &x->tops[b->top];
    const struct table *t = tables[top->table];
    char title[96];
    struct data d = {.sheet = t->title,
                     .first = 1,
                     .last = (lxw_row_t)top->n,
                     .names = (lxw_col_t)(t->sheet_columns_n + 1)};
    if (top->n == 0)
        return false;
    snprintf(title, sizeof title, top->of == top->n ? "%s" : "%s (the first %zu of %s)", b->title,
             top->n, thousands((int64_t)top->of).text);
    lxw_chart *chart = kept(x, workbook_add_chart(x->book, LXW_CHART_BAR));
    if (!chart)
        return false;
    add_series(x, chart, &d, (struct figure){t->columns[top->value].title, d.names + 1, b->colour});
    /* In a bar chart the y axis has the names: the first shall be on top, the figures below. */
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_crossing_max(chart->y_axis);
    chart_axis_set_interval_unit(chart->y_axis, 1);
    chart_axis_set_min(chart->x_axis, 0);
    chart_axis_set_num_format(chart->x_axis, "#,##0");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    place(x, chart, title, at);
    return true;
}

unsigned xlsx_insert_charts(struct xlsx *x, const struct account *a, lxw_row_t row, unsigned wide,
                            unsigned high)
{
    const struct summary *s = &a->audit.summary;
    unsigned n = 0, shown = 0;
    if (s->days_n == 0)
        return 0;

    struct frame at = {.row = row, .wide = (wide - GAP) / 2, .high = high};
    put_sessions(x, s, at);
    at.left = at.wide + GAP;
    put_share(x, s, at);

    for (size_t i = 0; i < COUNT_OF(bars); i++)
        n += x->tops[bars[i].top].n > 0;
    at.row = row + (high + GAP) / XLSX_ROW_PIXELS;
    at.is_of_bars = true;
    at.wide = n > 0 ? (wide - (n - 1) * GAP) / n : wide;
    for (size_t i = 0; i < COUNT_OF(bars); i++) {
        at.left = shown * (at.wide + GAP);
        shown += put_bars(x, &bars[i], at);
    }
    unsigned pixels = (n > 0 ? 2 : 1) * (high + GAP);
    return (pixels + XLSX_ROW_PIXELS - 1) / XLSX_ROW_PIXELS;
}
