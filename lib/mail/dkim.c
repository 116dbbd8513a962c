#include "lib/mail/dkim.h"

#include <stdlib.h>

#include "lib/mail/aligned.h"
#include "lib/mail/canon.h"
#include "lib/mail/dkimfields.h"
#include "lib/mail/dkimproof.h"
#include "lib/mail/dkimsignature.h"
#include "lib/mail/taglist.h"

enum {
    MOST_BODIES = 8,
    MOST_OPERATIONS = 8,
    LEAST_BITS = 1024 /* of an RSA key that proves something (RFC 8301, 3.2) */
};

/* The hash of the body as some signatures want it. */
struct body_hash {
    bool sha1, relaxed;
    uint64_t most;   /* bytes hashed */
    uint64_t length; /* of the whole canonical body */
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t n;
};

struct candidate {
    struct dkimsignature signature;
    struct dkim_verdict verdict;
    size_t field;
    enum dkim_reason wrong; /* what is wrong with its syntax */
    bool was_tried, is_judged;
};

struct dkim_worker {
    struct dkimkeys *keys;
    bool strict;   /* only keys with s=tlsrpt count */
    uint64_t most; /* bytes that are gone over (canon.read) before no more is judged */
    struct dkimproof proof;
    struct arena arena;
    struct canon canon;

    /* Of the message at hand. */
    struct dkimfields fields;
    struct slice from; /* From's domain */
    struct candidate *candidates;
    size_t candidates_n;
    struct body_hash bodies[MOST_BODIES];
    size_t bodies_n, operations;
    time_seconds received;
    bool no_memory;
};

struct dkim_worker *dkim_worker_new(struct dkimkeys *keys, bool strict)
{
    struct dkim_worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->keys = keys;
    w->strict = strict;
    w->most = UINT64_MAX;
    w->canon.digest = EVP_MD_CTX_new();
    if (w->canon.digest && dkimproof_init(&w->proof, keys))
        return w;
    dkim_worker_free(w);
    return NULL;
}

void dkim_worker_free(struct dkim_worker *w)
{
    if (!w)
        return;
    dkimproof_free(&w->proof);
    EVP_MD_CTX_free(w->canon.digest);
    arena_free(&w->arena);
    free(w);
}

void dkim_worker_expect(struct dkim_worker *w, uint64_t most)
{
    w->canon.read = 0;
    w->most = most;
}

/* What is wrong with a signature whose header has this digest, by one key record. */
static enum dkim_reason try_key(struct dkim_worker *w, const struct dkimkey *key,
                                const struct candidate *c, struct slice digest)
{
    const struct dkimsignature *s = &c->signature;
    bool unreadable = key->wrong == DKIM_KEY_SYNTAX && key->service == DKIM_SERVICE_UNKNOWN;
    if (unreadable || key->wrong == DKIM_KEY_REVOKED)
        return key->wrong;
    if (s->sha1 ? !key->allows_sha1 : !key->allows_sha256)
        return DKIM_KEY_HASH;
    if (s->ed25519 ? !key->is_ed25519 : !key->is_rsa)
        return DKIM_KEY_TYPE;
    if (key->service == DKIM_SERVICE_OTHER || (w->strict && key->service != DKIM_SERVICE_TLSRPT))
        return DKIM_KEY_SERVICE;
    if (key->is_strict && !s->identity_is_domain)
        return DKIM_KEY_STRICT;
    if (key->wrong != DKIM_SOUND)
        return key->wrong;

    bool sound;
    w->operations++;
    w->no_memory |= !dkimproof_check(&w->proof, key, s, digest, &sound);
    return sound ? DKIM_SOUND : DKIM_SIGNATURE;
}

static void note(struct dkim_verdict *v, enum dkim_note note)
{
    v->notes |= (unsigned char)(1u << note);
}

static void take_facts(struct dkim_verdict *v, const struct dkimkey *key)
{
    v->service = (unsigned char)key->service;
    v->key_bits = (uint16_t)key->bits;
    v->notes &= (unsigned char)~(1u << DKIM_TESTING);
    if (key->is_testing)
        note(v, DKIM_TESTING);
}

/* Tries all records of a name: the first that verifies the signature counts, else the first with
 * the best result. *judged is false if that takes more operations than a message may ask for. */
static enum dkim_reason try_keys(struct dkim_worker *w, const struct dkimkey_set *set,
                                 struct candidate *c, struct slice digest, bool *judged)
{
    enum dkim_reason best = set->was_asked ? DKIM_KEY_ABSENT : DKIM_NO_KEY;
    *judged = true;
    for (size_t i = 0; i < set->n && !w->no_memory; i++) {
        if (w->operations == MOST_OPERATIONS) {
            *judged = i > 0;
            break;
        }
        enum dkim_reason reason = try_key(w, &set->keys[i], c, digest);
        if (i == 0 || dkim_result_of(reason) < dkim_result_of(best)) {
            best = reason;
            take_facts(&c->verdict, &set->keys[i]);
        }
        if (reason == DKIM_SOUND)
            break;
    }
    if (set->any_revoked && best != DKIM_KEY_REVOKED)
        note(&c->verdict, DKIM_REVOKED_SINCE);
    return best;
}

static bool find_keys(struct dkim_worker *w, const struct dkimsignature *s,
                      const struct dkimkey_set **set)
{
    struct slice name;
    return dkimkeys_name(s->selector, s->domain, &w->arena, &name) &&
           dkimkeys_find(w->keys, name, set);
}

/* What is signed. */

/* The hash of the body as a signature wants it; NULL: out of memory, or too many were asked for. */
static const struct body_hash *body_hash_of(struct dkim_worker *w, const struct dkimsignature *s)
{
    uint64_t most = s->has_length ? s->length : UINT64_MAX;
    for (size_t i = 0; i < w->bodies_n; i++) {
        const struct body_hash *known = &w->bodies[i];
        if (known->sha1 == s->sha1 && known->relaxed == s->relaxed_body && known->most == most)
            return known;
    }
    if (w->bodies_n == MOST_BODIES)
        return NULL;

    struct body_hash *new = &w->bodies[w->bodies_n++];
    *new = (struct body_hash){.sha1 = s->sha1, .relaxed = s->relaxed_body, .most = most};
    canon_start(&w->canon, dkimkeys_md(w->keys, s->sha1), most);
    canon_body(&w->canon, w->fields.body, s->relaxed_body);
    w->no_memory |= !canon_finish(&w->canon, new->digest, &new->n);
    new->length = w->canon.hashed;
    return w->no_memory ? NULL : new;
}

/* The signature's own field without the value of b= (3.7). */
static struct slice without_signature(struct dkim_worker *w, const struct candidate *c)
{
    struct slice field = w->fields.at[c->field].whole, cut = c->signature.raw_signature;
    size_t head = (size_t)(cut.at - field.at), tail = field.n - head - cut.n;
    char *copy = arena_take_text(&w->arena, head + tail);
    if (!copy) {
        w->no_memory = true;
        return field;
    }
    memcpy(copy, field.at, head);
    memcpy(copy + head, cut.at + cut.n, tail);
    return (struct slice){.at = copy, .n = head + tail};
}

/* The digest of the header: the named fields, then the signature's own. *added: deciding fields
 * that are there once more than they were signed. */
static struct slice header_hash(struct dkim_worker *w, struct candidate *c, unsigned *added,
                                unsigned char digest[static EVP_MAX_MD_SIZE])
{
    const struct dkimsignature *s = &c->signature;
    struct slice names = s->names, name;
    unsigned uncovered;
    size_t n = 0;
    dkimfields_untake(&w->fields);
    canon_start(&w->canon, dkimkeys_md(w->keys, s->sha1), UINT64_MAX);
    while (names.n > 0 && !w->no_memory) {
        w->no_memory |= !taglist_squeeze(slice_until(&names, ':'), &w->arena, &name) ||
                        !arena_copy_lower(&w->arena, name, &name);
        const struct dkimfield *f = w->no_memory ? NULL
                                                 : dkimfields_take(&w->fields, name, c->field);
        if (f)
            canon_field(&w->canon, f->whole, s->relaxed_header);
    }
    canon_last_field(&w->canon, without_signature(w, c), s->relaxed_header);
    w->no_memory |= !canon_finish(&w->canon, digest, &n);

    dkimfields_left(&w->fields, added, &uncovered);
    c->verdict.unsigned_fields = (uint16_t)uncovered;
    return (struct slice){.at = (const char *)digest, .n = n};
}

/* Judging. */

static enum dkim_reason weakness(const struct candidate *c, const struct body_hash *body,
                                 unsigned added)
{
    const struct dkimsignature *s = &c->signature;
    if (s->sha1)
        return DKIM_SHA1;
    if (!s->ed25519 && c->verdict.key_bits < LEAST_BITS)
        return DKIM_KEY_BITS;
    if (s->has_length && s->length < body->length)
        return DKIM_BODY_LENGTH;
    return added ? DKIM_ADDED_FIELD : DKIM_SOUND;
}

/* Judges the header, after the body's hash was right. *judged is false if too much was asked
 * for. */
static enum dkim_reason judge_header(struct dkim_worker *w, struct candidate *c,
                                     const struct body_hash *body, bool *judged)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned added;
    const struct dkimkey_set *set;
    struct slice hash = header_hash(w, c, &added, digest);
    if (w->no_memory || !find_keys(w, &c->signature, &set)) {
        w->no_memory = true;
        return DKIM_NO_KEY;
    }

    enum dkim_reason reason = try_keys(w, set, c, hash, judged);
    if (reason != DKIM_SOUND)
        return reason;
    time_seconds expires = c->signature.expires;
    if (expires != WHEN_NEVER && w->received != WHEN_NEVER && w->received > expires)
        return DKIM_EXPIRED;
    return weakness(c, body, added);
}

static enum dkim_reason judge_body(struct dkim_worker *w, struct candidate *c, bool *judged)
{
    const struct dkimsignature *s = &c->signature;
    const struct body_hash *body = body_hash_of(w, s);
    *judged = body != NULL;
    if (!body)
        return DKIM_BODY_HASH;
    if (s->has_length && s->length > body->length)
        return DKIM_LENGTH;
    if (!slice_equal(s->body_hash, (struct slice){.at = (const char *)body->digest, .n = body->n}))
        return DKIM_BODY_HASH;
    return judge_header(w, c, body, judged);
}

/* Judges a signature once, though the reports of each further submitter ask for it, too. */
static void judge(struct dkim_worker *w, struct candidate *c)
{
    bool judged = c->wrong != DKIM_SOUND || w->canon.read < w->most;
    if (c->was_tried)
        return;
    c->was_tried = true;
    enum dkim_reason reason = c->wrong;
    if (judged && reason == DKIM_SOUND)
        reason = judge_body(w, c, &judged);
    c->is_judged = judged && !w->no_memory;
    if (!c->is_judged)
        return;
    c->verdict.reason = (unsigned char)reason;
    c->verdict.result = (unsigned char)dkim_result_of(reason);
}

/* The message. */

static enum dkim_alignment alignment(struct slice domain, struct slice other)
{
    if (domain.n == 0)
        return DKIM_ALIGNMENT_UNKNOWN;
    return domains_aligned(domain, other) ? DKIM_ALIGNED : DKIM_UNALIGNED;
}

static bool add_candidate(struct dkim_worker *w, size_t field)
{
    struct candidate *c = &w->candidates[w->candidates_n++];
    struct slice value = w->fields.at[field].whole;
    slice_until(&value, ':');
    *c = (struct candidate){.field = field, .verdict = {.signed_at = WHEN_NEVER}};
    if (!dkimsignature_read(value, &w->arena, &c->signature, &c->wrong))
        return false;
    c->verdict.domain = c->signature.domain;
    c->verdict.selector = c->signature.selector;
    c->verdict.algorithm = c->signature.algorithm;
    if (time_is_valid(c->signature.signed_at))
        c->verdict.signed_at = c->signature.signed_at;
    c->verdict.from_aligned = (unsigned char)alignment(c->signature.domain, w->from);
    if (c->signature.has_length)
        note(&c->verdict, DKIM_L_TAG);
    return true;
}

static bool start(struct dkim_worker *w, const struct dkim_mail *mail)
{
    arena_reset(&w->arena);
    w->bodies_n = w->operations = w->candidates_n = 0;
    w->received = mail->received;
    w->from = mail->from;
    w->no_memory = false;
    if (!dkimfields_read(&w->fields, mail->message, dkimkeys_hash_key(w->keys), &w->arena))
        return false;
    const struct dkimfield *first = dkimfields_first(&w->fields, SLICE("dkim-signature"));
    if (!first)
        return true;

    w->candidates = arena_take_array(&w->arena, DKIM_MOST_SIGNATURES, sizeof *w->candidates);
    if (!w->candidates)
        return false;
    for (size_t i = (size_t)(first - w->fields.at);
         i < w->fields.n && w->candidates_n < DKIM_MOST_SIGNATURES; i++)
        if (slice_equal(w->fields.at[i].name, SLICE("dkim-signature")) && !add_candidate(w, i))
            return false;
    return true;
}

/* Marks the signatures that speak for the reporting domain. */
static void align(struct dkim_worker *w, struct slice submitter)
{
    submitter.n -= submitter.n > 0 && submitter.at[submitter.n - 1] == '.';
    if (submitter.n == 0)
        submitter = w->from;
    for (size_t i = 0; i < w->candidates_n; i++) {
        struct candidate *c = &w->candidates[i];
        c->verdict.aligned = (unsigned char)alignment(c->signature.domain, submitter);
    }
}

/* The best of those that speak for the reporting domain, or of the others; NULL: none. */
static const struct candidate *best_of(struct dkim_worker *w, bool aligned)
{
    const struct candidate *best = NULL;
    for (size_t i = 0; i < w->candidates_n; i++) {
        struct candidate *c = &w->candidates[i];
        if ((c->verdict.aligned == DKIM_ALIGNED) != aligned)
            continue;
        judge(w, c);
        if (c->is_judged && (!best || c->verdict.result < best->verdict.result))
            best = c;
        if (w->no_memory || (best && best->verdict.result == DKIM_PASS))
            break;
    }
    return best;
}

bool dkim_verify_for(struct dkim_worker *w, struct slice submitter, struct dkim_verdict *verdict)
{
    *verdict = (struct dkim_verdict){.result = DKIM_NONE, .signed_at = WHEN_NEVER};
    align(w, submitter);
    const struct candidate *best = best_of(w, true);
    if (!best && !w->no_memory)
        best = best_of(w, false);
    if (best)
        *verdict = best->verdict;
    return !w->no_memory;
}

bool dkim_verify(struct dkim_worker *w, const struct dkim_mail *mail, struct dkim_verdict *verdict)
{
    return start(w, mail) && dkim_verify_for(w, mail->submitter, verdict);
}

bool dkim_verify_each(struct dkim_worker *w, const struct dkim_mail *mail,
                      struct dkim_verdict verdicts[static DKIM_MOST_SIGNATURES], size_t *n)
{
    *n = 0;
    if (!start(w, mail))
        return false;
    align(w, mail->submitter);
    for (size_t i = 0; i < w->candidates_n && !w->no_memory; i++) {
        judge(w, &w->candidates[i]);
        verdicts[(*n)++] = w->candidates[i].verdict;
    }
    return !w->no_memory;
}
