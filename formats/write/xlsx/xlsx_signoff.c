/*
 * xlsx_signoff: the sheet that people sign: it repeats what was looked at, and has lines for names,
 * dates, the result and signatures (SPEC 6.5).
 */
#include "formats/write/method.h"
#include "formats/write/xlsx/xlsx.h"
#include "lib/base/thousands.h"

enum { LABEL_COL, VALUE_COL, SECOND_COL, LAST_COL, SIGNATURE_POINTS = 36 };

static void put(struct xlsx *x, lxw_row_t row, lxw_col_t col, const char *text,
                enum xlsx_format format)
{
    xlsx_text(x, xlsx_at(x->signoff, row, col), text, format);
}

static struct xlsx_cells across(const struct xlsx *x, lxw_row_t row, lxw_col_t first)
{
    return xlsx_across(x->signoff, row, first, LAST_COL);
}

static void section(struct xlsx *x, lxw_row_t row, const char *title)
{
    xlsx_text(x, across(x, row, LABEL_COL), title, XLSX_SECTION);
}

static lxw_row_t fact(struct xlsx *x, lxw_row_t row, const char *label, struct slice text)
{
    enum { CHARACTERS_A_LINE = 84 };
    xlsx_set_lines(x->signoff, row, text.n / CHARACTERS_A_LINE + 1);
    put(x, row, LABEL_COL, label, XLSX_LABEL);
    xlsx_string(x, across(x, row, VALUE_COL), text, XLSX_PROSE);
    return row + 1;
}

static void say_inputs(const struct account *a, struct buffer *text)
{
    char hash[SHA256_TEXT + 1];
    size_t without = inputs_sha256(a->audit.inputs, a->audit.inputs_n, hash);
    buffer_append_text(text, hash[0] ? hash : "not hashed: the option --hash-inputs was not given");
    if (!hash[0] || without == 0)
        return;
    buffer_append_text(text, " (without ");
    buffer_append_text(
        text,
        counted((int64_t)without, "input that has no hash)", "inputs that have no hash)").text);
}

static lxw_row_t put_facts(struct xlsx *x, const struct account *a, lxw_row_t row)
{
    const struct {
        const char *label;
        method_say *say;
    } facts[] = {{"This file is about", method_edition},
                 {"Period", method_period},
                 {"Scope", method_list},
                 {"Days missing", method_missing},
                 {"Authenticity", method_signatures},
                 {"Sample", method_sample},
                 {"SHA-256 over the inputs' hashes", say_inputs}};
    struct buffer text = {0};
    for (size_t i = 0; i < COUNT_OF(facts); i++) {
        text.n = 0;
        facts[i].say(a, &text);
        if (text.n > 0)
            row = fact(x, row, facts[i].label, buffer_slice(&text));
    }
    if (text.failed)
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    buffer_free(&text);
    return row;
}

static lxw_row_t put_totals(struct xlsx *x, const struct totals *t, lxw_row_t row)
{
    const struct total_row *end = total_rows + total_rows_n;
    for (const struct total_row *total = total_rows; total < end; total++)
        if (total->label && total_is_shown(t, total))
            xlsx_put_total(x, x->signoff, row++, total);
    return row;
}

static void put_lines(struct xlsx *x, lxw_row_t row)
{
    static const char *const labels[] = {"Name", "Position", "Date", "Result", "Signature"};
    put(x, row, VALUE_COL, "Prepared by", XLSX_HEADER);
    xlsx_text(x, across(x, row++, SECOND_COL), "Reviewed by", XLSX_HEADER);
    for (size_t i = 0; i < COUNT_OF(labels); i++, row++) {
        worksheet_set_row(x->signoff, row, i + 1 < COUNT_OF(labels) ? 24 : SIGNATURE_POINTS, NULL);
        put(x, row, LABEL_COL, labels[i], XLSX_HEADER);
        put(x, row, VALUE_COL, "", XLSX_LINE);
        xlsx_text(x, across(x, row, SECOND_COL), "", XLSX_LINE);
    }
}

void xlsx_write_signoff(struct xlsx *x, const struct account *a)
{
    char made[160], generated[WHEN_TIME_TEXT + 1];
    worksheet_set_column(x->signoff, LABEL_COL, LABEL_COL, 32, NULL);
    worksheet_set_column(x->signoff, VALUE_COL, LAST_COL, 28, NULL);
    worksheet_gridlines(x->signoff, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(x->signoff, XLSX_PAPER_A4);
    worksheet_set_portrait(x->signoff);
    worksheet_fit_to_pages(x->signoff, 1, 1);
    worksheet_set_footer(x->signoff, XLSX_FOOTER);
    worksheet_set_tab_color(x->signoff, XLSX_NAVY);
    worksheet_set_row(x->signoff, 0, 30, NULL);
    xlsx_text(x, across(x, 0, LABEL_COL), "  Sign-off", XLSX_TITLE);

    time_format(x->output.about->generated, generated);
    snprintf(made, sizeof made, "tlsrpt-audit %s, %s", x->output.about->version, generated);
    section(x, 2, "What was looked at");
    lxw_row_t row = fact(x, 3, "Made by", slice_of(made));
    if (x->output.about->reviewer)
        row = fact(x, row, "Reviewer of the run", slice_of(x->output.about->reviewer));
    row = put_facts(x, a, row);
    section(x, row + 1, "Control totals");
    row = put_totals(x, &a->audit.totals, row + 2);
    section(x, row + 1, "Signatures");
    put_lines(x, row + 2);
}
