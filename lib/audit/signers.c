#include "lib/audit/signers.h"

void signers_init(struct signers *s, const struct hash_key *key)
{
    *s = (struct signers){.hash = key, .rows.size = sizeof(struct signer_row)};
    names_init(&s->texts, key);
}

struct signer_key { /* without padding: it is hashed as bytes */
    uint32_t reporter, domain, selector, verdict;
};

static bool is_row(const struct signer_row *row, const struct report *r, uint32_t reporter)
{
    const struct dkim_verdict *v = &r->source.signature;
    return row->reporter == reporter && row->result == v->result && row->reason == v->reason &&
           row->aligned == v->aligned && slice_equal(row->domain, v->domain) &&
           slice_equal(row->selector, v->selector);
}

static bool own(struct names *texts, struct slice text, uint32_t *number)
{
    int64_t found = names_number(texts, text);
    *number = (uint32_t)found;
    return found >= 0;
}

static struct signer_row *row_of(struct signers *s, const struct report *r, uint32_t reporter)
{
    const struct dkim_verdict *v = &r->source.signature;
    struct signer_key key = {.reporter = reporter,
                             .verdict = (uint32_t)v->result << 16 | (uint32_t)v->reason << 8 |
                                        v->aligned};
    if (!own(&s->texts, v->domain, &key.domain) || !own(&s->texts, v->selector, &key.selector))
        return NULL;
    uint64_t hash = hash64(s->hash, (struct slice){.at = (const char *)&key, .n = sizeof key});
    size_t at = 0;
    int64_t i;
    while ((i = index_next(&s->index, hash, &at)) >= 0)
        if (is_row(rows_at(&s->rows, (size_t)i), r, reporter))
            return rows_at_mutable(&s->rows, (size_t)i);

    struct signer_row *new = rows_add(&s->rows);
    if (!new || !index_add(&s->index, hash, s->rows.n - 1))
        return NULL;
    new->reporter = reporter;
    new->domain = names_text(&s->texts, key.domain);
    new->selector = names_text(&s->texts, key.selector);
    new->result = (enum dkim_result)v->result;
    new->reason = (enum dkim_reason)v->reason;
    new->aligned = (enum dkim_alignment)v->aligned;
    return new;
}

/* Of facts that differ within a row the least is kept, in whatever order they come. */
static bool take_facts(struct signers *s, struct signer_row *row, const struct dkim_verdict *v,
                       bool is_first)
{
    uint32_t algorithm;
    if (!own(&s->texts, v->algorithm, &algorithm))
        return false;
    if (is_first || slice_compare(v->algorithm, row->algorithm) < 0)
        row->algorithm = names_text(&s->texts, algorithm);
    if (is_first || v->key_bits < row->key_bits)
        row->key_bits = v->key_bits;
    if (is_first || v->service < row->service)
        row->service = (enum dkim_service)v->service;
    return true;
}

static void note_disagreement(struct signers *s, const struct report *r, const char *key)
{
    enum dkim_reason reason = (enum dkim_reason)r->source.signature.reason;
    if (r->source.server_word != SERVER_SAYS_PASS ||
        (reason != DKIM_BODY_HASH && reason != DKIM_SIGNATURE))
        return;
    span_take(&s->disagree_span, report_day(r), report_is_stale(r));
    s->disagree++;
    leastkeys_add(&s->disagree_keys, key);
}

bool signers_add(struct signers *s, const struct report *r, uint32_t reporter,
                 struct slice organization, const char *key)
{
    const struct dkim_verdict *v = &r->source.signature;
    s->reports[auth_class_of(v)]++;
    if (v->result == DKIM_UNCHECKED)
        return true;
    s->checked++;
    note_disagreement(s, r, key);
    struct signer_row *row = row_of(s, r, reporter);
    if (!row || !take_facts(s, row, v, row->reports == 0))
        return false;

    row->organization_name = organization;
    span_take(&row->span, report_day(r), report_is_stale(r));
    row->reports++;
    time_seconds received = r->source.received;
    if (received != WHEN_NEVER)
        span_take(&row->received, day_of_time(received), false);
    leastkeys_add(&row->keys, key);
    return true;
}

void signers_free(struct signers *s)
{
    names_free(&s->texts);
    index_free(&s->index);
    rows_free(&s->rows);
}
