#include "cmd/tlsrpt-audit/edition_names.h"

#include <stdlib.h>

#include "lib/base/order.h"

void edition_names_init(struct edition_names *n, enum edition_kind kind, const struct scope *scope,
                        const struct hash_key *key)
{
    *n = (struct edition_names){
        .kind = kind, .scope = scope, .editions.size = sizeof(struct edition)};
    names_init(&n->names, key);
}

static struct slice client_of(const struct scope_entry *entry)
{
    return entry->client.n > 0 ? entry->client : SLICE(EDITION_UNASSIGNED);
}

static int64_t number_of(struct edition_names *n, struct slice name, struct slice client)
{
    int64_t number = names_find(&n->names, name);
    if (number >= 0)
        return number;
    if (n->editions.n == EDITIONS_MOST) {
        n->left_some = true;
        return EDITION_MISSING;
    }
    number = names_number(&n->names, name);
    struct edition *new = number < 0 ? NULL : rows_add(&n->editions);
    if (!new)
        return EDITION_NO_MEMORY;
    new->name = names_text(&n->names, (uint32_t)number);
    new->client = client;
    return number;
}

bool edition_names_list(struct edition_names *n)
{
    for (size_t i = 0; n->scope && i < scope_n(n->scope); i++) {
        const struct scope_entry *entry = scope_at(n->scope, i);
        struct slice name = n->kind == EDITION_CLIENT ? client_of(entry) : entry->domain;
        if (n->kind == EDITION_DOMAIN && entry->is_wildcard)
            continue;
        int64_t number = number_of(n, name, client_of(entry));
        if (number == EDITION_NO_MEMORY)
            return false;
        if (number >= 0)
            edition_at(n, (size_t)number)->is_listed = true;
    }
    return true;
}

/* False: a domain that the list does not hold has no edition. */
static bool names_of(const struct edition_names *n, struct slice domain, struct slice *name,
                     struct slice *client)
{
    const struct scope_entry *entry = n->scope ? scope_find(n->scope, domain) : NULL;
    *client = entry ? client_of(entry) : SLICE(EDITION_UNASSIGNED);
    *name = n->kind == EDITION_CLIENT ? *client : domain;
    return entry || !n->scope;
}

int64_t edition_of_domain(struct edition_names *n, struct slice domain)
{
    struct slice name, client;
    return names_of(n, domain, &name, &client) ? number_of(n, name, client) : EDITION_MISSING;
}

int64_t edition_known(const struct edition_names *n, struct slice domain)
{
    struct slice name, client;
    return names_of(n, domain, &name, &client) ? names_find(&n->names, name) : EDITION_MISSING;
}

struct edition *edition_at(struct edition_names *n, size_t i)
{
    return rows_at_mutable(&n->editions, i);
}

size_t editions_n(const struct edition_names *n)
{
    return n->editions.n;
}

/* Domains that anyone can make up. */

static int by_reports(const void *a, const void *b)
{
    const struct edition *x = *(struct edition *const *)a, *y = *(struct edition *const *)b;
    return x->reports != y->reports ? (x->reports < y->reports) - (x->reports > y->reports)
                                    : slice_compare(x->name, y->name);
}

bool edition_names_choose(struct edition_names *n)
{
    size_t unlisted = 0;
    struct edition **all = calloc(editions_n(n) + 1, sizeof(struct edition *));
    if (!all)
        return false;
    for (size_t i = 0; i < editions_n(n); i++) {
        struct edition *e = edition_at(n, i);
        if (n->kind == EDITION_DOMAIN && !e->is_listed && e->reports > 0)
            all[unlisted++] = e;
    }
    order_sort(all, unlisted, sizeof(struct edition *), by_reports);
    for (size_t i = EDITIONS_UNLISTED_MOST; i < unlisted; i++)
        all[i]->is_left_out = true;
    n->left = unlisted > EDITIONS_UNLISTED_MOST ? unlisted - EDITIONS_UNLISTED_MOST : 0;
    free(all);
    return true;
}

/* File names. */

struct folded {
    struct edition *edition;
    char text[FILENAME_ROOM];
    size_t n;
};

static int by_text(const void *a, const void *b)
{
    const struct folded *x = a, *y = b;
    return slice_compare((struct slice){.at = x->text, .n = x->n},
                         (struct slice){.at = y->text, .n = y->n});
}

/* Marks names that some file system takes for one: each gets digits made of its own text. */
static bool tell_apart(struct folded *all, size_t n)
{
    bool ok = true;
    qsort(all, n, sizeof *all, by_text);
    for (size_t i = 0, next; ok && i < n; i = next) {
        for (next = i + 1; next < n && by_text(&all[i], &all[next]) == 0; next++)
            ;
        for (size_t k = i; ok && next - i > 1 && k < next; k++)
            ok = slice_equal(all[k].edition->name, SLICE(EDITION_UNASSIGNED)) ||
                 filename_safe_marked(all[k].edition->name, all[k].edition->file);
    }
    return ok;
}

/* A report may leave its domain empty, by which no file can be named. */
static struct slice shown_name(const struct edition *e)
{
    return e->name.n > 0 ? e->name : SLICE("no-domain");
}

static bool name_client(struct edition *e, const struct edition_names *clients)
{
    int64_t number = clients ? names_find(&clients->names, e->client) : -1;
    if (number < 0)
        return filename_safe(e->client, e->client_file);
    const struct edition *client = rows_at(&clients->editions, (size_t)number);
    memcpy(e->client_file, client->file, sizeof e->client_file);
    return true;
}

bool edition_names_settle(struct edition_names *n, const struct edition_names *clients)
{
    size_t count = editions_n(n);
    struct folded *all = calloc(count + 1, sizeof *all);
    bool ok = true;
    if (!all)
        return false;
    for (size_t i = 0; ok && i < count; i++) {
        struct edition *e = edition_at(n, i);
        ok = filename_safe(shown_name(e), e->file) && name_client(e, clients);
        all[i].edition = e;
        all[i].n = filename_folded(slice_of(e->file), all[i].text, sizeof all[i].text);
    }
    ok = ok && (count < 2 || tell_apart(all, count));
    free(all);
    return ok;
}

void edition_names_free(struct edition_names *n)
{
    names_free(&n->names);
    rows_free(&n->editions);
}
