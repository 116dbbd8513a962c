#include "lib/audit/signers.h"

#include "lib/base/order.h"
#include "lib/mail/dkimkeys.h"

const char *const auth_class_names[AUTH_CLASSES] = {
    [AUTH_AUTHENTIC] = "authentic", [AUTH_UNALIGNED] = "unaligned",
    [AUTH_WEAK] = "weak",           [AUTH_FAIL] = "fail",
    [AUTH_INVALID] = "invalid",     [AUTH_KEY_MISSING] = "key_missing",
    [AUTH_NONE] = "none",           [AUTH_NOT_MAIL] = "not_mail",
};

enum auth_class auth_class_of(const struct dkim_verdict *v)
{
    switch ((enum dkim_result)v->result) {
    case DKIM_PASS:
        return dkim_is_authentic(v) ? AUTH_AUTHENTIC : AUTH_UNALIGNED;
    case DKIM_WEAK:
        return AUTH_WEAK;
    case DKIM_FAIL:
        return AUTH_FAIL;
    case DKIM_INVALID:
        return AUTH_INVALID;
    case DKIM_KEY_MISSING:
        return AUTH_KEY_MISSING;
    case DKIM_NONE:
        return v->reason == DKIM_NOT_MAIL ? AUTH_NOT_MAIL : AUTH_NONE;
    case DKIM_UNCHECKED:
    case DKIM_RESULTS:
        break;
    }
    return AUTH_NOT_MAIL;
}

void auth_count(struct auth_counts *to, const struct dkim_verdict *v)
{
    enum auth_class class = auth_class_of(v);
    to->checked += v->result != DKIM_UNCHECKED;
    to->authentic += class == AUTH_AUTHENTIC;
    to->unchecked += class == AUTH_KEY_MISSING;
    to->unauthenticated += class != AUTH_AUTHENTIC && class != AUTH_KEY_MISSING &&
                           class != AUTH_NOT_MAIL;
}

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

/* Of facts that differ within a row, the least, whatever comes first. */
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
    least_keys_add(s->disagree_keys, &s->disagree_keys_n, key);
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
    least_keys_add(row->keys, &row->keys_n, key);
    return true;
}

void signers_free(struct signers *s)
{
    names_free(&s->texts);
    index_free(&s->index);
    rows_free(&s->rows);
}

/* dig takes what stands on a line of -f for arguments: only what can be nothing but a name. */
static bool is_safe(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.at[i];
        bool letter = (c >= 'a' && c <= 'z') || ascii_is_digit(c);
        bool begins = i == 0 || name.at[i - 1] == '.';
        if (!letter && c != '_' && c != '.' && (c != '-' || begins))
            return false;
        if (c == '.' && begins)
            return false;
    }
    return name.n > 0;
}

static bool is_wanted(const struct signer_row *row)
{
    enum { MOST = 253, MIDDLE = sizeof "._domainkey." - 1 };
    return row->result == DKIM_KEY_MISSING && row->aligned == DKIM_ALIGNED &&
           is_safe(row->domain) && is_safe(row->selector) &&
           row->domain.n + row->selector.n + MIDDLE <= MOST;
}

ORDER_BEGINS_WITH(struct wanted_key, name);

/* Rows of one name become one. */
static size_t join(struct wanted_key *keys, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct wanted_key *k = &keys[i], *last = kept > 0 ? &keys[kept - 1] : NULL;
        if (!last || !slice_equal(last->name, k->name)) {
            keys[kept++] = *k;
            continue;
        }
        last->reports += k->reports;
        last->reason = k->reason < last->reason ? k->reason : last->reason;
        if (k->received.any) {
            span_take(&last->received, k->received.first, false);
            span_take(&last->received, k->received.last, false);
        }
    }
    return kept;
}

static struct wanted_key *collect(const struct signers *s, bool (*wants)(const struct signer_row *),
                                  struct arena *arena, size_t *n)
{
    struct wanted_key *keys = arena_take_array(arena, s->rows.n + 1, sizeof *keys);
    *n = 0;
    for (size_t i = 0; keys && i < s->rows.n; i++) {
        const struct signer_row *row = rows_at(&s->rows, i);
        if (!wants(row))
            continue;
        struct wanted_key *key = &keys[(*n)++];
        *key = (struct wanted_key){
            .reason = row->reason, .reports = row->reports, .received = row->received};
        if (!dkimkeys_name(row->selector, row->domain, arena, &key->name))
            return NULL;
    }
    if (keys)
        order_sort(keys, *n, sizeof *keys, order_by_text);
    if (keys)
        *n = join(keys, *n);
    return keys;
}

struct wanted_key *signers_wanted(const struct signers *s, struct arena *arena, size_t *n)
{
    return collect(s, is_wanted, arena, n);
}

static bool is_judged_by_key(const struct signer_row *row)
{
    return row->service != DKIM_SERVICE_UNKNOWN && row->result != DKIM_KEY_MISSING;
}

bool signers_keys_used(const struct signers *s, struct arena *arena, size_t *n)
{
    return collect(s, is_judged_by_key, arena, n) != NULL;
}
