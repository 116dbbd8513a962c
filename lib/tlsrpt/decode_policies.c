#include "lib/tlsrpt/decode_parts.h"

#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"

/* Policies (RFC 8460, 4.2 and 4.4). */

/* Some senders write an array of TLSA records as JSON inside a string. True and no effect when
 * `text` is no such thing. */
static bool read_inner_array(struct decoder *d, struct slice text, struct texts *texts,
                             bool *was_array)
{
    *was_array = false;
    if (text.n < 2 || text.at[0] != '[')
        return true;
    struct jsonpull outer = d->json;
    jsonpull_start(&d->json, text, 1);
    bool ok = jsonpull_next(&d->json) == PULL_ARRAY && member_texts(d, PULL_ARRAY, texts) &&
              jsonpull_next(&d->json) == PULL_END;
    d->json = outer;
    *was_array = ok;
    if (ok)
        report_note(d->report, DEVIATION_POLICY_STRING_JSON);
    return !d->out_of_memory;
}

/* What only looked like an array is a text as any other. */
static void bound_strings(struct decoder *d, struct texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (texts->at[i].n <= BOUND_TEXT)
            continue;
        texts->at[i] = utf8_cut(texts->at[i], BOUND_TEXT);
        report_note(d->report, DEVIATION_TEXT_TOO_LONG);
    }
}

static bool read_policy_strings(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct texts *texts = into, inner = {0};
    if (value != PULL_ARRAY && value != PULL_NULL && !(value == PULL_STRING && d->json.raw.n == 0))
        report_note(d->report, DEVIATION_POLICY_STRING_NOT_ARRAY);
    if (!decoder_texts(d, value, KEEP_POLICY_STRING, texts))
        return false;
    bool was_array = false;
    if (texts->n == 1 && !read_inner_array(d, texts->at[0], &inner, &was_array))
        return false;
    if (was_array)
        *texts = inner;
    else
        bound_strings(d, texts);
    return true;
}

static bool read_mx(struct decoder *d, enum jsonpull_token value, void *into)
{
    if (value != PULL_ARRAY && value != PULL_NULL && !(value == PULL_STRING && d->json.raw.n == 0))
        report_note(d->report, DEVIATION_MX_HOST_NOT_ARRAY);
    return member_patterns(d, value, into);
}

static const struct member policy_members[] = {
    {SLICE("policy-type"), member_word, .into = offsetof(struct raw_policy, type)},
    {SLICE("policy-domain"), member_domain, .into = offsetof(struct raw_policy, domain)},
    {SLICE("policy-string"), read_policy_strings, .into = offsetof(struct raw_policy, strings)},
    {SLICE("mx-host"), read_mx, .into = offsetof(struct raw_policy, mx)},
};

static const struct member summary_members[] = {
    {SLICE("total-successful-session-count"), member_count,
     .into = offsetof(struct raw_policy, successful)},
    {SLICE("total-failure-session-count"), member_count,
     .into = offsetof(struct raw_policy, failed)},
};

bool decode_policy_object(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_entry *raw = into;
    return members_read_object(d, value, policy_members, COUNT_OF(policy_members), &raw->policy,
                               &raw->has_policy);
}

bool decode_summary(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_policy *raw = into;
    return members_read_object(d, value, summary_members, COUNT_OF(summary_members), raw,
                               &raw->has_summary);
}

static const struct member entry_members[] = {
    {SLICE("policy"), decode_policy_object, .into = 0},
    {SLICE("summary"), decode_summary, .into = offsetof(struct raw_entry, policy)},
    {SLICE("failure-details"), decode_details, .into = offsetof(struct raw_entry, policy.details)},
    {SLICE("policy-type"), member_word, .into = offsetof(struct raw_entry, flat.type)},
    {SLICE("policy-domain"), member_domain, .into = offsetof(struct raw_entry, flat.domain)},
    {SLICE("policy-string"), read_policy_strings, .into = offsetof(struct raw_entry, flat.strings)},
    {SLICE("mx-host"), read_mx, .into = offsetof(struct raw_entry, flat.mx)},
};

static void check_policy(struct decoder *d, const struct policy *policy)
{
    if (policy->type.n == 0)
        report_note(d->report, DEVIATION_MISSING_POLICY_TYPE);
    else if (policy_kind_of(policy->type) == POLICY_OTHER)
        report_note(d->report, DEVIATION_UNKNOWN_POLICY_TYPE);
    if (policy->domain.n == 0)
        report_note(d->report, DEVIATION_MISSING_POLICY_DOMAIN);
    if (policy->details_n == 0)
        return;
    int64_t sum = policy_details_sum(policy);
    if (sum > policy->failed_sessions)
        report_note(d->report, DEVIATION_DETAILS_EXCEED_SUMMARY);
    else if (sum < policy->failed_sessions)
        report_note(d->report, DEVIATION_DETAILS_BELOW_SUMMARY);
}

static void take_flat(struct decoder *d, struct raw_entry *raw)
{
    const struct raw_policy *flat = &raw->flat;
    if (raw->has_policy ||
        (flat->type.n == 0 && flat->domain.n == 0 && flat->strings.n == 0 && flat->mx.n == 0))
        return;
    raw->policy.type = flat->type;
    raw->policy.domain = flat->domain;
    raw->policy.strings = flat->strings;
    raw->policy.mx = flat->mx;
    report_note(d->report, DEVIATION_FLAT_POLICY);
}

bool decode_add_entry(struct decoder *d, struct raw_entry *entry)
{
    struct report *r = d->report;
    struct policy *policy = r->policies_n < d->limits->policies
                                ? ARENA_PUSH(d->arena, r->policies, r->policies_n)
                                : NULL;
    if (!policy) {
        decoder_problem(d, REASON_TOO_LARGE);
        d->out_of_memory = r->policies_n < d->limits->policies;
        return false;
    }
    take_flat(d, entry);
    const struct raw_policy *raw = &entry->policy;
    *policy = (struct policy){
        .type = raw->type,
        .domain = raw->domain,
        .attributed = raw->domain,
        .strings = raw->strings,
        .mx_patterns = raw->mx,
        .details = raw->details.at,
        .details_n = raw->details.n,
    };
    if (raw->has_summary)
        counts_settle(d, policy, raw->successful, raw->failed, raw->details.without_count);
    else
        decoder_problem(d, REASON_MISSING_SUMMARY);
    check_policy(d, policy);
    return true;
}

static bool read_entry(struct decoder *d, enum jsonpull_token value)
{
    struct raw_entry raw = {0};
    bool was_object;
    if (!members_read_object(d, value, entry_members, COUNT_OF(entry_members), &raw, &was_object))
        return false;
    if (was_object)
        return decode_add_entry(d, &raw);
    decoder_problem(d, REASON_MISSING_POLICIES);
    return true;
}

bool decode_policies(struct decoder *d, enum jsonpull_token value, void *into)
{
    (void)into;
    d->is_report = true;
    d->report->policies_n = 0;
    if (value == PULL_OBJECT) /* a sender that has one policy alone */
        return read_entry(d, value);
    if (value != PULL_ARRAY)
        return jsonpull_skip(&d->json, value);
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END)
        if (value == PULL_ERROR || !read_entry(d, value))
            return false;
    return true;
}
