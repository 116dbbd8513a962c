#include "lib/mail/dkimjudge.h"

enum {
    MOST_OPERATIONS = 8,
    LEAST_BITS = 1024 /* of an RSA key that proves something (RFC 8301, 3.2) */
};

bool dkimjudge_init(struct dkimjudge *j, struct dkimkeys *keys, bool strict)
{
    *j = (struct dkimjudge){.keys = keys, .strict = strict, .most = UINT64_MAX};
    bool has_proof = dkimproof_init(&j->proof, keys);
    return dkimdigest_init(&j->digest, keys) && has_proof;
}

void dkimjudge_free(struct dkimjudge *j)
{
    dkimproof_free(&j->proof);
    dkimdigest_free(&j->digest);
    arena_free(&j->arena);
}

void dkimjudge_expect(struct dkimjudge *j, uint64_t most)
{
    j->digest.canon.read = 0;
    j->most = most;
}

/* What is wrong with a signature whose header has this digest, by one key record. */
static enum dkim_reason try_key(struct dkimjudge *j, const struct dkimkey *key,
                                const struct dkim_candidate *c, struct slice digest)
{
    const struct dkimsignature *s = &c->signature;
    bool unreadable = key->wrong == DKIM_KEY_SYNTAX && key->service == DKIM_SERVICE_UNKNOWN;
    if (unreadable || key->wrong == DKIM_KEY_REVOKED)
        return key->wrong;
    if (s->sha1 ? !key->allows_sha1 : !key->allows_sha256)
        return DKIM_KEY_HASH;
    if (s->ed25519 ? !key->is_ed25519 : !key->is_rsa)
        return DKIM_KEY_TYPE;
    if (key->service == DKIM_SERVICE_OTHER || (j->strict && key->service != DKIM_SERVICE_TLSRPT))
        return DKIM_KEY_SERVICE;
    if (key->is_strict && !s->identity_is_domain)
        return DKIM_KEY_STRICT;
    if (key->wrong != DKIM_SOUND)
        return key->wrong;

    bool sound;
    j->operations++;
    j->no_memory |= !dkimproof_check(&j->proof, key, s, digest, &sound);
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
 * the best result. If none can be tried, for want of operations, the signature is not judged. */
static enum dkim_reason try_keys(struct dkimjudge *j, const struct dkimkey_set *set,
                                 struct dkim_candidate *c, struct slice digest)
{
    enum dkim_reason best = set->was_asked ? DKIM_KEY_ABSENT : DKIM_NO_KEY;
    for (size_t i = 0; i < set->n && !j->no_memory; i++) {
        if (j->operations == MOST_OPERATIONS) {
            c->is_judged = i > 0;
            break;
        }
        enum dkim_reason reason = try_key(j, &set->keys[i], c, digest);
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

static bool find_keys(struct dkimjudge *j, const struct dkimsignature *s,
                      const struct dkimkey_set **set)
{
    struct slice name;
    return dkimkeys_name(s->selector, s->domain, &j->arena, &name) &&
           dkimkeys_find(j->keys, name, set);
}

static enum dkim_reason weakness(const struct dkim_candidate *c, const struct dkimdigest_body *body,
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

/* Judges the header, after the body's hash was right. */
static enum dkim_reason judge_header(struct dkimjudge *j, struct dkim_candidate *c,
                                     const struct dkimdigest_body *body)
{
    struct dkimdigest_header header;
    const struct dkimkey_set *set;
    if (!dkimdigest_header(&j->digest, &c->signature, c->field, &header) ||
        !find_keys(j, &c->signature, &set)) {
        j->no_memory = true;
        return DKIM_NO_KEY;
    }

    c->verdict.unsigned_fields = (uint16_t)header.uncovered;
    struct slice digest = {.at = (const char *)header.digest, .n = header.n};
    enum dkim_reason reason = try_keys(j, set, c, digest);
    if (reason != DKIM_SOUND)
        return reason;
    time_seconds expires = c->signature.expires;
    if (expires != WHEN_NEVER && j->received != WHEN_NEVER && j->received > expires)
        return DKIM_EXPIRED;
    return weakness(c, body, header.added);
}

static enum dkim_reason judge_body(struct dkimjudge *j, struct dkim_candidate *c)
{
    const struct dkimsignature *s = &c->signature;
    const struct dkimdigest_body *body;
    if (!dkimdigest_body(&j->digest, s, &body)) {
        j->no_memory = true;
        return DKIM_BODY_HASH;
    }
    c->is_judged = body != NULL;
    if (!body)
        return DKIM_BODY_HASH;
    if (s->has_length && s->length > body->length)
        return DKIM_LENGTH;
    if (!slice_equal(s->body_hash, (struct slice){.at = (const char *)body->digest, .n = body->n}))
        return DKIM_BODY_HASH;
    return judge_header(j, c, body);
}

void dkimjudge_try(struct dkimjudge *j, struct dkim_candidate *c)
{
    enum dkim_reason reason = c->wrong;
    if (c->was_tried)
        return;
    c->was_tried = true;
    c->is_judged = reason != DKIM_SOUND || j->digest.canon.read < j->most;
    if (c->is_judged && reason == DKIM_SOUND)
        reason = judge_body(j, c);
    c->is_judged &= !j->no_memory;
    if (!c->is_judged)
        return;
    c->verdict.reason = (unsigned char)reason;
    c->verdict.result = (unsigned char)dkim_result_of(reason);
}

/* The message. */

static bool add_candidate(struct dkimjudge *j, size_t field)
{
    struct dkim_candidate *c = &j->candidates[j->candidates_n++];
    struct slice value = j->digest.fields.at[field].whole;
    slice_until(&value, ':');
    *c = (struct dkim_candidate){.field = field, .verdict = {.signed_at = WHEN_NEVER}};
    if (!dkimsignature_read(value, &j->arena, &c->signature, &c->wrong))
        return false;
    c->verdict.domain = c->signature.domain;
    c->verdict.selector = c->signature.selector;
    c->verdict.algorithm = c->signature.algorithm;
    if (time_is_valid(c->signature.signed_at))
        c->verdict.signed_at = c->signature.signed_at;
    if (c->signature.has_length)
        note(&c->verdict, DKIM_L_TAG);
    return true;
}

bool dkimjudge_start(struct dkimjudge *j, struct slice message, time_seconds received)
{
    const struct dkimfields *fields = &j->digest.fields;
    arena_reset(&j->arena);
    j->candidates_n = j->operations = 0;
    j->received = received;
    j->no_memory = false;
    if (!dkimdigest_start(&j->digest, message, &j->arena))
        return false;
    const struct dkimfield *first = dkimfields_first(fields, SLICE("dkim-signature"));
    if (!first)
        return true;

    j->candidates = arena_take_array(&j->arena, DKIM_MOST_SIGNATURES, sizeof *j->candidates);
    if (!j->candidates)
        return false;
    for (size_t i = (size_t)(first - fields->at);
         i < fields->n && j->candidates_n < DKIM_MOST_SIGNATURES; i++)
        if (slice_equal(fields->at[i].name, SLICE("dkim-signature")) && !add_candidate(j, i))
            return false;
    return true;
}
