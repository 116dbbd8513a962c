/*
 * xlsx_method: the sheet that lets a third party repeat the work and check that it adds up (SPEC
 * 6.5).
 */
#include "formats/write/otherlimits.h"
#include "formats/write/xlsx/xlsx_page.h"
#include "lib/base/thousands.h"
#include "lib/findings/verdict.h"

enum { LAST_COL = 5, MOST_INPUTS = 10000, LIMITS_TEXT = 640 };

static void paragraph(struct xlsx_page *p, const char *text)
{
    enum { CHARACTERS_A_LINE = 118 };
    xlsx_set_lines(p->sheet, p->row, strlen(text) / CHARACTERS_A_LINE + 1);
    xlsx_text(p->x, xlsx_page_across(p, 0, LAST_COL), text, XLSX_PROSE);
    p->row++;
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

static void put_run(struct xlsx_page *p)
{
    const struct about *about = p->x->output.about;
    char limits[LIMITS_TEXT];
    struct buffer line = {0};
    method_command_line(about, &line);
    put_limits(about->limits, limits);
    if (line.failed)
        xlsx_keep(p->x, LXW_ERROR_MEMORY_MALLOC_FAILED);
    xlsx_page_section(p, "The run");
    xlsx_page_fact(p, "Program", SLICE("tlsrpt-audit " VERSION));
    xlsx_page_fact(p, "Generated", slice_of(when_time(about->generated).text));
    xlsx_page_fact(p, "Command line", buffer_slice(&line));
    xlsx_page_fact(p, "Working folder", slice_of(about->folder));
    xlsx_page_fact(p, "Deduplication", slice_of(dedup_name(about->dedup)));
    xlsx_page_fact(p, "Limits", slice_of(limits));
    xlsx_page_facts(p, method_facts, method_facts_n);
    buffer_free(&line);
    p->row++;
}

static void put_path(struct xlsx_page *p, const struct input_row *in)
{
    enum { CHARACTERS_A_LINE = 40, LINES_OF_A_HASH = 2 };
    size_t lines = in->path.n / CHARACTERS_A_LINE + 1;
    if (in->sha256[0] != '\0' && lines < LINES_OF_A_HASH)
        lines = LINES_OF_A_HASH;
    xlsx_set_lines(p->sheet, p->row, lines);
    xlsx_string(p->x, xlsx_at(p->sheet, p->row, 0), in->path, XLSX_PROSE);
}

static void put_integer(struct xlsx_page *p, lxw_col_t col, uint64_t n)
{
    xlsx_number(p->x, xlsx_at(p->sheet, p->row, col), (double)n, XLSX_INTEGER);
}

static void put_input(struct xlsx_page *p, const struct input_row *in)
{
    put_path(p, in);
    xlsx_page_put(p, 1, in->kind ? in->kind : "could not be read", XLSX_TEXT);
    put_integer(p, 2, in->messages);
    put_integer(p, 3, in->reports);
    if (in->sha256[0] != '\0') {
        put_integer(p, 4, in->bytes);
        xlsx_page_put(p, 5, in->sha256, XLSX_PROSE);
    }
    p->row++;
}

static void put_inputs(struct xlsx_page *p)
{
    static const char *const titles[] = {"Input",           "Kind",  "Messages",
                                         "Counted reports", "Bytes", "SHA-256"};
    const struct audit *audit = &p->x->account->audit;
    bool hashed = false;
    xlsx_page_section(p, "Inputs, in the order read");
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        xlsx_page_put(p, (lxw_col_t)i, titles[i], XLSX_HEADER);
    p->row++;
    for (size_t i = 0; i < audit->inputs_n && i < MOST_INPUTS; i++) {
        put_input(p, &audit->inputs[i]);
        hashed |= audit->inputs[i].sha256[0] != '\0';
    }
    if (audit->inputs_n > MOST_INPUTS) {
        char text[96];
        snprintf(text, sizeof text, "The first %u of %s inputs; the summary (--json) has all.",
                 (unsigned)MOST_INPUTS, thousands((int64_t)audit->inputs_n).text);
        xlsx_page_note(p, text);
    }
    xlsx_page_note(
        p, hashed ? "SHA-256 of a file; of a folder: find DIR -type f -exec sha256sum {} + "
                    "| tr -d '\\\\' | cut -c1-64 | LC_ALL=C sort | sha256sum"
                  : "Sizes and SHA-256 hashes are noted here with the option --hash-inputs.");
    p->row++;
}

/* Puts the parts, and beside their total a live formula and whether both are the same. */
static void put_sum(struct xlsx_page *p, const struct total_row *total)
{
    const struct totals *t = &p->x->account->audit.totals;
    lxw_format *const *formats = p->x->formats;
    char formula[96];
    lxw_row_t first = p->row;
    uint64_t sum = 0;
    for (const struct total_row *part = total_rows; part < total_rows + total_rows_n; part++) {
        if (part->part_of != total->total_of || !total_is_shown(t, part))
            continue;
        xlsx_page_total(p, part);
        sum += total_value(t, part);
    }

    lxw_row_t row = p->row;
    xlsx_page_total(p, total);
    snprintf(formula, sizeof formula, "=SUM(B%u:B%u)", (unsigned)first + 1, (unsigned)row);
    xlsx_keep(p->x, worksheet_write_formula_num(p->sheet, row, 2, formula, formats[XLSX_INTEGER],
                                                (double)sum));
    snprintf(formula, sizeof formula, "=IF(B%u=C%u,\"adds up\",\"DOES NOT ADD UP\")",
             (unsigned)row + 1, (unsigned)row + 1);
    const char *verdict = sum == total_value(t, total) ? "adds up" : "DOES NOT ADD UP";
    xlsx_keep(p->x,
              worksheet_write_formula_str(p->sheet, row, 3, formula, formats[XLSX_TEXT], verdict));
    p->row++;
}

static void put_sums(struct xlsx_page *p)
{
    const struct total_row *end = total_rows + total_rows_n;
    xlsx_page_section(p, "Every message and every report is accounted for");
    for (const struct total_row *total = total_rows; total < end; total++)
        if (total->total_of)
            put_sum(p, total);
    for (const struct total_row *total = total_rows; total < end; total++)
        if (total->label && !total->total_of && !total->part_of)
            xlsx_page_total(p, total);
    p->row++;
}

static void put_definitions(struct xlsx_page *p)
{
    xlsx_page_section(p, "Definitions");
    for (size_t i = 0; i < METHOD_DEFINITIONS; i++)
        paragraph(p, method_definitions[i]);
    paragraph(p, "In the calendars a number is how many reporters reported (sheet Coverage) or on "
                 "how many domains (sheet Reporters); a dash on red is a day without.");
    for (int v = 0; v < VERDICTS; v++) {
        char text[256];
        snprintf(text, sizeof text, "Verdict %s: %s.", verdict_texts[v].word,
                 verdict_texts[v].meaning);
        paragraph(p, text);
    }
    p->row++;
}

static void put_limits_of_evidence(struct xlsx_page *p)
{
    xlsx_page_section(p, "What reports cannot show");
    for (size_t i = 0; i < METHOD_CAVEATS; i++)
        paragraph(p, method_caveats[i]);
    p->row++;
}

bool xlsx_findings_left_out(const struct xlsx *x, char text[static XLSX_FINDINGS_NOTE])
{
    snprintf(text, XLSX_FINDINGS_NOTE,
             "%s left out of the sheet Findings, the least severe: --json and --csv list all.",
             counted((int64_t)x->findings_left_out, "finding is", "findings are").text);
    return x->findings_left_out > 0;
}

/* Says what had to be left out or divided in a workbook. */
static void put_remarks(struct xlsx_page *p)
{
    const struct xlsx *x = p->x;
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
        paragraph(p, text);
    }
    if (xlsx_findings_left_out(x, text))
        paragraph(p, text);
    if (x->cut > 0) {
        bool is_one = x->cut == 1;
        snprintf(text, sizeof text,
                 "%s %s longer than Excel's 32,767 characters and %s cut; the other "
                 "outputs have %s whole.",
                 thousands((int64_t)x->cut).text, is_one ? "text is" : "texts are",
                 is_one ? "was" : "were", is_one ? "it" : "them");
        paragraph(p, text);
    }
    if (!x->calendar.of_domains || !x->calendar.of_reporters)
        paragraph(p,
                  "There are too many domains or reporters for a calendar of days; the CSV tables "
                  "have the days.");
}

void xlsx_write_method(struct xlsx *x)
{
    struct xlsx_page p = {.x = x, .sheet = x->method, .last = LAST_COL, .fact_line = 100};
    worksheet_set_column(p.sheet, 0, 0, 44, NULL);
    worksheet_set_column(p.sheet, 1, 4, 17, NULL);
    worksheet_set_column(p.sheet, 5, 5, 38, NULL);
    worksheet_set_landscape(p.sheet);
    worksheet_fit_to_pages(p.sheet, 1, 0);
    worksheet_set_tab_color(p.sheet, XLSX_TAB_EVIDENCE);
    xlsx_page_begin(&p, "  Method");
    p.row++;
    put_run(&p);
    put_inputs(&p);
    put_sums(&p);
    put_definitions(&p);
    put_limits_of_evidence(&p);
    put_remarks(&p);
}
