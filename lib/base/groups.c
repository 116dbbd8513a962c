#include "lib/base/groups.h"

#include <stdlib.h>

bool groups_build(struct groups *g, size_t groups, size_t elements,
                  size_t (*of)(void *self, size_t i), void *self)
{
    g->first = calloc(groups + 2, sizeof *g->first);
    g->at = calloc(elements + 1, sizeof *g->at);
    if (!g->first || !g->at)
        return false;

    size_t *next = g->first + 1, group; /* while placing: where the next one of a group goes */
    for (size_t i = 0; i < elements; i++)
        if ((group = of(self, i)) < groups)
            next[group + 1]++;
    for (group = 0; group < groups; group++)
        next[group + 1] += next[group];
    for (size_t i = 0; i < elements; i++)
        if ((group = of(self, i)) < groups)
            g->at[next[group]++] = i;
    return true;
}

struct group groups_of(const struct groups *g, size_t group)
{
    if (!g->at)
        return (struct group){NULL, 0};
    return (struct group){g->at + g->first[group], g->first[group + 1] - g->first[group]};
}

void groups_free(struct groups *g)
{
    free(g->first);
    free(g->at);
    *g = (struct groups){NULL, NULL};
}
