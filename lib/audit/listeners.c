#include "lib/audit/listeners.h"

bool listeners_add(struct listeners *all, struct listener listener)
{
    if (!listener.report && !listener.exception && !listener.outcome)
        return true;
    if (all->n == LISTENERS_MOST)
        return false;

    all->at[all->n++] = listener;
    return true;
}

bool listeners_want_reports(const struct listeners *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].report)
            return true;
    return false;
}

bool listeners_want_duplicates(const struct listeners *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].wants_duplicates)
            return true;
    return false;
}

bool listeners_tell_report(struct listeners *all, const struct report *r, const char *key,
                           struct slice *other)
{
    *other = (struct slice){0};
    for (size_t i = 0; i < all->n; i++) {
        const struct listener *l = &all->at[i];
        if (l->report && !l->report(l->self, r, key)) {
            all->failed = true;
            return false;
        }
        if (l->other_copy && other->n == 0)
            *other = l->other_copy(l->self);
    }
    return true;
}

bool listeners_tell_exception(struct listeners *all, const struct exception *e)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct listener *l = &all->at[i];
        if (l->exception && (e->kind != EXCEPTION_DUPLICATE || l->wants_duplicates) &&
            !l->exception(l->self, e)) {
            all->failed = true;
            return false;
        }
    }
    return true;
}

bool listeners_tell_outcome(struct listeners *all, const struct outcome *o)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct listener *l = &all->at[i];
        if (l->outcome && !l->outcome(l->self, o)) {
            all->failed = true;
            return false;
        }
    }
    return true;
}
