#include "lib/tlsrpt/signature.h"

#include "lib/tlsrpt/jsonwrite.h"

/* A letter that is not UTF-8 becomes three bytes. */
enum { MOST_NAME = 3 * DKIM_MOST_NAME };

struct raw_signature {
    struct slice result, reason, domain, selector, algorithm, service, signed_at;
    struct slice aligned, from_aligned; /* "true" or "false"; empty: absent */
    struct count key_bits;
    struct texts notes, unsigned_fields;
};

#define AT(member) .into = offsetof(struct raw_signature, member)

/* clang-format off */
static const struct member verdict_members[] = {
    {SLICE("result"), member_word, AT(result),
        .meaning = "pass, weak, fail, invalid, key-missing or none"},
    {SLICE("reason"), member_word, AT(reason), .meaning = "why, where it is no pass"},
    {SLICE("domain"), member_word, AT(domain), .meaning = "who signed (d=)"},
    {SLICE("selector"), member_word, AT(selector), .meaning = "with which of its keys (s=)"},
    {SLICE("algorithm"), member_word, AT(algorithm),
        .meaning = "rsa-sha256, ed25519-sha256 or rsa-sha1"},
    {SLICE("key_bits"), member_count, AT(key_bits), .meaning = "size of the key"},
    {SLICE("service"), member_word, AT(service),
        .meaning = "what the key is for: tlsrpt, any, email or other"},
    {SLICE("aligned"), member_text, AT(aligned),
        .meaning = "whether the domain is the submitter's, above it or below it"},
    {SLICE("from_aligned"), member_text, AT(from_aligned),
        .meaning = "whether it is From's, above it or below it"},
    {SLICE("signed"), member_text, AT(signed_at), .meaning = "when it was signed (t=), UTC"},
    {SLICE("notes"), member_texts, AT(notes),
        .meaning = "revoked-since, testing (t=y of the key), l-tag"},
    {SLICE("unsigned"), member_texts, AT(unsigned_fields),
        .meaning = "fields that were read and that the signature does not cover"},
};
/* clang-format on */
const struct members signature_members = {verdict_members, COUNT_OF(verdict_members)};

/* Which of the names it is; 0: none of them, or the first. */
static unsigned number_of(struct slice name, const struct slice *names, unsigned n)
{
    for (unsigned i = 1; i < n; i++)
        if (slice_equal(name, names[i]))
            return i;
    return 0;
}

static unsigned set_of(const struct texts *texts, const struct slice *names, unsigned n)
{
    unsigned set = 0;
    for (size_t i = 0; i < texts->n; i++)
        for (unsigned k = 0; k < n; k++)
            if (slice_equal(texts->at[i], names[k]))
                set |= 1u << k;
    return set;
}

static unsigned char alignment_of(struct slice word)
{
    return slice_equal(word, SLICE("true"))    ? DKIM_ALIGNED
           : slice_equal(word, SLICE("false")) ? DKIM_UNALIGNED
                                               : DKIM_ALIGNMENT_UNKNOWN;
}

static struct slice bounded(struct slice name)
{
    return name.n <= MOST_NAME ? name : (struct slice){0};
}

/* A reason that does not go with the result is none: it was made elsewhere. */
static void take_result(const struct raw_signature *raw, struct dkim_verdict *v)
{
    unsigned reason = number_of(raw->reason, dkim_reason_names, DKIM_REASONS);
    v->result = (unsigned char)number_of(raw->result, dkim_result_names, DKIM_RESULTS);
    if (reason != DKIM_SOUND && dkim_result_of((enum dkim_reason)reason) == v->result)
        v->reason = (unsigned char)reason;
}

bool signature_read(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct dkim_verdict *v = into;
    struct raw_signature raw = {0};
    bool was_object;
    unsigned flaws;
    *v = (struct dkim_verdict){.signed_at = WHEN_NEVER};
    if (!members_read_object(d, value, signature_members, &raw, &was_object))
        return false;

    take_result(&raw, v);
    v->domain = bounded(raw.domain);
    v->selector = bounded(raw.selector);
    v->algorithm = bounded(raw.algorithm);
    v->service = (unsigned char)number_of(raw.service, dkim_service_names, DKIM_SERVICES);
    v->aligned = alignment_of(raw.aligned);
    v->from_aligned = alignment_of(raw.from_aligned);
    v->key_bits = raw.key_bits.value > 0 && raw.key_bits.value <= UINT16_MAX
                      ? (uint16_t)raw.key_bits.value
                      : 0;
    v->notes = (unsigned char)set_of(&raw.notes, dkim_note_names, DKIM_NOTES);
    v->unsigned_fields = (uint16_t)set_of(&raw.unsigned_fields, dkim_field_names, DKIM_FIELDS);
    if (!time_parse(raw.signed_at, &v->signed_at, &flaws))
        v->signed_at = WHEN_NEVER;
    return true;
}

static void put_flag(struct buffer *to, const char *key, enum dkim_alignment alignment)
{
    if (alignment == DKIM_ALIGNMENT_UNKNOWN)
        return;
    jsonwrite_key(to, key);
    buffer_append_text(to, alignment == DKIM_ALIGNED ? "true" : "false");
}

static void put_set(struct buffer *to, const char *key, unsigned set, const struct slice *names)
{
    if (set == 0)
        return;
    jsonwrite_key(to, key);
    buffer_append_char(to, '[');
    for (unsigned i = 0; set >> i != 0; i++) {
        if (!(set >> i & 1))
            continue;
        jsonwrite_next(to);
        jsonwrite_string(to, names[i]);
    }
    buffer_append_char(to, ']');
}

void signature_write(struct buffer *to, const char *key, const void *from)
{
    const struct dkim_verdict *v = from;
    int64_t bits = v->key_bits;
    if (v->result == DKIM_UNCHECKED)
        return;
    jsonwrite_key(to, key);
    buffer_append_char(to, '{');
    jsonwrite_text(to, "result", &dkim_result_names[v->result]);
    jsonwrite_text(to, "reason", &dkim_reason_names[v->reason]);
    jsonwrite_text(to, "domain", &v->domain);
    jsonwrite_text(to, "selector", &v->selector);
    jsonwrite_text(to, "algorithm", &v->algorithm);
    if (bits > 0)
        jsonwrite_number(to, "key_bits", &bits);
    jsonwrite_text(to, "service", &dkim_service_names[v->service]);
    put_flag(to, "aligned", (enum dkim_alignment)v->aligned);
    put_flag(to, "from_aligned", (enum dkim_alignment)v->from_aligned);
    jsonwrite_time(to, "signed", &v->signed_at);
    put_set(to, "notes", v->notes, dkim_note_names);
    put_set(to, "unsigned", v->unsigned_fields, dkim_field_names);
    buffer_append_char(to, '}');
}
