#include "lib/tlsrpt/record_parts.h"

#include "lib/tlsrpt/jsonwrite.h"

struct recorded_detail {
    struct failure_detail detail;
    struct count failed;
};

struct recorded_policy {
    struct policy policy;
    struct count successful, failed;
    size_t details_without_count;
};

/* Calls `read` for each object of an array; another value, or another element, is a problem. */
static bool read_objects(struct decoder *d, enum jsonpull_token value, enum reason problem,
                         bool (*read)(struct decoder *, void *), void *into)
{
    if (value != PULL_ARRAY) {
        decoder_problem(d, problem);
        return jsonpull_skip(&d->json, value);
    }
    while ((value = jsonpull_next(&d->json)) == PULL_OBJECT)
        if (!read(d, into))
            return false;
    if (value != PULL_ARRAY_END)
        decoder_problem(d, REASON_BAD_JSON);
    return value == PULL_ARRAY_END;
}

/* Failure details. */

#define DETAIL_AT(which)                                                                           \
    .into = offsetof(struct recorded_detail, detail.text) + (which) * sizeof(struct slice),        \
    .from = offsetof(struct failure_detail, text) + (which) * sizeof(struct slice)

/* clang-format off */
static const struct member detail_members[] = {
    {SLICE("result_type"), member_word, DETAIL_AT(DETAIL_RESULT_TYPE), .write = jsonwrite_text,
        .meaning = "what went wrong (RFC 8460, 4.3)"},
    {SLICE("failed_session_count"), member_count, offsetof(struct recorded_detail, failed),
        jsonwrite_number, offsetof(struct failure_detail, failed_sessions),
        "sessions that failed so"},
    {SLICE("sending_mta_ip"), member_address, DETAIL_AT(DETAIL_SENDING_MTA_IP),
        .write = jsonwrite_text, .meaning = "the reporter's mail server"},
    {SLICE("receiving_ip"), member_address, DETAIL_AT(DETAIL_RECEIVING_IP), .write = jsonwrite_text,
        .meaning = "the address that was connected to"},
    {SLICE("receiving_mx_hostname"), member_host, DETAIL_AT(DETAIL_RECEIVING_MX_HOSTNAME),
        .write = jsonwrite_text, .meaning = "the MX host that was connected to"},
    {SLICE("receiving_mx_helo"), member_text, DETAIL_AT(DETAIL_RECEIVING_MX_HELO),
        .write = jsonwrite_text, .meaning = "how that host greeted"},
    {SLICE("additional_info_uri"), member_text, DETAIL_AT(DETAIL_ADDITIONAL_INFO_URI),
        .write = jsonwrite_text, .meaning = "where the reporter says more"},
    {SLICE("failure_reason_code"), member_text, DETAIL_AT(DETAIL_FAILURE_REASON_CODE),
        .write = jsonwrite_text, .meaning = "the reporter's own word for the reason"},
};
/* clang-format on */
const struct members record_detail_members = {detail_members, COUNT_OF(detail_members)};

static bool read_detail(struct decoder *d, void *into)
{
    struct recorded_policy *of = into;
    struct policy *p = &of->policy;
    struct recorded_detail raw = {0};
    if (!members_read(d, record_detail_members, &raw))
        return false;
    if (++d->details > d->limits->details) {
        decoder_problem(d, REASON_TOO_LARGE);
        return false;
    }
    struct failure_detail *detail = ARENA_PUSH(d->arena, p->details, p->details_n);
    if (!detail)
        return decoder_no_memory(d);
    *detail = raw.detail;
    detail->failed_sessions = count_plausible(d, raw.failed.value);
    of->details_without_count += !raw.failed.is_there;
    return true;
}

static bool read_details(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct recorded_policy *raw = into;
    raw->policy.details_n = raw->details_without_count = 0;
    if (value == PULL_NULL)
        return true;
    return read_objects(d, value, REASON_BAD_JSON, read_detail, into);
}

static void put_details(struct buffer *to, const char *key, const void *from)
{
    const struct policy *p = from;
    if (p->details_n == 0)
        return;
    jsonwrite_key(to, key);
    buffer_append_char(to, '[');
    for (size_t i = 0; i < p->details_n; i++) {
        jsonwrite_next(to);
        members_write(to, record_detail_members, &p->details[i]);
    }
    buffer_append_char(to, ']');
}

/* Policies. */

#define POLICY_AT(member)                                                                          \
    .into = offsetof(struct recorded_policy, policy.member), .from = offsetof(struct policy, member)

/* clang-format off */
static const struct member policy_members[] = {
    {SLICE("policy_domain"), member_domain, POLICY_AT(domain), .write = jsonwrite_text,
        .meaning = "the domain, as the sender wrote it or as the mail tells it"},
    {SLICE("policy_type"), member_word, POLICY_AT(type), .write = jsonwrite_text,
        .meaning = "sts, tlsa or no-policy-found"},
    {SLICE("policy_strings"), member_texts, POLICY_AT(strings), .write = jsonwrite_texts,
        .meaning = "the policy's lines, or TLSA records"},
    {SLICE("mx_host_patterns"), member_patterns, POLICY_AT(mx_patterns), .write = jsonwrite_texts,
        .meaning = "the mx patterns of the policy"},
    {SLICE("successful_session_count"), member_count, offsetof(struct recorded_policy, successful),
        jsonwrite_number, offsetof(struct policy, successful_sessions), "secured sessions"},
    {SLICE("failed_session_count"), member_count, offsetof(struct recorded_policy, failed),
        jsonwrite_number, offsetof(struct policy, failed_sessions), "failed sessions"},
    {SLICE("failure_details"), read_details, 0, put_details, 0,
        "what went wrong, below"},
};
/* clang-format on */
const struct members record_policy_members = {policy_members, COUNT_OF(policy_members)};

static bool read_policy(struct decoder *d, void *into)
{
    struct report *r = into;
    struct recorded_policy raw = {0};
    if (!members_read(d, record_policy_members, &raw))
        return false;
    if (r->policies_n == d->limits->policies) {
        decoder_problem(d, REASON_TOO_LARGE);
        return false;
    }
    struct policy *policy = ARENA_PUSH(d->arena, r->policies, r->policies_n);
    if (!policy)
        return decoder_no_memory(d);
    *policy = raw.policy;
    counts_settle(d, policy, raw.successful, raw.failed, raw.details_without_count);
    policy->attributed = policy->domain;
    return true;
}

bool record_policies_read(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct report *r = into;
    r->policies_n = 0;
    return read_objects(d, value, REASON_MISSING_POLICIES, read_policy, into);
}

void record_policies_write(struct buffer *to, const char *key, const void *from)
{
    const struct report *r = from;
    jsonwrite_key(to, key);
    buffer_append_char(to, '[');
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));) {
        jsonwrite_next(to);
        members_write(to, record_policy_members, p);
    }
    buffer_append_char(to, ']');
}
