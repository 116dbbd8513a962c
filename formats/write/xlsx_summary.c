/*
 * xlsx_summary: the first sheet, which fits one printed page: scope, key figures, a verdict a
 * domain, the split by policy type, the way to the other sheets, and charts (SPEC 6.5). Constant
 * memory: its rows are written from the top down.
 */
#include <stdlib.h>

#include "formats/write/method.h"
#include "formats/write/xlsx.h"
#include "lib/findings/verdict.h"

enum {
    COLUMNS = 16,
    COLUMN_PIXELS = 80,
    VERDICT_PIXELS = 165, /* "Secured: enforced; 2 incidents, closed" in two columns */
    CHARTS_AT = 8,        /* the first column of the right half */
    MOST_VERDICTS = 15,
    MOST_TYPES = 6,
    MOST_FINDINGS = 10,
};

/* Columns of the left half. */
enum { NAME_COL = 0, WORD_COL = 3, SHARE_COL = 5, SESSIONS_COL = 6, FAILED_COL = 7 };

static void set_up(struct xlsx *x)
{
    worksheet_set_column_pixels(x->summary, 0, COLUMNS - 1, COLUMN_PIXELS, NULL);
    worksheet_set_column_pixels(x->summary, WORD_COL, SHARE_COL - 1, VERDICT_PIXELS, NULL);
    worksheet_gridlines(x->summary, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(x->summary, XLSX_PAPER_A4);
    worksheet_set_portrait(x->summary);
    worksheet_fit_to_pages(x->summary, 1, 1);
    worksheet_set_margins(x->summary, 0.4, 0.4, 0.5, 0.6);
    worksheet_set_footer(x->summary, "&L&F&C&A&RPage &P of &N");
    worksheet_set_tab_color(x->summary, 0x1F3864);
    worksheet_activate(x->summary);
}

static void merged(struct xlsx *x, lxw_row_t row, lxw_col_t first, lxw_col_t last,
                   struct slice text, enum xlsx_format format)
{
    if (first < last)
        xlsx_merge(x, x->summary, row, first, last, format);
    xlsx_string(x, x->summary, row, first, text, format);
}

static void put_scope(struct xlsx *x, const struct account *a, lxw_row_t row)
{
    struct buffer line = {0};
    method_scope(x->output.about, a, &line);
    if (line.failed)
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    merged(x, row, 0, COLUMNS - 1, buffer_slice(&line), XLSX_SUBTITLE);
    buffer_free(&line);
}

static void put_title(struct xlsx *x, const struct account *a)
{
    char generated[WHEN_TIME_TEXT + 1], line[128];
    struct buffer text = {0};
    worksheet_set_row(x->summary, 0, 30, NULL);
    merged(x, 0, 0, COLUMNS - 1,
           SLICE("  Transport security of received mail: TLS reports (RFC 8460)"), XLSX_TITLE);
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
    merged(x, 2, 0, COLUMNS - 1, buffer_slice(&text), XLSX_SUBTITLE);
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
        {"Reports", (int64_t)t->reports},
        {"Reporters", (int64_t)a->audit.summary.reporters_n},
        {"Sessions", sessions_all(a->audit.figures.sessions)},
        {"Secured share", -1},
        {"Failed sessions", a->audit.figures.sessions.failed},
        {"Days missing", (int64_t)t->days_missing},
        {"Duplicates removed", (int64_t)t->duplicates},
        {"Rejected", (int64_t)t->rejected},
    };
    static const lxw_col_t cards_n = COUNT_OF(cards);
    _Static_assert(COUNT_OF(cards) * 2 == COLUMNS, "two columns per card");
    for (lxw_col_t i = 0; i < cards_n; i++)
        merged(x, row, 2 * i, 2 * i + 1, slice_of(cards[i].label), XLSX_CARD);
    worksheet_set_row(x->summary, row + 1, 28, NULL);
    for (lxw_col_t i = 0; i < cards_n; i++) {
        enum xlsx_format format = cards[i].n < 0 ? XLSX_CARD_PERCENT : XLSX_CARD_NUMBER;
        xlsx_merge(x, x->summary, row + 1, 2 * i, 2 * i + 1, format);
        if (cards[i].n >= 0)
            xlsx_number(x, x->summary, row + 1, 2 * i, (double)cards[i].n, format);
        else if (sessions_rate(a->audit.figures.sessions, &rate))
            xlsx_number(x, x->summary, row + 1, 2 * i,
                        xlsx_ratio(rate, a->audit.figures.sessions.excess > 0), format);
        else
            xlsx_text(x, x->summary, row + 1, 2 * i, "none", XLSX_CARD_TEXT);
    }
}

static void put_sessions(struct xlsx *x, lxw_row_t row, struct sessions sessions)
{
    double rate;
    if (sessions_rate(sessions, &rate))
        xlsx_number(x, x->summary, row, SHARE_COL, xlsx_ratio(rate, sessions.excess > 0),
                    XLSX_PERCENT);
    xlsx_number(x, x->summary, row, SESSIONS_COL, (double)sessions_all(sessions), XLSX_INTEGER);
    xlsx_number(x, x->summary, row, FAILED_COL, (double)sessions.failed, XLSX_INTEGER);
}

static void put_heads(struct xlsx *x, lxw_row_t row, const char *name, const char *word)
{
    merged(x, row, NAME_COL, WORD_COL - 1, slice_of(name), XLSX_HEADER);
    merged(x, row, WORD_COL, SHARE_COL - 1, slice_of(word), XLSX_HEADER);
    xlsx_text(x, x->summary, row, SHARE_COL, "Secured", XLSX_HEADER_NUMBER);
    xlsx_text(x, x->summary, row, SESSIONS_COL, "Sessions", XLSX_HEADER_NUMBER);
    xlsx_text(x, x->summary, row, FAILED_COL, "Failed", XLSX_HEADER_NUMBER);
}

static void put_verdict(struct xlsx *x, const struct summary *s, const struct domain_row *d,
                        lxw_row_t row)
{
    static const enum xlsx_format formats[] = {
        [VERDICT_SECURED] = XLSX_GOOD, [VERDICT_WATCH] = XLSX_WARN,
        [VERDICT_FAILING] = XLSX_BAD,  [VERDICT_NO_POLICY] = XLSX_BAD,
        [VERDICT_ALARM] = XLSX_BAD,    [VERDICT_NO_SESSIONS] = XLSX_NEUTRAL};
    char text[VERDICT_ROOM], link[64];
    enum verdict verdict = verdict_of(d);
    size_t at = (size_t)(d - s->domains) + 1;
    xlsx_merge(x, x->summary, row, NAME_COL, WORD_COL - 1, XLSX_LINK);
    snprintf(link, sizeof link, "internal:'%s'!A%zu", tables[TABLE_DOMAINS]->title, at + 1);
    struct slice name = d->policy_domain.n > 0 ? d->policy_domain : SLICE("(not known)");
    if (at < x->most_rows)
        xlsx_link(x, x->summary, row, NAME_COL, link, name);
    else
        xlsx_string(x, x->summary, row, NAME_COL, name, XLSX_TEXT);
    verdict_sentence(d, text);
    merged(x, row, WORD_COL, SHARE_COL - 1, slice_of(text), formats[verdict]);
    put_sessions(x, row, d->sessions);
}

/* The worst first; false: out of memory. */
static bool put_verdicts(struct xlsx *x, const struct summary *s, lxw_row_t *row)
{
    const struct domain_row **order = summary_worst_first(s);
    char line[96];
    if (!order)
        return false;
    merged(x, (*row)++, 0, FAILED_COL, SLICE("Verdict by domain"), XLSX_SECTION);
    put_heads(x, (*row)++, "Domain", "Verdict");
    for (size_t i = 0; i < s->domains_n && i < MOST_VERDICTS; i++)
        put_verdict(x, s, order[i], (*row)++);
    snprintf(line, sizeof line,
             s->domains_n > MOST_VERDICTS
                 ? "The %u with the lowest secured share of %zu; the sheet Domains has all."
                 : "What the words mean stands in the sheet Method.",
             (unsigned)MOST_VERDICTS, s->domains_n);
    xlsx_text(x, x->summary, (*row)++, 0, s->domains_n > 0 ? line : "No reports in this period.",
              XLSX_NOTE);
    if (s->domains_n > 0 && s->failures_n == 0)
        xlsx_text(x, x->summary, (*row)++, 0, "No failures were reported in this period.",
                  XLSX_NOTE);
    free(order);
    return true;
}

/* The most severe ones that are not closed; what shows them, their sheet tells. */
static void put_findings(struct xlsx *x, const struct findings *all, lxw_row_t *row)
{
    static const enum xlsx_format formats[] = {[SEVERITY_INFO] = XLSX_NEUTRAL,
                                               [SEVERITY_LOW] = XLSX_NEUTRAL,
                                               [SEVERITY_MEDIUM] = XLSX_WARN,
                                               [SEVERITY_HIGH] = XLSX_BAD,
                                               [SEVERITY_CRITICAL] = XLSX_BAD};
    char line[96];
    size_t closed = findings_with(all, FINDING_CLOSED), shown = 0;
    snprintf(line, sizeof line, "Findings: %zu open or unproven, %zu closed", all->n - closed,
             closed);
    merged(x, (*row)++, 0, FAILED_COL, slice_of(line), XLSX_SECTION);
    for (size_t i = 0; i < all->n && shown < MOST_FINDINGS; i++) {
        const struct finding *f = &all->at[i];
        if (f->status == FINDING_CLOSED)
            continue;
        xlsx_string(x, x->summary, *row, 0, f->severity_name, formats[f->severity]);
        merged(x, *row, 1, 2, f->policy_domain, XLSX_TEXT);
        xlsx_string(x, x->summary, (*row)++, 3, f->title, XLSX_NOTE);
        shown++;
    }
    if (all->n - closed > shown)
        snprintf(line, sizeof line,
                 "The %zu most severe of %zu; the sheet Findings has all, with advice.", shown,
                 all->n - closed);
    else
        snprintf(line, sizeof line,
                 all->n > 0 ? "The sheet Findings has the evidence and what to do."
                            : "Nothing was found.");
    xlsx_text(x, x->summary, (*row)++, 0, line, XLSX_NOTE);
}

static void put_windows(struct xlsx *x, const struct summary *s, lxw_row_t *row)
{
    char name[40];
    merged(x, (*row)++, 0, FAILED_COL, SLICE("Sessions of the last days"), XLSX_SECTION);
    put_heads(x, (*row)++, "Days", "");
    for (size_t i = 0; i < s->windows_n; i++, (*row)++) {
        snprintf(name, sizeof name, "The last %llu days", (unsigned long long)s->windows[i].days);
        merged(x, *row, NAME_COL, WORD_COL - 1, slice_of(name), XLSX_TEXT);
        put_sessions(x, *row, s->windows[i].sessions);
    }
}

static void put_types(struct xlsx *x, const struct summary *s, lxw_row_t *row)
{
    merged(x, (*row)++, 0, FAILED_COL, SLICE("Sessions by policy type"), XLSX_SECTION);
    put_heads(x, (*row)++, "Policy type", "");
    for (size_t i = 0; i < s->policy_types_n && i < MOST_TYPES; i++, (*row)++) {
        const struct policy_type_row *p = &s->policy_types[i];
        merged(x, *row, NAME_COL, WORD_COL - 1,
               p->policy_type.n > 0 ? p->policy_type : SLICE("(not told)"), XLSX_TEXT);
        put_sessions(x, *row, p->sessions);
    }
    xlsx_text(
        x, x->summary, (*row)++, 0,
        "A session that a sender evaluates under two policies is reported, and counted, in both.",
        XLSX_NOTE);
}

/* One line per sheet: its name leads there, and what it holds stands beside it. */
static void put_links(struct xlsx *x, lxw_row_t row)
{
    char link[64];
    merged(x, row++, 0, FAILED_COL, SLICE("Sheets"), XLSX_SECTION);
    for (int i = 0; i < XLSX_TABLES; i++) {
        const struct table *t = tables[xlsx_order[i]];
        if (!xlsx_has_sheet(x, xlsx_order[i]))
            continue;
        snprintf(link, sizeof link, "internal:'%s'!A1", t->title);
        xlsx_link(x, x->summary, row, 0, link, slice_of(t->title));
        xlsx_text(x, x->summary, row++, 2, t->meaning, XLSX_NOTE);
    }
    xlsx_link(x, x->summary, row, 0, "internal:'Method'!A1", SLICE("Method"));
    xlsx_text(x, x->summary, row++, 2, "How the figures came about, and that they add up",
              XLSX_NOTE);
    xlsx_link(x, x->summary, row, 0, "internal:'Sign-off'!A1", SLICE("Sign-off"));
    xlsx_text(x, x->summary, row, 2, "Who prepared and reviewed it, with lines to sign on",
              XLSX_NOTE);
}

bool xlsx_write_summary(struct xlsx *x, const struct account *a)
{
    lxw_row_t row = 7;
    set_up(x);
    put_title(x, a);
    put_cards(x, a, 4);
    if (!put_verdicts(x, &a->audit.summary, &row))
        return false;
    row++;
    put_findings(x, &a->findings, &row);
    row++;
    put_windows(x, &a->audit.summary, &row);
    row++;
    put_types(x, &a->audit.summary, &row);
    put_links(x, row + 1);
    xlsx_insert_charts(x, a, 7, CHARTS_AT);
    return x->failure == LXW_NO_ERROR;
}
