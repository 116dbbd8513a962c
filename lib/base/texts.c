#include "lib/base/texts.h"

#include "lib/base/order.h"

bool texts_push(struct arena *a, struct texts *list, struct slice text)
{
    struct slice *new = ARENA_PUSH(a, list->at, list->n);
    if (!new)
        return false;
    *new = text;
    return true;
}

void texts_settle(struct texts *list)
{
    size_t kept = 0;
    order_sort(list->at, list->n, sizeof *list->at, order_by_text);
    for (size_t i = 0; i < list->n; i++)
        if (kept == 0 || !slice_equal(list->at[i], list->at[kept - 1]))
            list->at[kept++] = list->at[i];
    list->n = kept;
}

bool texts_hold(const struct texts *settled, struct slice text)
{
    return order_find(&text, settled->at, settled->n, sizeof text, order_by_text) != NULL;
}
