#include "lib/audit/unread.h"

bool unread_count(struct unread_tally *t, const struct unread *unread, bool is_message,
                  struct arena *arena)
{
    size_t i = 0;
    while (i < t->n && i + 1 < UNREAD_MOST_FORMS &&
           !(t->rows[i].unread.reason == unread->reason &&
             slice_equal(t->rows[i].unread.form, unread->form)))
        i++;
    struct unread_row *row = &t->rows[i];
    if (i == t->n) {
        row->unread.reason = unread->reason;
        if (!arena_copy(arena, unread->form, &row->unread.form) ||
            !arena_copy(arena, unread->advice, &row->unread.advice))
            return false;
        t->n++;
    }
    if (is_message)
        row->messages++;
    else
        row->files++;
    return true;
}
