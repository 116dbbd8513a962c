#include "lib/tlsrpt/dnsrecords.h"

#include "lib/base/order.h"
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

static int by_question(const void *a, const void *b)
{
    const struct dns_question *x = a, *y = b;
    int order = slice_compare(x->owner, y->owner);
    return order != 0 ? order : slice_compare(x->type, y->type);
}

static int compare_kind(const struct dns_record *r, struct slice owner, enum dns_kind kind)
{
    int order = slice_compare(r->owner, owner);
    return order != 0 ? order : ORDER_OF(r->kind, kind);
}

static int by_data(const void *a, const void *b)
{
    const struct dns_record *x = a, *y = b;
    int order = compare_kind(x, y->owner, y->kind);
    if (order == 0)
        order = slice_compare(x->data, y->data);
    return order != 0 ? order : ORDER_OF(x->order, y->order);
}

static int newest_first(const void *a, const void *b)
{
    const struct dns_record *x = a, *y = b;
    return ORDER_OF(y->order, x->order);
}

size_t dnsrecords_most(enum dns_kind kind)
{
    enum { MOST = 1024, MOST_NAMES = 64 /* of an address: each of its rows tells them all */ };
    return kind == DNS_MX ? SIZE_MAX : kind == DNS_CNAME ? 1 : kind == DNS_PTR ? MOST_NAMES : MOST;
}

static void take_words(struct dns_record *r, const struct dns_record *of)
{
    if (of->is_signed > r->is_signed)
        r->is_signed = of->is_signed;
    if (of->asked_at > r->asked_at)
        r->asked_at = of->asked_at;
}

/* Makes one record of equal ones, with the latest order. */
static void join_repeated(struct dns_records *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++) {
        const struct dns_record *before = n > 0 ? &d->at[n - 1] : NULL;
        struct dns_record r = d->at[i];
        if (before && compare_kind(before, r.owner, r.kind) == 0 &&
            slice_equal(before->data, r.data)) {
            take_words(&r, before);
            r.is_no_name |= before->is_no_name;
            n--;
        }
        d->at[n++] = r;
    }
    d->n = n;
}

/* Moves to `to` those of n records of one name and kind that may stay. False: out of memory. */
static bool keep_newest(struct dns_records *d, struct dns_record *to, const struct dns_record *r,
                        size_t *n)
{
    size_t most = dnsrecords_most(r->kind);
    memmove(to, r, *n * sizeof *r);
    if (*n <= most)
        return true;
    if (to->kind != DNS_CNAME) {
        struct dns_crowd *crowd = ARENA_PUSH(&d->arena, d->crowds, d->crowds_n);
        if (!crowd)
            return false;
        *crowd = (struct dns_crowd){to->owner, to->kind, *n - most};
    }
    order_sort(to, *n, sizeof *to, newest_first);
    order_sort(to, most, sizeof *to, by_data);
    *n = most;
    return true;
}

static bool thin_crowds(struct dns_records *d)
{
    size_t kept = 0;
    bool ok = true;
    for (size_t i = 0, n = 0; ok && i < d->n; i += n) {
        const struct dns_record *r = &d->at[i];
        for (n = 1; i + n < d->n && compare_kind(&r[n], r->owner, r->kind) == 0;)
            n++;
        struct dns_record words = *r;
        for (size_t k = 1; k < n; k++)
            take_words(&words, &r[k]);
        size_t stay = n;
        ok = keep_newest(d, &d->at[kept], r, &stay);
        take_words(&d->at[kept], &words);
        kept += stay;
    }
    d->n = kept;
    return ok;
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
    order_sort(d->at, d->n, sizeof *d->at, by_data);
    order_sort(d->failed, d->failed_n, sizeof *d->failed, by_question);
    join_repeated(d);
    return thin_crowds(d);
}

static int by_kind(const void *key, const void *record)
{
    const struct dns_record *r = record;
    return compare_kind(key, r->owner, r->kind);
}

/* The position of the first record that does not come before the name's records of a kind. */
static size_t first_of_kind(const struct dns_records *d, struct slice name, enum dns_kind kind)
{
    const struct dns_record key = {.owner = name, .kind = kind};
    return order_first(&key, d->at, d->n, sizeof *d->at, by_kind);
}

const struct dns_record *dnsrecords_of_kind(const struct dns_records *d, struct slice owner,
                                            enum dns_kind kind, size_t *n)
{
    size_t at = first_of_kind(d, owner, kind);
    *n = first_of_kind(d, owner, kind + 1) - at;
    return *n > 0 ? &d->at[at] : NULL;
}

static int by_crowd(const void *key, const void *crowd)
{
    const struct dns_crowd *c = crowd;
    return compare_kind(key, c->owner, c->kind);
}

bool dnsrecords_is_crowd(const struct dns_records *d, struct slice owner, enum dns_kind kind)
{
    const struct dns_record key = {.owner = owner, .kind = kind};
    return order_find(&key, d->crowds, d->crowds_n, sizeof *d->crowds, by_crowd) != NULL;
}

struct slice dnsrecords_alias(const struct dns_records *d, struct slice owner)
{
    size_t n;
    const struct dns_record *r = dnsrecords_of_kind(d, owner, DNS_CNAME, &n);
    return n > 0 ? r->data : (struct slice){0};
}

bool dnsrecords_denies(const struct dns_record *r, struct slice type)
{
    return r->kind == DNS_ASKED && (r->is_no_name || r->data.n == 0 || slice_equal(r->data, type));
}

bool dnsrecords_failed(const struct dns_records *d, struct slice owner, struct slice type)
{
    const struct dns_question of_type = {.owner = owner, .type = type}, of_any = {.owner = owner};
    return d->has_lost ||
           order_find(&of_type, d->failed, d->failed_n, sizeof of_type, by_question) ||
           order_find(&of_any, d->failed, d->failed_n, sizeof of_any, by_question);
}

bool dnsrecords_has(const struct dns_records *d, struct slice label)
{
    size_t at = first_of_kind(d, label, DNS_TXT);
    return at < d->n && slice_starts(d->at[at].owner, label);
}

bool dnsrecords_is_target(const struct dns_records *d, struct slice name)
{
    return texts_hold(&d->targets, name);
}

void dnsrecords_free(struct dns_records *d)
{
    arena_free(&d->arena);
    *d = (struct dns_records){0};
}
