#include "lib/tlsrpt/dnsrecords.h"

#include <stdlib.h>

#include "lib/base/utf8.h"

bool dnsrecords_add(struct dns_records *d, enum dns_kind kind, struct slice owner,
                    struct slice data)
{
    struct dns_record *new = ARENA_PUSH(&d->arena, d->at, d->n);
    if (!new)
        return false;
    *new = (struct dns_record){.kind = kind, .owner = owner, .data = data, .order = d->n};
    return true;
}

bool dnsrecords_add_failed(struct dns_records *d, struct slice owner, struct slice type)
{
    struct dns_question *new = ARENA_PUSH(&d->arena, d->failed, d->failed_n);
    if (new)
        *new = (struct dns_question){.owner = owner, .type = type};
    return new != NULL;
}

static int by_question(const void *a, const void *b)
{
    const struct dns_question *x = a, *y = b;
    int order = slice_compare(x->owner, y->owner);
    return order != 0 ? order : slice_compare(x->type, y->type);
}

static int by_owner(const void *a, const void *b)
{
    const struct dns_record *x = a, *y = b;
    int order = slice_compare(x->owner, y->owner);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static bool asks_for(const struct dns_record *r, enum dns_kind kind)
{
    static const struct {
        enum dns_kind kind;
        const char *type;
    } types[] = {{DNS_MX, "mx"}, {DNS_TLSA, "tlsa"}, {DNS_A, "a"}, {DNS_AAAA, "aaaa"}};
    for (size_t i = 0; r->kind == DNS_ASKED && i < COUNT_OF(types); i++)
        if (types[i].kind == kind && slice_equal(slice_of(types[i].type), r->data))
            return true;
    return false;
}

bool dnsrecords_sort(struct dns_records *d)
{
    for (size_t i = 0; i < d->n; i++) {
        for (int kind = 0; kind < DNS_ASKED; kind++)
            d->asked[kind] |= asks_for(&d->at[i], (enum dns_kind)kind);
        if (d->at[i].kind != DNS_ASKED)
            d->held[d->at[i].kind] = true;
        if (d->at[i].kind == DNS_CNAME && !texts_push(&d->arena, &d->targets, d->at[i].data))
            return false;
    }

    texts_settle(&d->targets);
    if (d->n > 1)
        qsort(d->at, d->n, sizeof *d->at, by_owner);
    if (d->failed_n > 1)
        qsort(d->failed, d->failed_n, sizeof *d->failed, by_question);
    return true;
}

/* Position of the first record whose owner is not before `name`. */
static size_t first_from(const struct dns_records *d, struct slice name)
{
    size_t from = 0, to = d->n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (slice_compare(d->at[middle].owner, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

const struct dns_record *dnsrecords_of(const struct dns_records *d, struct slice owner, size_t *n)
{
    size_t at = first_from(d, owner);
    *n = 0;
    while (at + *n < d->n && slice_equal(d->at[at + *n].owner, owner))
        ++*n;
    return d->at + at;
}

bool dnsrecords_denies(const struct dns_record *r, struct slice type)
{
    return r->kind == DNS_ASKED && (r->is_no_name || r->data.n == 0 || slice_equal(r->data, type));
}

bool dnsrecords_failed(const struct dns_records *d, struct slice owner, struct slice type)
{
    const struct dns_question of_type = {.owner = owner, .type = type}, of_any = {.owner = owner};
    return d->has_lost ||
           (d->failed_n > 0 &&
            (bsearch(&of_type, d->failed, d->failed_n, sizeof of_type, by_question) ||
             bsearch(&of_any, d->failed, d->failed_n, sizeof of_any, by_question)));
}

bool dnsrecords_has(const struct dns_records *d, struct slice label)
{
    size_t at = first_from(d, label);
    return at < d->n && slice_starts(d->at[at].owner, label);
}

bool dnsrecords_is_target(const struct dns_records *d, struct slice name)
{
    return texts_hold(&d->targets, name);
}

bool dnsrecords_add_file(struct dns_records *d, struct slice path, struct slice text, bool hash)
{
    struct sha256 sha256 = {0};
    struct dns_file *new = ARENA_PUSH(&d->arena, d->files, d->files_n);
    if (!new)
        return false;
    *new = (struct dns_file){.bytes = text.n};
    bool ok = arena_copy(&d->arena, path, &path) && utf8_sound(path, &d->arena, &new->path) &&
              (!hash || sha256_text(&sha256, text, new->sha256));
    sha256_free(&sha256);
    return ok;
}

void dnsrecords_free(struct dns_records *d)
{
    arena_free(&d->arena);
    *d = (struct dns_records){0};
}
