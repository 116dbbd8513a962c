/*
 * xlsx_summary: the first sheet, one printed page: scope, key figures, verdicts, findings, the
 * split by policy type, charts, and links to the other sheets (SPEC 6.5). In constant memory its
 * rows are written from the top down.
 */
#include <stdlib.h>

#include "formats/write/xlsx/xlsx_page.h"
#include "formats/write/xlsx/xlsx_tables.h"
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

static void set_up(lxw_worksheet *sheet)
{
    worksheet_set_column_pixels(sheet, NAME_COL, SHARE_COL - 1, 52, NULL);
    worksheet_set_column_pixels(sheet, SHARE_COL, SESSIONS_COL - 1, 64, NULL);
    worksheet_set_column_pixels(sheet, SESSIONS_COL, LAST, 56, NULL);
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_portrait(sheet);
    worksheet_fit_to_pages(sheet, 1, 1);
    worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6);
    worksheet_center_horizontally(sheet);
    worksheet_set_tab_color(sheet, XLSX_NAVY);
    worksheet_activate(sheet);
}

/* Puts a text that is made in a buffer into one row, and frees it. */
static void put_subtitle(struct xlsx_page *p, struct buffer *text)
{
    if (text->failed)
        xlsx_keep(p->x, LXW_ERROR_MEMORY_MALLOC_FAILED);
    xlsx_string(p->x, xlsx_page_across(p, 0, LAST), buffer_slice(text), XLSX_SUBTITLE);
    buffer_free(text);
    p->row++;
}

static void put_scope(struct xlsx_page *p, const struct account *a)
{
    enum { CHARACTERS_A_LINE = 165, POINTS_A_LINE = 14, MOST_LINES = 6 };
    struct buffer line = {0};
    method_scope(a, &line);
    unsigned lines = (unsigned)(line.n / CHARACTERS_A_LINE) + 1;
    lines = lines < MOST_LINES ? lines : MOST_LINES;
    worksheet_set_row(p->sheet, p->row, lines * POINTS_A_LINE, NULL);
    put_subtitle(p, &line);
}

static void put_maker(struct xlsx_page *p, const struct account *a)
{
    const struct about *about = p->x->output.about;
    struct buffer text = {0};
    buffer_append_format(&text, "Made by tlsrpt-audit %s on %s. ", about->version,
                         when_time(about->generated).text);
    size_t before = text.n;
    method_signatures(a, &text);
    buffer_append_text(
        &text, text.n > before ? "." : "How the figures came about stands in the sheet Method.");
    put_subtitle(p, &text);
}

static void put_text(struct xlsx_page *p, lxw_col_t first, lxw_col_t last, const char *text,
                     enum xlsx_format format)
{
    xlsx_text(p->x, xlsx_page_across(p, first, last), text, format);
}

struct card {
    const char *label;
    int64_t n;
};

static void put_cards(struct xlsx_page *p, const struct account *a)
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
        put_text(p, 2 * i, 2 * i + 1, cards[i].label, XLSX_CARD);
    worksheet_set_row(p->sheet, ++p->row, 28, NULL);
    for (lxw_col_t i = 0; i < cards_n; i++) {
        enum xlsx_format format = cards[i].n < 0 ? XLSX_CARD_PERCENT : XLSX_CARD_NUMBER;
        struct xlsx_cells value = xlsx_page_across(p, 2 * i, 2 * i + 1);
        if (cards[i].n >= 0)
            xlsx_number(p->x, value, (double)cards[i].n, format);
        else if (sessions_rate(a->audit.figures.sessions, &rate))
            xlsx_number(p->x, value, xlsx_ratio(rate, a->audit.figures.sessions.excess > 0),
                        format);
        else
            xlsx_text(p->x, value, "none", XLSX_CARD_TEXT);
    }
    p->row++;
}

static void put_share(struct xlsx_page *p, lxw_col_t col, struct sessions sessions)
{
    double rate;
    if (sessions_rate(sessions, &rate))
        xlsx_share(p->x, xlsx_page_across(p, col, col), rate, sessions.excess > 0);
}

static void put_number(struct xlsx_page *p, lxw_col_t first, lxw_col_t last, int64_t n)
{
    xlsx_number(p->x, xlsx_page_across(p, first, last), (double)n, XLSX_INTEGER);
}

static void put_sessions(struct xlsx_page *p, struct sessions sessions)
{
    put_share(p, SHARE_COL, sessions);
    put_number(p, SESSIONS_COL, FAILED_COL - 1, sessions_all(sessions));
    put_number(p, FAILED_COL, LAST, sessions.failed);
}

/* `word`: the heading of the verdicts; empty: the table has neither verdicts nor windows. */
static void put_heads(struct xlsx_page *p, const char *name, const char *word)
{
    static const char *const windows[] = {"7 days", "30 days", "90 days"};
    put_text(p, NAME_COL, WORD_COL - 1, name, XLSX_HEADER);
    put_text(p, WORD_COL, SHARE_COL - 1, word, XLSX_HEADER);
    xlsx_page_put(p, SHARE_COL, "Secured", XLSX_HEADER_NUMBER);
    for (size_t i = 0; i < COUNT_OF(windows); i++)
        xlsx_page_put(p, WINDOW_COL + (lxw_col_t)i, word[0] ? windows[i] : "", XLSX_HEADER_NUMBER);
    put_text(p, SESSIONS_COL, FAILED_COL - 1, "Sessions", XLSX_HEADER_NUMBER);
    put_text(p, FAILED_COL, LAST, "Failed", XLSX_HEADER_NUMBER);
    p->row++;
}

static const enum xlsx_format verdict_formats[] = {
    [VERDICT_SECURED] = XLSX_GOOD, [VERDICT_WATCH] = XLSX_WARN,
    [VERDICT_FAILING] = XLSX_BAD,  [VERDICT_NO_POLICY] = XLSX_BAD,
    [VERDICT_ALARM] = XLSX_BAD,    [VERDICT_NO_SESSIONS] = XLSX_NEUTRAL};

/* Says in one line how the domains stand, and what is open. */
static void put_judgement(struct xlsx_page *p, const struct account *a)
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
    worksheet_set_row(p->sheet, p->row, 24, NULL);
    put_text(p, 0, LAST, line, format);
    p->row++;
}

static void put_verdict(struct xlsx_page *p, const struct summary *s, const struct domain_row *d)
{
    char text[VERDICT_ROOM], link[64];
    enum verdict verdict = verdict_of(d);
    size_t at = (size_t)(d - s->domains) + 1;
    struct xlsx_cells name_cells = xlsx_page_across(p, NAME_COL, WORD_COL - 1);
    snprintf(link, sizeof link, "internal:'%s'!A%zu", tables[TABLE_DOMAINS]->title, at + 1);
    struct slice name = d->policy_domain.n > 0 ? d->policy_domain : SLICE("(not known)");
    if (at < p->x->most_rows)
        xlsx_link(p->x, name_cells, link, name);
    else
        xlsx_string(p->x, name_cells, name, XLSX_TEXT);
    verdict_sentence(d, text);
    put_text(p, WORD_COL, SHARE_COL - 1, text, verdict_formats[verdict]);
    put_sessions(p, d->sessions);
    for (lxw_col_t i = 0; d->now && i < LAST_DAYS; i++)
        put_share(p, WINDOW_COL + i, d->now->windows[i].sessions);
    p->row++;
}

/* All domains together, and their windows. */
static void put_all(struct xlsx_page *p, const struct summary *s, struct sessions sessions)
{
    put_text(p, NAME_COL, SHARE_COL - 1, "All domains", XLSX_TEXT);
    put_sessions(p, sessions);
    for (size_t i = 0; i < s->windows_n; i++)
        put_share(p, WINDOW_COL + (lxw_col_t)i, s->windows[i].sessions);
    p->row++;
}

/* The worst first; false: out of memory. */
static bool put_verdicts(struct xlsx_page *p, const struct summary *s, struct sessions sessions)
{
    const struct domain_row **order = verdict_worst_first(s);
    char line[96];
    if (!order)
        return false;
    xlsx_page_section(p, "Verdict by domain");
    put_heads(p, "Domain", "Verdict");
    for (size_t i = 0; i < s->domains_n && i < MOST_VERDICTS; i++)
        put_verdict(p, s, order[i]);
    if (s->domains_n > 1)
        put_all(p, s, sessions);
    snprintf(line, sizeof line,
             s->domains_n > MOST_VERDICTS
                 ? "The %u with the worst verdicts of %s; the sheet Domains has all."
                 : "What the words mean stands in the sheet Method.",
             (unsigned)MOST_VERDICTS, thousands((int64_t)s->domains_n).text);
    xlsx_page_note(p, s->domains_n > 0 ? line : "No report was counted.");
    if (s->domains_n > 0 && s->failures_n == 0)
        xlsx_page_note(p, "No counted report tells of failures.");
    free(order);
    return true;
}

/* Does a sentence end at i? The dot of a DNS record's name, before IN, does not end one. */
static bool ends_sentence(struct slice text, size_t i)
{
    struct slice rest = slice_from(text, i);
    return slice_starts(rest, SLICE(". ")) && !slice_starts(rest, SLICE(". IN "));
}

static void put_finding(struct xlsx_page *p, const struct finding *f)
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
    xlsx_string(p->x, xlsx_page_across(p, 0, 1), f->severity_name, formats[f->severity]);
    xlsx_string(p->x, xlsx_page_across(p, 2, 5),
                f->policy_domain.n > 0 ? f->policy_domain : SLICE("(all)"), XLSX_TEXT);
    xlsx_string(p->x, xlsx_page_across(p, 6, LAST), f->title, XLSX_TEXT);
    p->row++;
    xlsx_string(p->x, xlsx_page_across(p, 6, LAST), advice, XLSX_NOTE);
    p->row++;
}

/* Lists the most severe findings that are not closed. */
static void put_findings(struct xlsx_page *p, const struct findings *all)
{
    char line[96];
    size_t open = findings_open(all), shown = 0;
    xlsx_page_section(p, "What is open, and what to do first");
    for (size_t i = 0; i < all->n && shown < MOST_FINDINGS; i++) {
        if (all->at[i].status == FINDING_CLOSED)
            continue;
        put_finding(p, &all->at[i]);
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
    xlsx_page_note(p, line);
}

static void put_types(struct xlsx_page *p, const struct summary *s)
{
    const struct policy_type_row *type;
    xlsx_page_section(p, "Sessions by policy type");
    put_heads(p, "Policy type", "");
    for (size_t i = 0; i < MOST_TYPES && (type = summary_policy_type(s, i)); i++, p->row++) {
        xlsx_string(p->x, xlsx_page_across(p, NAME_COL, WORD_COL - 1),
                    type->policy_type.n > 0 ? type->policy_type : SLICE("(not told)"), XLSX_TEXT);
        put_sessions(p, type->sessions);
    }
    if (s->policy_types_n > MOST_TYPES) {
        char line[96];
        snprintf(line, sizeof line, "And %s more; the summary (--json) has all.",
                 counted((int64_t)(s->policy_types_n - MOST_TYPES), "type", "types").text);
        xlsx_page_note(p, line);
    }
    xlsx_page_note(
        p,
        "A session that a sender evaluates under two policies is reported, and counted, in both.");
}

/* Puts the i-th link; the second of a line ends it. */
static void put_link(struct xlsx_page *p, size_t i, const char *sheet, const char *meaning)
{
    char link[64];
    lxw_col_t col = i % 2 ? SHARE_COL - 1 : 0;
    snprintf(link, sizeof link, "internal:'%s'!A1", sheet);
    xlsx_link(p->x, xlsx_page_across(p, col, col), link, slice_of(sheet));
    put_text(p, col + 2, i % 2 ? LAST : SHARE_COL - 2, meaning, XLSX_NOTE);
    p->row += i % 2;
}

static size_t sheets_of(const struct xlsx *x)
{
    size_t n = 2; /* Method and Sign-off */
    for (int i = 0; i < XLSX_TABLES; i++)
        n += xlsx_has_sheet(x, xlsx_order[i]);
    return n;
}

/* Two sheets a line: the name leads there, and what it holds stands beside it. */
static void put_links(struct xlsx_page *p)
{
    size_t n = 0;
    xlsx_page_section(p, "Sheets");
    for (int i = 0; i < XLSX_TABLES; i++)
        if (xlsx_has_sheet(p->x, xlsx_order[i]))
            put_link(p, n++, tables[xlsx_order[i]]->title, tables[xlsx_order[i]]->meaning);
    put_link(p, n++, "Method", "How the figures came about, and that they add up");
    put_link(p, n, "Sign-off", "Who prepared and reviewed it, with lines to sign on");
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
    struct xlsx_page p = {.x = x, .sheet = x->summary, .last = LAST};
    set_up(x->summary);
    xlsx_page_begin(&p, "  Transport security of received mail: TLS reports (RFC 8460)");
    put_scope(&p, a);
    put_maker(&p, a);
    p.row++;
    put_judgement(&p, a);
    p.row++;
    put_cards(&p, a);
    p.row++;
    if (!put_verdicts(&p, &a->audit.summary, a->audit.figures.sessions))
        return false;
    p.row++;
    put_findings(&p, &a->findings);
    p.row++;
    put_types(&p, &a->audit.summary);
    p.row++;
    p.row += xlsx_insert_charts(x, a, p.row, WIDE_PIXELS, chart_height(x, p.row));
    put_links(&p);
    return x->failure == LXW_NO_ERROR;
}
