#include "lib/mail/dkimdigest.h"

#include "lib/mail/taglist.h"

bool dkimdigest_init(struct dkimdigest *d, const struct dkimkeys *keys)
{
    d->keys = keys;
    d->canon.digest = EVP_MD_CTX_new();
    return d->canon.digest != NULL;
}

void dkimdigest_free(struct dkimdigest *d)
{
    EVP_MD_CTX_free(d->canon.digest);
}

bool dkimdigest_start(struct dkimdigest *d, struct slice message, struct arena *arena)
{
    d->arena = arena;
    d->bodies_n = 0;
    return dkimfields_read(&d->fields, message, dkimkeys_hash_key(d->keys), arena);
}

bool dkimdigest_body(struct dkimdigest *d, const struct dkimsignature *s,
                     const struct dkimdigest_body **body)
{
    uint64_t most = s->has_length ? s->length : UINT64_MAX;
    for (size_t i = 0; i < d->bodies_n; i++) {
        *body = &d->bodies[i];
        if ((*body)->sha1 == s->sha1 && (*body)->relaxed == s->relaxed_body &&
            (*body)->most == most)
            return true;
    }
    *body = NULL;
    if (d->bodies_n == DKIMDIGEST_MOST_BODIES)
        return true;

    struct dkimdigest_body *new = &d->bodies[d->bodies_n++];
    *new = (struct dkimdigest_body){.sha1 = s->sha1, .relaxed = s->relaxed_body, .most = most};
    canon_start(&d->canon, dkimkeys_md(d->keys, s->sha1), most);
    canon_body(&d->canon, d->fields.body, s->relaxed_body);
    bool ok = canon_finish(&d->canon, new->digest, &new->n);
    new->length = d->canon.hashed;
    *body = new;
    return ok;
}

/* The signature's own field without the value of b= (3.7). */
static bool without_signature(const struct dkimdigest *d, const struct dkimsignature *s,
                              size_t field, struct slice *without)
{
    struct slice whole = d->fields.at[field].whole, cut = s->raw_signature;
    struct slice head = slice_between(whole.at, cut.at);
    return arena_join(d->arena, head, slice_from(whole, head.n + cut.n), without);
}

bool dkimdigest_header(struct dkimdigest *d, const struct dkimsignature *s, size_t field,
                       struct dkimdigest_header *header)
{
    struct slice names = s->names, name, own;
    dkimfields_untake(&d->fields);
    canon_start(&d->canon, dkimkeys_md(d->keys, s->sha1), UINT64_MAX);
    while (names.n > 0) {
        if (!taglist_squeeze(slice_until(&names, ':'), d->arena, &name) ||
            !arena_copy_lower(d->arena, name, &name))
            return false;
        const struct dkimfield *f = dkimfields_take(&d->fields, name, field);
        if (f)
            canon_field(&d->canon, f->whole, s->relaxed_header);
    }
    if (!without_signature(d, s, field, &own))
        return false;
    canon_last_field(&d->canon, own, s->relaxed_header);
    dkimfields_left(&d->fields, &header->added, &header->uncovered);
    return canon_finish(&d->canon, header->digest, &header->n);
}
