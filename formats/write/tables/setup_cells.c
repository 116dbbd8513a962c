/* setup_cells: getters of the table of what the domains publish, whose rows are setup_lines, and of
 * answers in others. */
#include "formats/write/tables/table_cells.h"

static const char *const answers[] = {
    [ANSWER_UNKNOWN] = NULL, [ANSWER_NO] = "no", [ANSWER_YES] = "yes"};

void cell_text_of_setup(const void *row, size_t at, struct cell *c)
{
    cell_text(((const struct setup_line *)row)->row, at, c);
}

void cell_texts_of_setup(const void *row, size_t at, struct cell *c)
{
    cell_texts(((const struct setup_line *)row)->row, at, c);
}

void cell_text_of_mx(const void *row, size_t at, struct cell *c)
{
    const struct setup_mx *mx = ((const struct setup_line *)row)->mx;
    c->absent = mx == NULL;
    if (mx)
        cell_text(mx, at, c);
}

void cell_texts_of_mx(const void *row, size_t at, struct cell *c)
{
    const struct setup_mx *mx = ((const struct setup_line *)row)->mx;
    c->absent = mx == NULL;
    if (mx)
        cell_texts(mx, at, c);
}

static void put_answer(struct cell *c, enum answer answer)
{
    c->text = slice_of(answers[answer]);
    c->absent = answer == ANSWER_UNKNOWN;
}

void cell_ours(const void *row, size_t at, struct cell *c)
{
    const struct address_row *address = row;
    (void)at;
    put_answer(c, !address->ours_is_known ? ANSWER_UNKNOWN
                  : address->is_ours      ? ANSWER_YES
                                          : ANSWER_NO);
    c->is_answer = true;
}

void cell_in_policy(const void *row, size_t at, struct cell *c)
{
    const struct setup_mx *mx = ((const struct setup_line *)row)->mx;
    (void)at;
    put_answer(c, mx ? mx->in_policy : ANSWER_UNKNOWN);
}

void cell_signed(const void *row, size_t at, struct cell *c)
{
    const struct setup_mx *mx = ((const struct setup_line *)row)->mx;
    (void)at;
    put_answer(c, mx ? setup_mx_signed(mx) : ANSWER_UNKNOWN);
}

static const struct served_policy *served_of(const void *row, struct cell *c)
{
    const struct served_policy *served = ((const struct setup_line *)row)->row->served;
    c->absent = served == NULL;
    return served;
}

void cell_served_mode(const void *row, size_t at, struct cell *c)
{
    const struct served_policy *served = served_of(row, c);
    (void)at;
    if (served)
        c->text = stspolicy_value(served->text, SLICE("mode"));
    c->absent = c->text.n == 0;
}

void cell_served_max_age(const void *row, size_t at, struct cell *c)
{
    const struct served_policy *served = served_of(row, c);
    (void)at;
    c->absent = !served || !stspolicy_max_age(served->text, &c->integer);
}

void cell_served_mx(const void *row, size_t at, struct cell *c)
{
    const struct served_policy *served = served_of(row, c);
    (void)at;
    if (served)
        c->texts = served->mx;
    c->absent = !served || served->mx.n == 0;
}

void cell_read_at(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->time = ((const struct setup_line *)row)->row->read_at;
    c->absent = c->time == 0;
}
