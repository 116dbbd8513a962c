/* xlsx_pages: the sheets that are no tables: Summary and Method (SPEC 6.5). */
#include "formats/out/xlsx.h"
#include "lib/base/utf8.h"

static void put_text(struct xlsx *x, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, const char *text, enum xlsx_format format)
{
    xlsx_string(x, s, row, col, slice_of(text), format);
}

static void put_number(struct xlsx *x, lxw_worksheet *s, lxw_row_t row, lxw_col_t col, int64_t n, enum xlsx_format format)
{
    worksheet_write_number(s, row, col, (double)n, x->formats[format]);
}

/* Constant memory: the rows of a sheet are written from the top down. */
static lxw_row_t put_figures(struct xlsx *x, const struct audit *a, lxw_row_t row)
{
    const struct totals *t = &a->totals;
    uint64_t missing = 0;
    for (size_t i = 0; i < a->summary.domains_n; i++)
        missing += a->summary.domains[i].days_missing;
    const struct {
        const char *label;
        int64_t n;
    } figures[] = {
        {"Reports", (int64_t)t->reports},
        {"Reporters", (int64_t)a->summary.reporters_n},
        {"Domains", (int64_t)a->summary.domains_n},
        {"Sessions secured", a->figures.sessions.successful},
        {"Sessions failed", a->figures.sessions.failed},
        {"Days without reports (all domains)", (int64_t)missing},
        {"Duplicates removed", (int64_t)t->duplicates},
        {"Conflicts", (int64_t)t->conflicts},
        {"Rejected", (int64_t)t->rejected},
    };
    double rate;
    worksheet_set_row(x->summary, row, 20, NULL);
    put_text(x, x->summary, row, 0, "Secured share", XLSX_KEY);
    if (sessions_rate(a->figures.sessions, &rate))
        worksheet_write_number(x->summary, row, 1, rate, x->formats[XLSX_KEY_PERCENT]);
    else
        put_text(x, x->summary, row, 1, "no sessions", XLSX_KEY);
    row++;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++, row++) {
        worksheet_set_row(x->summary, row, 20, NULL);
        put_text(x, x->summary, row, 0, figures[i].label, XLSX_KEY);
        put_number(x, x->summary, row, 1, figures[i].n, XLSX_KEY_NUMBER);
    }
    return row;
}

/* A chart of a sheet's column; the category is the sheet's column 0. At most `most` rows, and the title says so. */
static void put_chart(struct xlsx *x, enum table_id id, uint8_t type, lxw_col_t value, const char *title, const char *axis, lxw_row_t most,
                      lxw_row_t at)
{
    const struct xlsx_sheet *sheet = &x->sheets[id];
    lxw_row_t last = sheet->row - 1 < most ? sheet->row - 1 : most;
    if (sheet->row <= 1)
        return;
    lxw_chart *chart = workbook_add_chart(x->book, type);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    const struct table *t = sheet->table;
    lxw_chart_options place = {.x_scale = 1.5, .y_scale = 1.0};
    char text[128];
    chart_series_set_categories(series, t->title, 1, 0, last, 0);
    chart_series_set_values(series, t->title, 1, value, last, value);
    chart_series_set_name(series, t->columns[value].title);
    snprintf(text, sizeof text, sheet->row - 1 > most ? "%s (first %u of %u)" : "%s", title, (unsigned)most, (unsigned)(sheet->row - 1));
    chart_title_set_name(chart, text);
    bool bars = type == LXW_CHART_BAR; /* their axes change places */
    chart_axis_set_name(chart->x_axis, bars ? axis : t->columns[0].title);
    chart_axis_set_name(chart->y_axis, bars ? t->columns[0].title : axis);
    if (t->columns[0].kind == CELL_DAY)
        chart_axis_set_num_format(chart->x_axis, "yyyy-mm-dd");
    if (t->columns[value].kind == CELL_RATIO) {
        chart_axis_set_max(chart->y_axis, 1);
        chart_axis_set_num_format(chart->y_axis, "0%");
    }
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    worksheet_insert_chart_opt(x->summary, at, 6, chart, &place);
}

/* A line a sheet: its name leads there, and what it holds stands beside it. */
static void put_links(struct xlsx *x, lxw_row_t row)
{
    char link[64];
    put_text(x, x->summary, row++, 0, "Sheets", XLSX_HEADER);
    for (int i = 0; i < TABLES; i++) {
        const struct xlsx_sheet *sheet = &x->sheets[i];
        if (!sheet->table)
            continue;
        snprintf(link, sizeof link, "internal:'%s'!A1", sheet->table->title);
        worksheet_write_url_opt(x->summary, row, 0, link, NULL, sheet->table->title, NULL);
        put_text(x, x->summary, row++, 1, sheet->table->meaning, XLSX_NOTE);
    }
    worksheet_write_url_opt(x->summary, row, 0, "internal:'Method'!A1", NULL, "Method", NULL);
    put_text(x, x->summary, row, 1, "How the figures came about, and that they add up", XLSX_NOTE);
}

void xlsx_write_summary(struct xlsx *x, const struct audit *a)
{
    char first[WHEN_DAY_TEXT + 1] = "", last[WHEN_DAY_TEXT + 1] = "", line[128];
    worksheet_set_column(x->summary, 0, 0, 36, NULL);
    worksheet_set_column(x->summary, 1, 1, 18, NULL);
    worksheet_set_landscape(x->summary);
    worksheet_set_paper(x->summary, 9);
    worksheet_fit_to_pages(x->summary, 1, 1);
    worksheet_set_row(x->summary, 0, 26, NULL);
    put_text(x, x->summary, 0, 0, "SMTP TLS reports: evidence of mail transport security", XLSX_TITLE);
    if (a->figures.reports > 0) {
        day_format(a->figures.span.first, first);
        day_format(a->figures.span.last, last);
        snprintf(line, sizeof line, "%s to %s (UTC days of the reports' start)", first, last);
    } else {
        snprintf(line, sizeof line, "no reports in this period");
    }
    put_text(x, x->summary, 1, 0, line, XLSX_NOTE);
    lxw_row_t row = put_figures(x, a, 3) + 1;
    put_text(x, x->summary, row++, 0, "Secured share by policy type", XLSX_HEADER);
    for (size_t i = 0; i < a->summary.policy_types_n && i < 10; i++, row++) {
        const struct policy_type_row *p = &a->summary.policy_types[i];
        double rate;
        xlsx_string(x, x->summary, row, 0, p->policy_type, XLSX_TEXT);
        if (sessions_rate(p->sessions, &rate))
            worksheet_write_number(x->summary, row, 1, rate, x->formats[XLSX_PERCENT]);
    }
    put_text(x, x->summary, row, 0, "A session that a sender evaluates under two policies is reported, and counted here, in both.",
             XLSX_NOTE);
    put_links(x, row + 2);
    put_chart(x, TABLE_DAYS, LXW_CHART_LINE, 4, "Secured share a day", "Share", 400, 3);
    put_chart(x, TABLE_DAYS, LXW_CHART_COLUMN, 2, "Secured sessions a day", "Sessions", 400, 19);
    put_chart(x, TABLE_RESULT_TYPES, LXW_CHART_BAR, 2, "Failures by result type", "Failed sessions", 20, 35);
    put_chart(x, TABLE_REPORTERS, LXW_CHART_BAR, 1, "Reports by reporter", "Reports", 30, 51);
}

static lxw_row_t put_inputs(struct xlsx *x, const struct audit *a, lxw_row_t row)
{
    static const char *const titles[] = {"Input", "Kind", "Messages", "Counted reports"};
    for (lxw_col_t i = 0; i < 4; i++)
        put_text(x, x->method, row, i, titles[i], XLSX_HEADER);
    row++;
    for (size_t i = 0; i < a->inputs_n && i < 10000; i++, row++) {
        const struct input_row *in = &a->inputs[i];
        xlsx_string(x, x->method, row, 0, in->path, XLSX_TEXT);
        put_text(x, x->method, row, 1, in->kind ? in->kind : "not read", XLSX_TEXT);
        put_number(x, x->method, row, 2, (int64_t)in->messages, XLSX_INTEGER);
        put_number(x, x->method, row, 3, (int64_t)in->reports, XLSX_INTEGER);
    }
    return row + 1;
}

struct term_of_sum {
    const char *label;
    uint64_t n;
};

/* Parts and their sum: a live formula beside the counted total, and whether they are the same. */
static lxw_row_t put_sum(struct xlsx *x, lxw_row_t row, const char *total_label, uint64_t total, const struct term_of_sum *parts, size_t n)
{
    char formula[96];
    lxw_row_t first = row;
    for (size_t i = 0; i < n; i++, row++) {
        put_text(x, x->method, row, 0, parts[i].label, XLSX_TEXT);
        put_number(x, x->method, row, 1, (int64_t)parts[i].n, XLSX_INTEGER);
    }
    put_text(x, x->method, row, 0, total_label, XLSX_HEADER);
    put_number(x, x->method, row, 1, (int64_t)total, XLSX_INTEGER);
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += parts[i].n;
    snprintf(formula, sizeof formula, "=SUM(B%u:B%u)", (unsigned)first + 1, (unsigned)row);
    worksheet_write_formula_num(x->method, row, 2, formula, x->formats[XLSX_INTEGER], (double)sum);
    snprintf(formula, sizeof formula, "=IF(B%u=C%u,\"adds up\",\"DOES NOT ADD UP\")", (unsigned)row + 1, (unsigned)row + 1);
    worksheet_write_formula_str(x->method, row, 3, formula, x->formats[XLSX_TEXT], sum == total ? "adds up" : "DOES NOT ADD UP");
    return row + 2;
}

static lxw_row_t put_sums(struct xlsx *x, const struct audit *a, lxw_row_t row)
{
    const struct totals *t = &a->totals;
    const struct term_of_sum messages[] = {{"Messages with reports", t->messages_with_reports},
                                           {"Messages rejected", t->messages_rejected},
                                           {"Other mail", t->messages_ignored}};
    const struct term_of_sum reports[] = {{"Reports counted", t->reports}, {"Duplicates", t->duplicates}, {"Conflicts", t->conflicts}};
    row = put_sum(x, row, "Messages read", t->messages, messages, 3);
    return put_sum(x, row, "Reports found", t->reports_found, reports, 3);
}

static lxw_row_t put_options(struct xlsx *x, lxw_row_t row)
{
    const struct about *about = x->output.about;
    char generated[WHEN_TIME_TEXT + 1];
    struct buffer line = {0};
    time_format(about->generated, generated);
    put_text(x, x->method, row, 0, "Program", XLSX_HEADER);
    buffer_append_text(&line, "tlsrpt-audit ");
    buffer_append_text(&line, about->version);
    xlsx_string(x, x->method, row++, 1, buffer_slice(&line), XLSX_TEXT);
    put_text(x, x->method, row, 0, "Generated", XLSX_HEADER);
    put_text(x, x->method, row++, 1, generated, XLSX_TEXT);
    put_text(x, x->method, row, 0, "Command line", XLSX_HEADER);
    line.n = 0;
    for (int i = 0; i < about->argc; i++) {
        if (i > 0)
            buffer_append_char(&line, ' ');
        struct slice argument = slice_of(about->argv[i]);
        char *to = buffer_reserve(&line, argument.n * UTF8_REPLACEMENT_BYTES);
        line.n += to ? utf8_mend(to, argument) : 0;
    }
    xlsx_string(x, x->method, row++, 1, buffer_slice(&line), XLSX_TEXT);
    put_text(x, x->method, row, 0, "Deduplication", XLSX_HEADER);
    put_text(x, x->method, row++, 1, dedup_name(about->dedup), XLSX_TEXT);
    buffer_free(&line);
    return row + 1;
}

void xlsx_write_method(struct xlsx *x, const struct audit *a)
{
    static const char *const statements[] = {
        "A report's day is the UTC date of its start. Reports are those that mail senders sent (RFC 8460); each distinct one is counted "
        "once.",
        "Two reports are the same when report-id, organization, begin, end and policy domains are; same content is a duplicate, other "
        "content a conflict. The first copy in input order is counted.",
        "Secured share = successful sessions / (successful + failed sessions), as the reporters counted them.",
        "A session that a sender evaluates under DANE and under MTA-STS is reported in both policies; sums over policies count it twice.",
        "DANE and no-policy-found policies belong to the domain that the mail names; MTA-STS policies to their own policy domain.",
        "Failed sessions by result type are sums over failure details, which reporters may leave out or overstate; they need not equal the "
        "summaries.",
        "What reports cannot show: they are sent by others, cover only senders that report, and anyone can mail a forged one.",
    };
    worksheet_set_column(x->method, 0, 0, 40, NULL);
    worksheet_set_column(x->method, 1, 3, 18, NULL);
    worksheet_set_row(x->method, 0, 26, NULL);
    worksheet_set_landscape(x->method);
    worksheet_set_paper(x->method, 9);
    worksheet_fit_to_pages(x->method, 1, 0);
    put_text(x, x->method, 0, 0, "Method", XLSX_TITLE);
    lxw_row_t row = put_options(x, 2);
    row = put_inputs(x, a, row);
    row = put_sums(x, a, row);
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        put_text(x, x->method, row++, 0, statements[i], XLSX_NOTE);
    if (x->cut > 0)
        put_text(x, x->method, row, 0, "Texts longer than Excel's 32,767 characters were cut; the other outputs have them whole.",
                 XLSX_NOTE);
}
