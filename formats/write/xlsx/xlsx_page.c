#include "formats/write/xlsx/xlsx_page.h"

void xlsx_page_begin(struct xlsx_page *p, const char *title)
{
    worksheet_set_paper(p->sheet, XLSX_PAPER_A4);
    worksheet_set_footer(p->sheet, XLSX_FOOTER);
    worksheet_set_row(p->sheet, 0, 30, NULL);
    p->row = 0;
    xlsx_text(p->x, xlsx_page_across(p, 0, p->last), title, XLSX_TITLE);
    p->row++;
}

struct xlsx_cells xlsx_page_across(const struct xlsx_page *p, lxw_col_t first, lxw_col_t last)
{
    return xlsx_across(p->sheet, p->row, first, last);
}

void xlsx_page_put(const struct xlsx_page *p, lxw_col_t col, const char *text,
                   enum xlsx_format format)
{
    xlsx_text(p->x, xlsx_at(p->sheet, p->row, col), text, format);
}

void xlsx_page_section(struct xlsx_page *p, const char *title)
{
    xlsx_text(p->x, xlsx_page_across(p, 0, p->last), title, XLSX_SECTION);
    p->row++;
}

void xlsx_page_note(struct xlsx_page *p, const char *text)
{
    xlsx_page_put(p, 0, text, XLSX_NOTE);
    p->row++;
}

void xlsx_page_total(struct xlsx_page *p, const struct total_row *total)
{
    char label[100];
    const struct account *a = p->x->account;
    snprintf(label, sizeof label, "%s%s", total->label, method_of_all(a, total));
    xlsx_page_put(p, 0, label, total->total_of ? XLSX_HEADER : XLSX_TEXT);
    xlsx_number(p->x, xlsx_at(p->sheet, p->row, 1), (double)total_value(&a->audit.totals, total),
                XLSX_INTEGER);
    p->row++;
}

void xlsx_page_fact(struct xlsx_page *p, const char *label, struct slice text)
{
    xlsx_set_lines(p->sheet, p->row, text.n / p->fact_line + 1);
    xlsx_page_put(p, 0, label, XLSX_LABEL);
    xlsx_string(p->x, xlsx_page_across(p, 1, p->last), text, XLSX_PROSE);
    p->row++;
}

void xlsx_page_facts(struct xlsx_page *p, const struct method_fact *facts, size_t n)
{
    struct buffer text = {0};
    for (size_t i = 0; i < n; i++) {
        text.n = 0;
        facts[i].say(p->x->account, &text);
        if (text.n > 0)
            xlsx_page_fact(p, facts[i].label, buffer_slice(&text));
    }
    if (text.failed)
        xlsx_keep(p->x, LXW_ERROR_MEMORY_MALLOC_FAILED);
    buffer_free(&text);
}
