/*
 * xlsx_summary: the first sheet, one printed page: scope, key figures, verdicts, findings, the
 * split by policy type, charts, and links to the other sheets (SPEC 6.5). In constant memory its
 * rows are written from the top down.
 */
#include <stdlib.h>

#include "formats/write/method.h"
#include "formats/write/xlsx/xlsx.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/findings/verdict.h"

enum {
    COLUMNS = 18, /* narrow ones: most cells are merged from several */
    LAST = COLUMNS - 1,
    WIDE_PIXELS = 1000, /* of the page: all columns together */
    HIGH_PIXELS = 1600, /* A4 within its margins is 1.42 times as high as wide, and columns come out
                           wider than this if the workbook's font is missing */
    LEAST_CHART = 200,
    MOST_CHART = 420,
    MOST_VERDICTS = 15,
    MOST_TYPES = 6,
    MOST_FINDINGS = 6,
    MOST_ADVICE = 150, /* bytes of it */
};

/* The first columns of what the sheet's tables hold. */
enum {
    NAME_COL = 0,
    WORD_COL = 4,
    SHARE_COL = 10,
    WINDOW_COL = 11, /* the last 7, 30, 90 days */
    SESSIONS_COL = 14,
    FAILED_COL = 16
};

static void set_up(struct xlsx *x)
{
    worksheet_set_column_pixels(x->summary, NAME_COL, SHARE_COL - 1, 52, NULL);
    worksheet_set_column_pixels(x->summary, SHARE_COL, SESSIONS_COL - 1, 64, NULL);
    worksheet_set_column_pixels(x->summary, SESSIONS_COL, LAST, 56, NULL);
    worksheet_gridlines(x->summary, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(x->summary, XLSX_PAPER_A4);
    worksheet_set_portrait(x->summary);
    worksheet_fit_to_pages(x->summary, 1, 1);
    worksheet_set_margins(x->summary, 0.4, 0.4, 0.5, 0.6);
    worksheet_center_horizontally(x->summary);
    worksheet_set_footer(x->summary, XLSX_FOOTER);
    worksheet_set_tab_color(x->summary, XLSX_NAVY);
    worksheet_activate(x->summary);
}

static struct xlsx_cells at(const struct xlsx *x, lxw_row_t row, lxw_col_t col)
{
    return xlsx_at(x->summary, row, col);
}

static struct xlsx_cells across(const struct xlsx *x, lxw_row_t row, lxw_col_t first,
                                lxw_col_t last)
{
    return xlsx_across(x->summary, row, first, last);
}

static void section(struct xlsx *x, lxw_row_t row, const char *title)
{
    xlsx_text(x, across(x, row, 0, LAST), title, XLSX_SECTION);
}

static void put_scope(struct xlsx *x, const struct account *a, lxw_row_t row)
{
    struct buffer line = {0};
    method_scope(a, &line);
    if (line.failed)
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    enum { CHARACTERS_A_LINE = 165, POINTS_A_LINE = 14, MOST_LINES = 6 };
    unsigned lines = (unsigned)(line.n / CHARACTERS_A_LINE) + 1;
    lines = lines < MOST_LINES ? lines : MOST_LINES;
    worksheet_set_row(x->summary, row, lines * POINTS_A_LINE, NULL);
    xlsx_string(x, across(x, row, 0, LAST), buffer_slice(&line), XLSX_SUBTITLE);
    buffer_free(&line);
}

static void put_title(struct xlsx *x, const struct account *a)
{
    char generated[WHEN_TIME_TEXT + 1], line[128];
    struct buffer text = {0};
    worksheet_set_row(x->summary, 0, 30, NULL);
    xlsx_text(x, across(x, 0, 0, LAST),
              "  Transport security of received mail: TLS reports (RFC 8460)", XLSX_TITLE);
    put_scope(x, a, 1);
    time_format(x->output.about->generated, generated);
    snprintf(line, sizeof line, "Made by tlsrpt-audit %s on %s. ", x->output.about->version,
             generated);
    buffer_append_text(&text, line);
    size_t before = text.n;
    method_signatures(a, &text);
    buffer_append_text(
        &text, text.n > before ? "." : "How the figures came about stands in the sheet Method.");
    if (text.failed)
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    xlsx_string(x, across(x, 2, 0, LAST), buffer_slice(&text), XLSX_SUBTITLE);
    buffer_free(&text);
}

struct card {
    const char *label;
    int64_t n;
};

static void put_cards(struct xlsx *x, const struct account *a, lxw_row_t row)
{
    const struct totals *t = &a->audit.totals;
    double rate;
    const struct card cards[] = {
        {"Secured share", -1},
        {"Sessions", sessions_all(a->audit.figures.sessions)},
        {"Failed sessions", a->audit.figures.sessions.failed},
        {"Domains", (int64_t)a->audit.summary.domains_n},
        {"Reporters", (int64_t)a->audit.summary.reporters_n},
        {"Reports", (int64_t)t->reports},
        {"Days missing", (int64_t)t->days_missing},
        {"Duplicates removed", (int64_t)t->duplicates},
        {"Rejected", (int64_t)t->rejected},
    };
    static const lxw_col_t cards_n = COUNT_OF(cards);
    _Static_assert(COUNT_OF(cards) * 2 == COLUMNS, "two columns per card");
    for (lxw_col_t i = 0; i < cards_n; i++)
        xlsx_text(x, across(x, row, 2 * i, 2 * i + 1), cards[i].label, XLSX_CARD);
    worksheet_set_row(x->summary, row + 1, 28, NULL);
    for (lxw_col_t i = 0; i < cards_n; i++) {
        enum xlsx_format format = cards[i].n < 0 ? XLSX_CARD_PERCENT : XLSX_CARD_NUMBER;
        struct xlsx_cells value = across(x, row + 1, 2 * i, 2 * i + 1);
        if (cards[i].n >= 0)
            xlsx_number(x, value, (double)cards[i].n, format);
        else if (sessions_rate(a->audit.figures.sessions, &rate))
            xlsx_number(x, value, xlsx_ratio(rate, a->audit.figures.sessions.excess > 0), format);
        else
            xlsx_text(x, value, "none", XLSX_CARD_TEXT);
    }
}

static void put_share(struct xlsx *x, lxw_row_t row, lxw_col_t col, struct sessions sessions)
{
    double rate;
    if (sessions_rate(sessions, &rate))
        xlsx_share(x, at(x, row, col), rate, sessions.excess > 0);
}

static void put_number(struct xlsx *x, lxw_row_t row, lxw_col_t first, lxw_col_t last, int64_t n)
{
    xlsx_number(x, across(x, row, first, last), (double)n, XLSX_INTEGER);
}

static void put_sessions(struct xlsx *x, lxw_row_t row, struct sessions sessions)
{
    put_share(x, row, SHARE_COL, sessions);
    put_number(x, row, SESSIONS_COL, FAILED_COL - 1, sessions_all(sessions));
    put_number(x, row, FAILED_COL, LAST, sessions.failed);
}

/* `word`: the heading of the verdicts; empty: the table has neither verdicts nor windows. */
static void put_heads(struct xlsx *x, lxw_row_t row, const char *name, const char *word)
{
    static const char *const windows[] = {"7 days", "30 days", "90 days"};
    xlsx_text(x, across(x, row, NAME_COL, WORD_COL - 1), name, XLSX_HEADER);
    xlsx_text(x, across(x, row, WORD_COL, SHARE_COL - 1), word, XLSX_HEADER);
    xlsx_text(x, at(x, row, SHARE_COL), "Secured", XLSX_HEADER_NUMBER);
    for (size_t i = 0; i < COUNT_OF(windows); i++)
        xlsx_text(x, at(x, row, WINDOW_COL + (lxw_col_t)i), word[0] ? windows[i] : "",
                  XLSX_HEADER_NUMBER);
    xlsx_text(x, across(x, row, SESSIONS_COL, FAILED_COL - 1), "Sessions", XLSX_HEADER_NUMBER);
    xlsx_text(x, across(x, row, FAILED_COL, LAST), "Failed", XLSX_HEADER_NUMBER);
}

static const enum xlsx_format verdict_formats[] = {
    [VERDICT_SECURED] = XLSX_GOOD, [VERDICT_WATCH] = XLSX_WARN,
    [VERDICT_FAILING] = XLSX_BAD,  [VERDICT_NO_POLICY] = XLSX_BAD,
    [VERDICT_ALARM] = XLSX_BAD,    [VERDICT_NO_SESSIONS] = XLSX_NEUTRAL};

/* Says in one line how the domains stand, and what is open. */
static void put_judgement(struct xlsx *x, const struct account *a, lxw_row_t row)
{
    const struct summary *s = &a->audit.summary;
    size_t n[VERDICTS] = {0}, at = 0, open = findings_open(&a->findings);
    enum xlsx_format format = XLSX_NEUTRAL;
    char line[400] = "";
    for (size_t i = 0; i < s->domains_n; i++)
        n[verdict_of(&s->domains[i])]++;
    for (size_t i = 0; i < VERDICTS; i++) {
        enum verdict v = verdicts_worst_first[i];
        if (n[v] == 0)
            continue;
        format = at == 0 ? verdict_formats[v] : format;
        at += (size_t)snprintf(line + at, sizeof line - at, "%s%s: %s of %s", at > 0 ? "; " : "",
                               verdict_texts[v].word, thousands((int64_t)n[v]).text,
                               counted((int64_t)s->domains_n, "domain", "domains").text);
    }
    snprintf(line + at, sizeof line - at, "%s%s open or unproven, %s closed",
             at > 0 ? ".  " : "No domain.  ", counted((int64_t)open, "finding", "findings").text,
             thousands((int64_t)(a->findings.n - open)).text);
    worksheet_set_row(x->summary, row, 24, NULL);
    xlsx_text(x, across(x, row, 0, LAST), line, format);
}

static void put_verdict(struct xlsx *x, const struct summary *s, const struct domain_row *d,
                        lxw_row_t row)
{
    char text[VERDICT_ROOM], link[64];
    enum verdict verdict = verdict_of(d);
    size_t at = (size_t)(d - s->domains) + 1;
    struct xlsx_cells name_cells = across(x, row, NAME_COL, WORD_COL - 1);
    snprintf(link, sizeof link, "internal:'%s'!A%zu", tables[TABLE_DOMAINS]->title, at + 1);
    struct slice name = d->policy_domain.n > 0 ? d->policy_domain : SLICE("(not known)");
    if (at < x->most_rows)
        xlsx_link(x, name_cells, link, name);
    else
        xlsx_string(x, name_cells, name, XLSX_TEXT);
    verdict_sentence(d, text);
    xlsx_text(x, across(x, row, WORD_COL, SHARE_COL - 1), text, verdict_formats[verdict]);
    put_sessions(x, row, d->sessions);
    for (lxw_col_t i = 0; d->now && i < LAST_DAYS; i++)
        put_share(x, row, WINDOW_COL + i, d->now->windows[i].sessions);
}

/* All domains together, and their windows. */
static void put_all(struct xlsx *x, const struct summary *s, struct sessions sessions,
                    lxw_row_t row)
{
    xlsx_text(x, across(x, row, NAME_COL, SHARE_COL - 1), "All domains", XLSX_TEXT);
    put_sessions(x, row, sessions);
    for (size_t i = 0; i < s->windows_n; i++)
        put_share(x, row, WINDOW_COL + (lxw_col_t)i, s->windows[i].sessions);
}

/* The worst first; false: out of memory. */
static bool put_verdicts(struct xlsx *x, const struct summary *s, struct sessions sessions,
                         lxw_row_t *row)
{
    const struct domain_row **order = verdict_worst_first(s);
    char line[96];
    if (!order)
        return false;
    section(x, (*row)++, "Verdict by domain");
    put_heads(x, (*row)++, "Domain", "Verdict");
    for (size_t i = 0; i < s->domains_n && i < MOST_VERDICTS; i++)
        put_verdict(x, s, order[i], (*row)++);
    if (s->domains_n > 1)
        put_all(x, s, sessions, (*row)++);
    snprintf(line, sizeof line,
             s->domains_n > MOST_VERDICTS
                 ? "The %u with the worst verdicts of %s; the sheet Domains has all."
                 : "What the words mean stands in the sheet Method.",
             (unsigned)MOST_VERDICTS, thousands((int64_t)s->domains_n).text);
    xlsx_text(x, at(x, (*row)++, 0), s->domains_n > 0 ? line : "No reports in this period.",
              XLSX_NOTE);
    if (s->domains_n > 0 && s->failures_n == 0)
        xlsx_text(x, at(x, (*row)++, 0), "No failures were reported in this period.", XLSX_NOTE);
    free(order);
    return true;
}

/* Does a sentence end at i? The dot of a DNS record's name, before IN, does not end one. */
static bool ends_sentence(struct slice text, size_t i)
{
    struct slice rest = slice_from(text, i);
    return slice_starts(rest, SLICE(". ")) && !slice_starts(rest, SLICE(". IN "));
}

static void put_finding(struct xlsx *x, const struct finding *f, lxw_row_t row)
{
    static const enum xlsx_format formats[] = {[SEVERITY_INFO] = XLSX_NEUTRAL,
                                               [SEVERITY_LOW] = XLSX_NEUTRAL,
                                               [SEVERITY_MEDIUM] = XLSX_WARN,
                                               [SEVERITY_HIGH] = XLSX_BAD,
                                               [SEVERITY_CRITICAL] = XLSX_BAD};
    struct slice advice = f->advice;
    for (size_t i = 0; i < advice.n; i++)
        if (ends_sentence(advice, i))
            advice.n = i + 1; /* the first sentence says what to do first */
    struct slice whole = advice;
    advice = utf8_cut(advice, MOST_ADVICE);
    char text[MOST_ADVICE + sizeof "…"];
    int n = snprintf(text, sizeof text, "%.*s%s", (int)advice.n, advice.n > 0 ? advice.at : "",
                     advice.n < whole.n ? "…" : "");
    advice = (struct slice){.at = text, .n = n > 0 ? (size_t)n : 0};
    xlsx_string(x, across(x, row, 0, 1), f->severity_name, formats[f->severity]);
    xlsx_string(x, across(x, row, 2, 5), f->policy_domain.n > 0 ? f->policy_domain : SLICE("(all)"),
                XLSX_TEXT);
    xlsx_string(x, across(x, row, 6, LAST), f->title, XLSX_TEXT);
    xlsx_string(x, across(x, row + 1, 6, LAST), advice, XLSX_NOTE);
}

/* Lists the most severe findings that are not closed. */
static void put_findings(struct xlsx *x, const struct findings *all, lxw_row_t *row)
{
    char line[96];
    size_t open = findings_open(all), shown = 0;
    section(x, (*row)++, "What is open, and what to do first");
    for (size_t i = 0; i < all->n && shown < MOST_FINDINGS; i++) {
        if (all->at[i].status == FINDING_CLOSED)
            continue;
        put_finding(x, &all->at[i], *row);
        *row += 2;
        shown++;
    }
    if (open > shown)
        snprintf(line, sizeof line,
                 "The %zu most severe of %s; the sheet Findings has all, with advice.", shown,
                 thousands((int64_t)open).text);
    else
        snprintf(line, sizeof line, "%s",
                 all->n == 0 ? "No findings."
                 : open == 0 ? "Nothing is open; the sheet Findings has what is closed."
                             : "The sheet Findings has the evidence and all advice.");
    xlsx_text(x, at(x, (*row)++, 0), line, XLSX_NOTE);
}

static void put_types(struct xlsx *x, const struct summary *s, lxw_row_t *row)
{
    const struct policy_type_row *p;
    section(x, (*row)++, "Sessions by policy type");
    put_heads(x, (*row)++, "Policy type", "");
    for (size_t i = 0; i < MOST_TYPES && (p = summary_policy_type(s, i)); i++, (*row)++) {
        xlsx_string(x, across(x, *row, NAME_COL, WORD_COL - 1),
                    p->policy_type.n > 0 ? p->policy_type : SLICE("(not told)"), XLSX_TEXT);
        put_sessions(x, *row, p->sessions);
    }
    if (s->policy_types_n > MOST_TYPES) {
        char line[96];
        snprintf(line, sizeof line, "And %s more; the summary (--json) has all.",
                 counted((int64_t)(s->policy_types_n - MOST_TYPES), "type", "types").text);
        xlsx_text(x, at(x, (*row)++, 0), line, XLSX_NOTE);
    }
    xlsx_text(
        x, at(x, (*row)++, 0),
        "A session that a sender evaluates under two policies is reported, and counted, in both.",
        XLSX_NOTE);
}

static void put_link(struct xlsx *x, lxw_row_t first, size_t i, const char *sheet,
                     const char *meaning)
{
    char link[64];
    lxw_row_t row = first + (lxw_row_t)(i / 2);
    lxw_col_t col = i % 2 ? SHARE_COL - 1 : 0;
    snprintf(link, sizeof link, "internal:'%s'!A1", sheet);
    xlsx_link(x, at(x, row, col), link, slice_of(sheet));
    xlsx_text(x, across(x, row, col + 2, i % 2 ? LAST : SHARE_COL - 2), meaning, XLSX_NOTE);
}

static size_t sheets_of(const struct xlsx *x)
{
    size_t n = 2; /* Method and Sign-off */
    for (int i = 0; i < XLSX_TABLES; i++)
        n += xlsx_has_sheet(x, xlsx_order[i]);
    return n;
}

/* Two sheets a line: the name leads there, and what it holds stands beside it. */
static void put_links(struct xlsx *x, lxw_row_t row)
{
    size_t n = 0;
    section(x, row++, "Sheets");
    for (int i = 0; i < XLSX_TABLES; i++)
        if (xlsx_has_sheet(x, xlsx_order[i]))
            put_link(x, row, n++, tables[xlsx_order[i]]->title, tables[xlsx_order[i]]->meaning);
    put_link(x, row, n++, "Method", "How the figures came about, and that they add up");
    put_link(x, row, n, "Sign-off", "Who prepared and reviewed it, with lines to sign on");
}

/* The charts take what is left of the page. */
static unsigned chart_height(const struct xlsx *x, lxw_row_t row)
{
    enum { HEADS = 60, ROWS_OF_CHARTS = 2 }; /* HEADS: what rows are higher than usual */
    size_t below = (sheets_of(x) + 1) / 2 + 4, used = (row + below) * XLSX_ROW_PIXELS + HEADS;
    size_t left = used < HIGH_PIXELS ? (HIGH_PIXELS - used) / ROWS_OF_CHARTS : 0;
    return left < LEAST_CHART ? LEAST_CHART : left > MOST_CHART ? MOST_CHART : (unsigned)left;
}

bool xlsx_write_summary(struct xlsx *x, const struct account *a)
{
    lxw_row_t row = 9;
    set_up(x);
    put_title(x, a);
    put_judgement(x, a, 4);
    put_cards(x, a, 6);
    if (!put_verdicts(x, &a->audit.summary, a->audit.figures.sessions, &row))
        return false;
    row++;
    put_findings(x, &a->findings, &row);
    row++;
    put_types(x, &a->audit.summary, &row);
    row++;
    unsigned height = chart_height(x, row);
    put_links(x, row + xlsx_insert_charts(x, a, row, WIDE_PIXELS, height));
    return x->failure == LXW_NO_ERROR;
}
