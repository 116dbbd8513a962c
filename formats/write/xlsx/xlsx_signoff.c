/*
 * xlsx_signoff: the sheet that people sign: it repeats what was looked at, and has lines for names,
 * dates, the result and signatures (SPEC 6.5).
 */
#include "formats/write/xlsx/xlsx_page.h"
#include "lib/base/thousands.h"

enum { LABEL_COL, VALUE_COL, SECOND_COL, LAST_COL, SIGNATURE_POINTS = 36 };

static void say_inputs(const struct account *a, struct buffer *text)
{
    char hash[SHA256_TEXT + 1];
    size_t without = inputs_sha256(a->audit.inputs, a->audit.inputs_n, hash);
    buffer_append_text(text, hash[0] ? hash : "not hashed: the option --hash-inputs was not given");
    if (!hash[0] || without == 0)
        return;
    buffer_append_format(
        text, " (without %s)",
        counted((int64_t)without, "input that has no hash", "inputs that have no hash").text);
}

static void put_facts(struct xlsx_page *p)
{
    static const struct method_fact facts[] = {{"This file is about", method_edition},
                                               {"Period", method_period},
                                               {"Scope", method_list},
                                               {"Days missing", method_missing},
                                               {"Authenticity", method_signatures},
                                               {"Sample", method_sample},
                                               {"SHA-256 over the inputs' hashes", say_inputs}};
    const struct about *about = p->x->output.about;
    char made[160];
    snprintf(made, sizeof made, "tlsrpt-audit %s, %s", about->version,
             when_time(about->generated).text);
    xlsx_page_section(p, "What was looked at");
    xlsx_page_fact(p, "Made by", slice_of(made));
    if (about->reviewer)
        xlsx_page_fact(p, "Reviewer of the run", slice_of(about->reviewer));
    xlsx_page_facts(p, facts, COUNT_OF(facts));
    p->row++;
}

static void put_totals(struct xlsx_page *p)
{
    const struct total_row *end = total_rows + total_rows_n;
    xlsx_page_section(p, "Control totals");
    for (const struct total_row *total = total_rows; total < end; total++)
        if (total->label && total_is_shown(&p->x->account->audit.totals, total))
            xlsx_page_total(p, total);
    p->row++;
}

static void put_lines(struct xlsx_page *p)
{
    static const char *const labels[] = {"Name", "Position", "Date", "Result", "Signature"};
    xlsx_page_section(p, "Signatures");
    xlsx_page_put(p, VALUE_COL, "Prepared by", XLSX_HEADER);
    xlsx_text(p->x, xlsx_page_across(p, SECOND_COL, LAST_COL), "Reviewed by", XLSX_HEADER);
    p->row++;
    for (size_t i = 0; i < COUNT_OF(labels); i++, p->row++) {
        worksheet_set_row(p->sheet, p->row, i + 1 < COUNT_OF(labels) ? 24 : SIGNATURE_POINTS, NULL);
        xlsx_page_put(p, LABEL_COL, labels[i], XLSX_HEADER);
        xlsx_page_put(p, VALUE_COL, "", XLSX_LINE);
        xlsx_text(p->x, xlsx_page_across(p, SECOND_COL, LAST_COL), "", XLSX_LINE);
    }
}

void xlsx_write_signoff(struct xlsx *x)
{
    struct xlsx_page p = {.x = x, .sheet = x->signoff, .last = LAST_COL, .fact_line = 84};
    worksheet_set_column(p.sheet, LABEL_COL, LABEL_COL, 32, NULL);
    worksheet_set_column(p.sheet, VALUE_COL, LAST_COL, 28, NULL);
    worksheet_gridlines(p.sheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_portrait(p.sheet);
    worksheet_fit_to_pages(p.sheet, 1, 1);
    worksheet_set_tab_color(p.sheet, XLSX_NAVY);
    xlsx_page_begin(&p, "  Sign-off");
    p.row++;
    put_facts(&p);
    put_totals(&p);
    put_lines(&p);
}
