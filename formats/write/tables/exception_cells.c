/* exception_cells: getters of the table of what is not counted. */
#include "formats/write/tables/table_cells.h"

void cell_kind_of_exception(const void *row, size_t at, struct cell *c)
{
    static const char *const kinds[] = {[EXCEPTION_DUPLICATE] = "duplicate",
                                        [EXCEPTION_CONFLICT] = "conflict",
                                        [EXCEPTION_REJECTED] = "rejected",
                                        [EXCEPTION_UNREAD] = "unread",
                                        [EXCEPTION_UNAUTHENTICATED] = "unauthenticated",
                                        [EXCEPTION_FOREIGN] = "foreign"};
    (void)at;
    c->text = slice_of(kinds[((const struct exception *)row)->kind]);
}

void cell_reason_of_exception(const void *row, size_t at, struct cell *c)
{
    const struct exception *e = row;
    (void)at;
    if (e->kind == EXCEPTION_REJECTED)
        c->text = slice_of(reasons[e->reason].name);
    else if (e->kind == EXCEPTION_UNREAD)
        c->text = slice_of(unread_reasons[e->unread].name);
    else if (e->kind == EXCEPTION_UNAUTHENTICATED)
        c->text = source_doubt(&e->source);
    else
        c->absent = true;
}

void cell_key_of_exception(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(((const struct exception *)row)->key);
    c->absent = c->text.n == 0;
}

void cell_text_of_exception(const void *row, size_t at, struct cell *c)
{
    const struct exception *e = row;
    c->absent = !e->report;
    if (e->report)
        cell_text(e->report, at, c);
}

void cell_time_of_exception(const void *row, size_t at, struct cell *c)
{
    const struct exception *e = row;
    c->absent = !e->report;
    if (e->report)
        c->time = *(const time_seconds *)((const char *)e->report + at);
}

void cell_sessions_of_exception(const void *row, size_t at, struct cell *c)
{
    c->absent = !((const struct exception *)row)->has_sessions;
    if (!c->absent)
        cell_number(row, at, c);
}

void cell_first_sessions_of_exception(const void *row, size_t at, struct cell *c)
{
    c->absent = !((const struct exception *)row)->has_first_sessions;
    if (!c->absent)
        cell_number(row, at, c);
}

void cell_place_number(const void *row, size_t at, struct cell *c)
{
    cell_known_number(*(const uint64_t *)((const char *)row + at), c);
}
