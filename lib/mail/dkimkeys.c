#include "lib/mail/dkimkeys.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "lib/base/names.h"

enum { MOST_REACHED = 64 /* names that one name leads to by aliases */ };

struct record {
    struct slice text;
    const struct record *next; /* of the same name */
};

struct alias {
    struct slice target;
    struct alias *next; /* of the same name, by the target's text */
};

struct owner {
    const struct record *records;
    struct alias *aliases;
    bool is_target;                     /* of an alias */
    bool is_known;                      /* somebody asked for it */
    struct dkimkey_set *_Atomic set;    /* its records, owned; NULL: not read yet */
    struct dkimkey_set *_Atomic joined; /* likewise, with those of other names behind aliases */
};

struct dkimkeys {
    OSSL_LIB_CTX *crypto, *own; /* `own` is freed: the same one, or NULL */
    EVP_MD *sha256, *sha1;
    struct hash_key hash;
    struct names names;
    struct rows owners; /* of struct owner, by the name's number */
    struct arena arena;
    size_t records;
    _Atomic unsigned keys; /* numbers given */
    struct dkimkey_set absent, missing;
};

/* Fetches all that verifying needs, so that nothing is loaded later. */
static bool fetch(struct dkimkeys *k)
{
    k->sha256 = EVP_MD_fetch(k->crypto, "SHA256", NULL);
    k->sha1 = EVP_MD_fetch(k->crypto, "SHA1", NULL);
    EVP_KEYMGMT *rsa = EVP_KEYMGMT_fetch(k->crypto, "RSA", NULL),
                *ed25519 = EVP_KEYMGMT_fetch(k->crypto, "ED25519", NULL);
    EVP_SIGNATURE *rsa_verifies = EVP_SIGNATURE_fetch(k->crypto, "RSA", NULL),
                  *ed25519_verifies = EVP_SIGNATURE_fetch(k->crypto, "ED25519", NULL);
    bool ok = k->sha256 && k->sha1 && rsa && ed25519 && rsa_verifies && ed25519_verifies;
    EVP_KEYMGMT_free(rsa);
    EVP_KEYMGMT_free(ed25519);
    EVP_SIGNATURE_free(rsa_verifies);
    EVP_SIGNATURE_free(ed25519_verifies);
    return ok;
}

struct dkimkeys *dkimkeys_new(void)
{
    OSSL_LIB_CTX *own = OSSL_LIB_CTX_new();
    struct dkimkeys *k = own ? dkimkeys_new_in(own) : NULL;
    if (k)
        k->own = own;
    else
        OSSL_LIB_CTX_free(own);
    return k;
}

struct dkimkeys *dkimkeys_new_in(OSSL_LIB_CTX *crypto)
{
    struct dkimkeys *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->crypto = crypto;
    names_init(&k->names, &k->hash);
    k->owners = (struct rows){.size = sizeof(struct owner)};
    k->absent.was_asked = true;
    if (!hash_key_draw(&k->hash) || !fetch(k)) {
        dkimkeys_free(k);
        return NULL;
    }
    return k;
}

static void free_set(struct dkimkey_set *set)
{
    for (size_t i = 0; set && i < set->n; i++)
        dkimkey_free(&set->keys[i]);
    free(set);
}

void dkimkeys_free(struct dkimkeys *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->owners.n; i++) {
        struct owner *o = rows_at_mutable(&k->owners, i);
        free_set(atomic_load(&o->set));
        free_set(atomic_load(&o->joined));
    }
    names_free(&k->names);
    rows_free(&k->owners);
    arena_free(&k->arena);
    EVP_MD_free(k->sha256);
    EVP_MD_free(k->sha1);
    OSSL_LIB_CTX_free(k->own);
    free(k);
}

bool dkimkeys_name(struct slice selector, struct slice domain, struct arena *arena,
                   struct slice *name)
{
    static const struct slice middle = SLICE("._domainkey.");
    const struct slice parts[] = {selector, middle, domain};
    char *to = arena_take_text(arena, selector.n + middle.n + domain.n);
    *name = (struct slice){.at = to};
    for (size_t i = 0; to && i < COUNT_OF(parts); i++) {
        memcpy(to + name->n, parts[i].at, parts[i].n);
        name->n += parts[i].n;
    }
    return to != NULL;
}

static struct owner *owner_of(struct dkimkeys *k, struct slice name) /* NULL: out of memory */
{
    return rows_of_number(&k->owners, names_number(&k->names, name), NULL);
}

bool dkimkeys_add(struct dkimkeys *k, struct slice owner, struct slice text)
{
    struct owner *o = owner_of(k, owner);
    struct record *r = arena_take(&k->arena, sizeof *r);
    if (!o || !r || !arena_copy(&k->arena, text, &r->text))
        return false;
    r->next = o->records;
    o->records = r;
    k->records++;
    return true;
}

/* If there are more aliases than are followed, those with the least targets count, so that their
 * order does not matter. */
static bool keep_alias(struct dkimkeys *k, struct owner *o, struct slice target)
{
    struct alias **at = &o->aliases;
    size_t n = 0;
    for (; *at && slice_compare((*at)->target, target) < 0; at = &(*at)->next)
        n++;
    if (n >= DKIMKEYS_MOST || (*at && slice_equal((*at)->target, target)))
        return true;
    struct alias *new = arena_take(&k->arena, sizeof *new);
    if (!new || !arena_copy(&k->arena, target, &new->target))
        return false;
    new->next = *at;
    *at = new;
    return true;
}

bool dkimkeys_add_alias(struct dkimkeys *k, struct slice owner, struct slice target)
{
    struct owner *o = owner_of(k, owner);
    struct owner *to = o ? owner_of(k, target) : NULL;
    if (!to)
        return false;
    o->is_known = to->is_target = true;
    return keep_alias(k, o, target);
}

bool dkimkeys_add_asked(struct dkimkeys *k, struct slice owner)
{
    struct owner *o = owner_of(k, owner);
    if (o)
        o->is_known = true;
    return o != NULL;
}

bool dkimkeys_has_alias_to(const struct dkimkeys *k, struct slice name)
{
    int64_t number = names_find(&k->names, name);
    return number >= 0 && ((const struct owner *)rows_at(&k->owners, (size_t)number))->is_target;
}

size_t dkimkeys_records(const struct dkimkeys *k)
{
    return k->records;
}

/* Puts a text in its place among the least ones; the same text twice is one record. */
static void keep_text(struct slice *texts, size_t *n, struct slice text)
{
    size_t at = 0;
    while (at < *n && slice_compare(texts[at], text) < 0)
        at++;
    if (at == DKIMKEYS_MOST || (at < *n && slice_equal(texts[at], text)))
        return;
    *n += *n < DKIMKEYS_MOST;
    memmove(&texts[at + 1], &texts[at], (*n - 1 - at) * sizeof *texts);
    texts[at] = text;
}

/* The names that a name leads to by its aliases and theirs, itself the first. */
struct reached {
    struct owner *at[MOST_REACHED];
    size_t n;
};

static bool read_set(struct dkimkeys *k, const struct reached *from, struct dkimkey_set *set)
{
    struct slice texts[DKIMKEYS_MOST];
    struct arena scratch = {0};
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; i < from->n; i++)
        for (const struct record *r = from->at[i]->records; r; r = r->next)
            keep_text(texts, &n, r->text);

    for (; ok && set->n < n; set->n++) {
        struct dkimkey *key = &set->keys[set->n];
        ok = dkimkey_read(key, texts[set->n], k->crypto, &scratch);
        key->number = atomic_fetch_add(&k->keys, 1);
        set->any_revoked |= key->wrong == DKIM_KEY_REVOKED;
    }
    arena_free(&scratch);
    return ok;
}

/* The thread that reads records first has them kept; one that did so at the same time throws its
 * own away. */
static bool set_of(struct dkimkeys *k, const struct reached *from,
                   struct dkimkey_set *_Atomic *keeper, const struct dkimkey_set **found)
{
    struct dkimkey_set *set = atomic_load(keeper), *kept = NULL;
    if (!set) {
        set = calloc(1, sizeof *set);
        if (!set || !read_set(k, from, set)) {
            free_set(set);
            return false;
        }
        set->was_asked = true;
        if (!atomic_compare_exchange_strong(keeper, &kept, set)) {
            free_set(set);
            set = kept;
        }
    }
    *found = set;
    return true;
}

static void reach(struct dkimkeys *k, struct reached *r, struct slice name)
{
    int64_t number = names_find(&k->names, name);
    struct owner *o = number < 0 ? NULL : rows_at_mutable(&k->owners, (size_t)number);
    for (size_t i = 0; o && i < r->n; i++)
        if (r->at[i] == o)
            o = NULL;
    if (o && r->n < MOST_REACHED)
        r->at[r->n++] = o;
}

static void reach_targets(struct dkimkeys *k, struct reached *r, const struct alias *a)
{
    for (size_t n = 0; a && n < DKIMKEYS_MOST; a = a->next, n++)
        reach(k, r, a->target);
}

static void follow(struct dkimkeys *k, struct reached *r, struct slice name)
{
    r->n = 0;
    reach(k, r, name);
    size_t i = 0;
    for (unsigned links = 1; links < DNS_MOST_ALIASES; links++)
        for (size_t end = r->n; i < end; i++)
            reach_targets(k, r, r->at[i]->aliases);
}

/* Joins the records of all names that aliases lead to: an archive knows where an alias led before,
 * and what a name had before it became one. */
bool dkimkeys_find(struct dkimkeys *k, struct slice name, const struct dkimkey_set **set)
{
    struct reached all, with = {.n = 0};
    follow(k, &all, name);
    *set = &k->missing;
    for (size_t i = 0; i < all.n; i++) {
        struct owner *o = all.at[i];
        if (o->records)
            with.at[with.n++] = o;
        else if (o->is_known && !o->aliases)
            *set = &k->absent;
    }
    if (with.n == 0)
        return true; /* nobody asked for it, or for where its alias leads, or there is none */
    return set_of(k, &with, with.n == 1 ? &with.at[0]->set : &all.at[0]->joined, set);
}

OSSL_LIB_CTX *dkimkeys_crypto(const struct dkimkeys *k)
{
    return k->crypto;
}

const EVP_MD *dkimkeys_md(const struct dkimkeys *k, bool sha1)
{
    return sha1 ? k->sha1 : k->sha256;
}

const struct hash_key *dkimkeys_hash_key(const struct dkimkeys *k)
{
    return &k->hash;
}
