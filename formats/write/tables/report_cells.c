/* report_cells: getters of the tables that have one line per report, policy or failure detail. */
#include "formats/write/tables/table_cells.h"

void cell_key_of_line(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(((const struct report_line *)row)->key);
}

void cell_text_of_report(const void *row, size_t at, struct cell *c)
{
    cell_text(((const struct report_line *)row)->report, at, c);
}

void cell_time_of_report(const void *row, size_t at, struct cell *c)
{
    c->time = *(const time_seconds *)((const char *)((const struct report_line *)row)->report + at);
}

void cell_day_of_report(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->day = report_day(((const struct report_line *)row)->report);
}

void cell_policies_of_report(const void *row, size_t at, struct cell *c)
{
    const struct report *r = ((const struct report_line *)row)->report;
    (void)at;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        c->integer++;
}

void cell_sum_of_policies(const void *row, size_t at, struct cell *c)
{
    const struct report *r = ((const struct report_line *)row)->report;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        sum_add(&c->integer, *(const int64_t *)((const char *)p + at));
}

void cell_deviations_of_report(const void *row, size_t at, struct cell *c)
{
    const struct report *r = ((const struct report_line *)row)->report;
    (void)at;
    c->texts = (struct texts){.at = c->list_room};
    for (int i = 0; i < DEVIATIONS; i++)
        if (report_has(r, (enum deviation)i))
            c->list_room[c->texts.n++] = slice_of(deviations[i].name);
}

void cell_message_of_report(const void *row, size_t at, struct cell *c)
{
    (void)at;
    cell_known_number(((const struct report_line *)row)->report->source.message, c);
}

void cell_offset_of_report(const void *row, size_t at, struct cell *c)
{
    const struct source *s = &((const struct report_line *)row)->report->source;
    (void)at;
    c->integer = (int64_t)s->offset;
    c->absent = s->message == 0;
}

void cell_received_of_report(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->time = ((const struct report_line *)row)->report->source.received;
    c->absent = c->time == WHEN_NEVER;
}

void cell_index_of_line(const void *row, size_t at, struct cell *c)
{
    c->integer = (int64_t) * (const size_t *)((const char *)row + at);
}

void cell_text_of_policy(const void *row, size_t at, struct cell *c)
{
    cell_text(((const struct report_line *)row)->policy, at, c);
}

void cell_number_of_policy(const void *row, size_t at, struct cell *c)
{
    cell_number(((const struct report_line *)row)->policy, at, c);
}

void cell_texts_of_policy(const void *row, size_t at, struct cell *c)
{
    c->texts = *(const struct texts *)((const char *)((const struct report_line *)row)->policy +
                                       at);
}

void cell_text_of_detail(const void *row, size_t at, struct cell *c)
{
    cell_text(((const struct report_line *)row)->detail, at, c);
}

void cell_number_of_detail(const void *row, size_t at, struct cell *c)
{
    cell_number(((const struct report_line *)row)->detail, at, c);
}

void cell_country_of_detail(const void *row, size_t at, struct cell *c)
{
    cell_country(((const struct report_line *)row)->detail, at, c);
}

void cell_asn_of_detail(const void *row, size_t at, struct cell *c)
{
    cell_asn(((const struct report_line *)row)->detail, at, c);
}
