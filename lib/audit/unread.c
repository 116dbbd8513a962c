#include "lib/audit/unread.h"

void unread_count(struct unread_tally *t, const struct unread *unread, bool is_message)
{
    size_t i = 0;
    while (i < t->n && i + 1 < UNREAD_MOST_FORMS &&
           !(t->rows[i].unread.reason == unread->reason &&
             slice_equal(t->rows[i].unread.form, unread->form)))
        i++;
    struct unread_row *row = &t->rows[i];
    if (i == t->n) {
        row->unread = *unread;
        t->n++;
    }
    if (is_message)
        row->messages++;
    else
        row->files++;
}
