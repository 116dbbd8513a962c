/*
 * xlsx_method: the sheet that lets a third party repeat the work and check that it adds up (SPEC
 * 6.5).
 */
#include "formats/write/method.h"
#include "formats/write/otherlimits.h"
#include "formats/write/xlsx/xlsx.h"
#include "lib/base/thousands.h"
#include "lib/findings/verdict.h"

enum { LAST_COL = 5, MOST_INPUTS = 10000, LIMITS_TEXT = 640 };

static void put(struct xlsx *x, lxw_row_t row, lxw_col_t col, const char *text,
                enum xlsx_format format)
{
    xlsx_text(x, xlsx_at(x->method, row, col), text, format);
}

static struct xlsx_cells across(const struct xlsx *x, lxw_row_t row, lxw_col_t first)
{
    return xlsx_across(x->method, row, first, LAST_COL);
}

static void section(struct xlsx *x, lxw_row_t row, const char *title)
{
    xlsx_text(x, across(x, row, 0), title, XLSX_SECTION);
}

static lxw_row_t paragraph(struct xlsx *x, lxw_row_t row, const char *text)
{
    enum { CHARACTERS_A_LINE = 118 };
    xlsx_set_lines(x->method, row, strlen(text) / CHARACTERS_A_LINE + 1);
    xlsx_text(x, across(x, row, 0), text, XLSX_PROSE);
    return row + 1;
}

/* Puts a text beside its name, on as many lines as it takes, so that a long one does not shrink the
 * print. */
static lxw_row_t fact(struct xlsx *x, lxw_row_t row, const char *name, struct slice text)
{
    enum { CHARACTERS_A_LINE = 100 };
    xlsx_set_lines(x->method, row, text.n / CHARACTERS_A_LINE + 1);
    put(x, row, 0, name, XLSX_LABEL);
    xlsx_string(x, across(x, row, 1), text, XLSX_PROSE);
    return row + 1;
}

static lxw_row_t put_facts(struct xlsx *x, lxw_row_t row, struct buffer *text)
{
    for (size_t i = 0; i < method_facts_n; i++) {
        text->n = 0;
        method_facts[i].say(x->account, text);
        if (text->n == 0)
            continue;
        row = fact(x, row, method_facts[i].label, buffer_slice(text));
    }
    if (text->failed)
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    return row;
}

static void put_limits(const struct limits *l, char to[static LIMITS_TEXT])
{
    struct other_limit others[OTHER_LIMITS];
    size_t others_n = other_limits(l, others);
    int n = snprintf(to, LIMITS_TEXT, "messages %s bytes, reports %s bytes unpacked, nesting %u",
                     thousands((int64_t)l->message).text, thousands((int64_t)l->report).text,
                     l->depth);
    for (size_t i = 0; i < others_n; i++)
        n += snprintf(to + n, LIMITS_TEXT - (size_t)n, ", %s %s", others[i].words,
                      thousands((int64_t)others[i].value).text);
}

static lxw_row_t put_run(struct xlsx *x, lxw_row_t row)
{
    const struct about *about = x->output.about;
    char generated[WHEN_TIME_TEXT + 1], limits[LIMITS_TEXT];
    struct buffer line = {0};
    time_format(about->generated, generated);
    method_command_line(about, &line);
    buffer_append_char(&line, '\0');
    put_limits(about->limits, limits);
    const struct {
        const char *name, *value;
    } rows[] = {{"Program", "tlsrpt-audit " VERSION},         {"Generated", generated},
                {"Command line", line.failed ? "" : line.at}, {"Working folder", about->folder},
                {"Deduplication", dedup_name(about->dedup)},  {"Limits", limits}};
    if (line.failed)
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    section(x, row++, "The run");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        row = fact(x, row, rows[i].name, slice_of(rows[i].value));
    row = put_facts(x, row, &line);
    buffer_free(&line);
    return row + 1;
}

static void put_path(struct xlsx *x, lxw_row_t row, const struct input_row *in)
{
    enum { CHARACTERS_A_LINE = 40, LINES_OF_A_HASH = 2 };
    size_t lines = in->path.n / CHARACTERS_A_LINE + 1;
    if (in->sha256[0] != '\0' && lines < LINES_OF_A_HASH)
        lines = LINES_OF_A_HASH;
    xlsx_set_lines(x->method, row, lines);
    xlsx_string(x, xlsx_at(x->method, row, 0), in->path, XLSX_PROSE);
}

static lxw_row_t put_inputs(struct xlsx *x, const struct account *a, lxw_row_t row)
{
    static const char *const titles[] = {"Input",           "Kind",  "Messages",
                                         "Counted reports", "Bytes", "SHA-256"};
    bool hashed = false;
    section(x, row++, "Inputs, in the order read");
    for (lxw_col_t i = 0; i < 6; i++)
        put(x, row, i, titles[i], XLSX_HEADER);
    row++;
    for (size_t i = 0; i < a->audit.inputs_n && i < MOST_INPUTS; i++) {
        const struct input_row *in = &a->audit.inputs[i];
        put_path(x, row, in);
        put(x, row, 1, in->kind ? in->kind : "could not be read", XLSX_TEXT);
        xlsx_number(x, xlsx_at(x->method, row, 2), (double)in->messages, XLSX_INTEGER);
        xlsx_number(x, xlsx_at(x->method, row, 3), (double)in->reports, XLSX_INTEGER);
        if (in->sha256[0] != '\0') {
            xlsx_number(x, xlsx_at(x->method, row, 4), (double)in->bytes, XLSX_INTEGER);
            put(x, row, 5, in->sha256, XLSX_PROSE);
            hashed = true;
        }
        row++;
    }
    if (a->audit.inputs_n > MOST_INPUTS) {
        char text[96];
        snprintf(text, sizeof text, "The first %u of %s inputs; the summary (--json) has all.",
                 (unsigned)MOST_INPUTS, thousands((int64_t)a->audit.inputs_n).text);
        put(x, row++, 0, text, XLSX_NOTE);
    }
    put(x, row++, 0,
        hashed ? "SHA-256 of a file; of a folder: find DIR -type f -exec sha256sum {} + | tr -d "
                 "'\\\\' | cut -c1-64 | LC_ALL=C sort | sha256sum"
               : "Sizes and SHA-256 hashes are noted here with the option --hash-inputs.",
        XLSX_NOTE);
    return row + 1;
}

void xlsx_put_total(struct xlsx *x, lxw_worksheet *sheet, lxw_row_t row,
                    const struct total_row *total)
{
    char label[100];
    snprintf(label, sizeof label, "%s%s", total->label, method_of_all(x->account, total));
    xlsx_text(x, xlsx_at(sheet, row, 0), label, total->total_of ? XLSX_HEADER : XLSX_TEXT);
    xlsx_number(x, xlsx_at(sheet, row, 1), (double)total_value(&x->account->audit.totals, total),
                XLSX_INTEGER);
}

/* Puts the parts, and beside their total a live formula and whether both are the same. */
static lxw_row_t put_sum(struct xlsx *x, lxw_row_t row, const struct totals *t,
                         const struct total_row *total)
{
    char formula[96];
    lxw_row_t first = row;
    uint64_t sum = 0;
    for (const struct total_row *part = total_rows; part < total_rows + total_rows_n; part++) {
        if (part->part_of != total->total_of || !total_is_shown(t, part))
            continue;
        xlsx_put_total(x, x->method, row++, part);
        sum += total_value(t, part);
    }

    xlsx_put_total(x, x->method, row, total);
    snprintf(formula, sizeof formula, "=SUM(B%u:B%u)", (unsigned)first + 1, (unsigned)row);
    xlsx_keep(x, worksheet_write_formula_num(x->method, row, 2, formula, x->formats[XLSX_INTEGER],
                                             (double)sum));
    snprintf(formula, sizeof formula, "=IF(B%u=C%u,\"adds up\",\"DOES NOT ADD UP\")",
             (unsigned)row + 1, (unsigned)row + 1);
    const char *verdict = sum == total_value(t, total) ? "adds up" : "DOES NOT ADD UP";
    xlsx_keep(
        x, worksheet_write_formula_str(x->method, row, 3, formula, x->formats[XLSX_TEXT], verdict));
    return row + 2;
}

static lxw_row_t put_sums(struct xlsx *x, const struct account *a, lxw_row_t row)
{
    const struct totals *t = &a->audit.totals;
    const struct total_row *end = total_rows + total_rows_n;
    section(x, row++, "Every message and every report is accounted for");
    for (const struct total_row *total = total_rows; total < end; total++)
        if (total->total_of)
            row = put_sum(x, row, t, total);
    for (const struct total_row *total = total_rows; total < end; total++)
        if (total->label && !total->total_of && !total->part_of)
            xlsx_put_total(x, x->method, row++, total);
    return row + 1;
}

static lxw_row_t put_definitions(struct xlsx *x, lxw_row_t row)
{
    static const char calendar[] = "In the calendars a number is how many reporters reported "
                                   "(sheet Coverage) or on how many domains (sheet "
                                   "Reporters); a dash on red is a day without.";
    section(x, row++, "Definitions");
    for (size_t i = 0; i < METHOD_DEFINITIONS; i++)
        row = paragraph(x, row, method_definitions[i]);
    row = paragraph(x, row, calendar);
    for (int v = 0; v < VERDICTS; v++) {
        char text[256];
        snprintf(text, sizeof text, "Verdict %s: %s.", verdict_texts[v].word,
                 verdict_texts[v].meaning);
        row = paragraph(x, row, text);
    }
    return row + 1;
}

static lxw_row_t put_limits_of_evidence(struct xlsx *x, lxw_row_t row)
{
    section(x, row++, "What reports cannot show");
    for (size_t i = 0; i < METHOD_CAVEATS; i++)
        row = paragraph(x, row, method_caveats[i]);
    return row + 1;
}

bool xlsx_findings_left_out(const struct xlsx *x, char text[static XLSX_FINDINGS_NOTE])
{
    snprintf(text, XLSX_FINDINGS_NOTE,
             "%s left out of the sheet Findings, the least severe: --json and --csv list all.",
             counted((int64_t)x->findings_left_out, "finding is", "findings are").text);
    return x->findings_left_out > 0;
}

/* Says what had to be left out or divided in a workbook. */
static void put_remarks(struct xlsx *x, lxw_row_t row)
{
    char text[200];
    for (int i = 0; i < TABLES; i++) {
        const struct xlsx_sheet *sheet = &x->sheets[i];
        if (!sheet->table || sheet->part < 2)
            continue;
        snprintf(text, sizeof text,
                 "The sheet %s is full at %s rows and goes on in %u more, the last of them \"%.20s "
                 "(%u)\".",
                 sheet->table->title, thousands(x->most_rows).text, sheet->part - 1,
                 sheet->table->title, sheet->part);
        row = paragraph(x, row, text);
    }
    if (xlsx_findings_left_out(x, text))
        row = paragraph(x, row, text);
    if (x->cut > 0) {
        bool is_one = x->cut == 1;
        snprintf(text, sizeof text,
                 "%s %s longer than Excel's 32,767 characters and %s cut; the other "
                 "outputs have %s whole.",
                 thousands((int64_t)x->cut).text, is_one ? "text is" : "texts are",
                 is_one ? "was" : "were", is_one ? "it" : "them");
        row = paragraph(x, row, text);
    }
    if (!x->calendar.of_domains || !x->calendar.of_reporters)
        paragraph(x, row,
                  "There are too many domains or reporters for a calendar of days; the CSV tables "
                  "have the days.");
}

void xlsx_write_method(struct xlsx *x, const struct account *a)
{
    worksheet_set_column(x->method, 0, 0, 44, NULL);
    worksheet_set_column(x->method, 1, 4, 17, NULL);
    worksheet_set_column(x->method, 5, 5, 38, NULL);
    worksheet_set_landscape(x->method);
    worksheet_set_paper(x->method, XLSX_PAPER_A4);
    worksheet_fit_to_pages(x->method, 1, 0);
    worksheet_set_footer(x->method, XLSX_FOOTER);
    worksheet_set_tab_color(x->method, XLSX_TAB_EVIDENCE);
    worksheet_set_row(x->method, 0, 30, NULL);
    xlsx_text(x, across(x, 0, 0), "  Method", XLSX_TITLE);
    lxw_row_t row = put_run(x, 2);
    row = put_inputs(x, a, row);
    row = put_sums(x, a, row);
    row = put_definitions(x, row);
    row = put_limits_of_evidence(x, row);
    put_remarks(x, row);
}
