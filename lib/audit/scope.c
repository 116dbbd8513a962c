#include "lib/audit/scope.h"

void scope_init(struct scope *s, const struct hash_key *key)
{
    *s = (struct scope){.entries.size = sizeof(struct scope_entry)};
    names_init(&s->names, key);
}

enum scope_added scope_add(struct scope *s, const struct scope_entry *entry)
{
    if (names_find(&s->names, entry->domain) >= 0)
        return SCOPE_TWICE;
    int64_t number = names_number(&s->names, entry->domain);
    struct scope_entry *new = number < 0 ? NULL : rows_add(&s->entries);
    if (!new)
        return SCOPE_NO_MEMORY;
    *new = *entry;
    new->domain = names_text(&s->names, (uint32_t)number);
    s->has_wildcards |= entry->is_wildcard;
    bool copied = arena_copy(&s->arena, entry->client, &new->client) &&
                  arena_copy(&s->arena, entry->owner, &new->owner);
    return copied ? SCOPE_ADDED : SCOPE_NO_MEMORY;
}

size_t scope_n(const struct scope *s)
{
    return s->entries.n;
}

struct scope_entry *scope_at(const struct scope *s, size_t i)
{
    return rows_at(&s->entries, i);
}

struct scope_entry *scope_find(const struct scope *s, struct slice domain)
{
    int64_t number = names_find(&s->names, domain);
    for (size_t i = 0; s->has_wildcards && number < 0 && i < domain.n; i++)
        if (domain.at[i] == '.' && i > 0)
            number = names_find(&s->names, slice_from(domain, i));
    return number < 0 ? NULL : scope_at(s, (size_t)number);
}

bool scope_admits(const struct scope *s, struct report *report)
{
    bool any = false;
    for (size_t i = 0; i < report->policies_n; i++) {
        struct policy *p = &report->policies[i];
        if (p->left_out)
            continue;
        p->foreign = p->left_out = !scope_find(s, p->attributed);
        any |= !p->foreign;
    }
    return any;
}

void scope_free(struct scope *s)
{
    names_free(&s->names);
    rows_free(&s->entries);
    arena_free(&s->arena);
}
