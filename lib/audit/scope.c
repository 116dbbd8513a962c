#include "lib/audit/scope.h"

void scope_init(struct scope *s, const struct hash_key *key)
{
    *s = (struct scope){.entries.size = sizeof(struct scope_entry),
                        .clients.size = sizeof(struct scope_client)};
    names_init(&s->names, key);
    names_init(&s->client_names, key);
}

static struct scope_entry *entry_at(struct scope *s, size_t i)
{
    return rows_at_mutable(&s->entries, i);
}

/* Links the entry that was added last to the others of its client. */
static bool take_client(struct scope *s, struct scope_entry *new)
{
    int64_t number = names_number(&s->client_names, new->client);
    struct scope_client *client = rows_of_number(&s->clients, number, NULL);
    if (!client)
        return false;
    new->client = names_text(&s->client_names, (uint32_t)number);
    if (client->first == 0)
        client->first = s->entries.n;
    else
        entry_at(s, client->last - 1)->next = s->entries.n;
    client->last = s->entries.n;
    return true;
}

enum scope_added scope_add(struct scope *s, const struct scope_entry *entry)
{
    if (names_find(&s->names, entry->domain) >= 0)
        return SCOPE_TWICE;
    int64_t number = names_number(&s->names, entry->domain);
    struct scope_entry *new = rows_of_number(&s->entries, number, NULL);
    if (!new)
        return SCOPE_NO_MEMORY;
    *new = *entry;
    new->domain = names_text(&s->names, (uint32_t)number);
    new->next = 0;
    s->has_wildcards |= entry->is_wildcard;
    return take_client(s, new) ? SCOPE_ADDED : SCOPE_NO_MEMORY;
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
    for (size_t i = 1; s->has_wildcards && number < 0 && i < domain.n; i++)
        if (domain.at[i] == '.')
            number = names_find(&s->names, slice_from(domain, i));
    return number;
}

/* The same for a part of a list: what is nearest in the whole list has to belong to it. */
static int64_t find_own(const struct scope *s, struct slice domain)
{
    int64_t number = find(s->whole ? s->whole : s, domain);
    return s->whole && number >= 0
               ? names_find(&s->names, scope_at(s->whole, (size_t)number)->domain)
               : number;
}

const struct scope_entry *scope_find(const struct scope *s, struct slice domain)
{
    int64_t number = find_own(s, domain);
    return number < 0 ? NULL : scope_at(s, (size_t)number);
}

static void mark_entry(struct scope *s, int64_t number)
{
    if (number >= 0)
        entry_at(s, (size_t)number)->reported = true;
}

void scope_mark_silent(struct scope *s, size_t i, bool silent)
{
    entry_at(s, i)->silent = silent;
}

void scope_mark_reported(struct scope *s, struct slice domain)
{
    int64_t number = find_own(s, domain);
    mark_entry(s, number);
    for (size_t i = 1; s->has_wildcards && number >= 0 && i < domain.n; i++)
        if (domain.at[i] == '.')
            mark_entry(s, names_find(&s->names, slice_from(domain, i)));
}

static bool add_part(struct scope *part, const struct scope_entry *entry)
{
    return scope_add(part, entry) != SCOPE_NO_MEMORY;
}

static bool add_client(const struct scope *whole, struct slice client, struct scope *part)
{
    int64_t number = names_find(&whole->client_names, client);
    const struct scope_client *found = number < 0 ? NULL : rows_at(&whole->clients, (size_t)number);
    for (size_t i = found ? found->first : 0; i > 0;) {
        struct scope_entry entry = *scope_at(whole, i - 1);
        i = entry.next;
        entry.reported = false;
        if (!add_part(part, &entry))
            return false;
    }
    part->whole = whole;
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
    return domain || add_client(whole, client, part);
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
    names_free(&s->client_names);
    rows_free(&s->entries);
    rows_free(&s->clients);
}
