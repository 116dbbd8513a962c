#include "lib/audit/scope.h"

void scope_init(struct scope *s, const struct hash_key *key)
{
    *s = (struct scope){.entries.size = sizeof(struct scope_entry)};
    names_init(&s->names, key);
    names_init(&s->others, key);
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

const struct scope_entry *scope_at(const struct scope *s, size_t i)
{
    return rows_at(&s->entries, i);
}

static int64_t find(const struct scope *s, struct slice domain) /* -1: it is foreign */
{
    int64_t number = names_find(&s->names, domain);
    bool is_other = names_find(&s->others, domain) >= 0;
    for (size_t i = 1; s->has_wildcards && number < 0 && !is_other && i < domain.n; i++)
        if (domain.at[i] == '.') {
            number = names_find(&s->names, slice_from(domain, i));
            is_other = names_find(&s->others, slice_from(domain, i)) >= 0;
        }
    return number;
}

const struct scope_entry *scope_find(const struct scope *s, struct slice domain)
{
    int64_t number = find(s, domain);
    return number < 0 ? NULL : scope_at(s, (size_t)number);
}

void scope_mark_reported(struct scope *s, struct slice domain)
{
    int64_t number = find(s, domain);
    if (number >= 0)
        ((struct scope_entry *)rows_at_mutable(&s->entries, (size_t)number))->reported = true;
}

static bool add_part(struct scope *part, const struct scope_entry *entry)
{
    return scope_add(part, entry) != SCOPE_NO_MEMORY;
}

static bool add_others(const struct scope *whole, struct slice client, struct scope *part)
{
    for (size_t i = 0; part->has_wildcards && i < scope_n(whole); i++) {
        const struct scope_entry *entry = scope_at(whole, i);
        if (!slice_equal(entry->client, client) && names_number(&part->others, entry->domain) < 0)
            return false;
    }
    return true;
}

bool scope_part(const struct scope *whole, struct slice client, const struct slice *domain,
                const struct hash_key *key, struct scope *part)
{
    scope_init(part, key);
    memcpy(part->sha256, whole->sha256, sizeof part->sha256);
    const struct scope_entry *of_domain = domain ? scope_find(whole, *domain) : NULL;
    if (of_domain) {
        struct scope_entry entry = *of_domain;
        entry.domain = *domain;
        entry.is_wildcard = entry.reported = false;
        return add_part(part, &entry);
    }

    for (size_t i = 0; !domain && i < scope_n(whole); i++) {
        struct scope_entry entry = *scope_at(whole, i);
        entry.reported = false;
        if (slice_equal(entry.client, client) && !add_part(part, &entry))
            return false;
    }
    return add_others(whole, client, part);
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
    names_free(&s->others);
    rows_free(&s->entries);
    arena_free(&s->arena);
}
