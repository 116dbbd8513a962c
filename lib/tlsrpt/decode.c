#include "lib/tlsrpt/decode.h"

#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/members.h"

enum { LONG_PERIOD = 26 * 3600 }; /* seconds; a report is of a day (RFC 8460, 4.1) */

/* Failure details (RFC 8460, 4.3 and 4.4). */

struct raw_detail {
    struct slice text[DETAIL_TEXTS];
    struct count failed;
};

#define DETAIL(key_text, reader, which)                                                            \
    {                                                                                              \
        .key = {.at = (key_text), .n = sizeof(key_text) - 1}, .read = (reader),                    \
        .into = offsetof(struct raw_detail, text) + (which) * sizeof(struct slice)                 \
    }

static const struct member detail_members[] = {
    DETAIL("result-type", member_word, DETAIL_RESULT_TYPE),
    DETAIL("sending-mta-ip", member_text, DETAIL_SENDING_MTA_IP),
    DETAIL("receiving-ip", member_text, DETAIL_RECEIVING_IP),
    DETAIL("receiving-mx-hostname", member_domain, DETAIL_RECEIVING_MX_HOSTNAME),
    DETAIL("receiving-mx-helo", member_text, DETAIL_RECEIVING_MX_HELO),
    DETAIL("additional-information", member_text, DETAIL_ADDITIONAL_INFO_URI),
    DETAIL("failure-reason-code", member_text, DETAIL_FAILURE_REASON_CODE),
    {.key = {"failed-session-count", 20},
     .read = member_count,
     .into = offsetof(struct raw_detail, failed)},
};

struct details {
    struct failure_detail *at;
    size_t n, without_count;
};

static bool read_detail(struct decoder *d, enum jsonpull_token value, struct details *details)
{
    struct raw_detail raw = {0};
    bool was_object;
    if (!members_read_object(d, value, detail_members, COUNT_OF(detail_members), &raw, &was_object))
        return false;
    if (!was_object) {
        report_note(d->report, DEVIATION_VALUE_NOT_STRING);
        return true;
    }
    if (++d->details > d->limits->details) {
        decoder_problem(d, REASON_TOO_LARGE);
        return false;
    }
    if (raw.text[DETAIL_RESULT_TYPE].n == 0)
        report_note(d->report, DEVIATION_MISSING_RESULT_TYPE);
    else if (!result_type_find(raw.text[DETAIL_RESULT_TYPE]))
        report_note(d->report, DEVIATION_UNKNOWN_RESULT_TYPE);
    void *array = details->at;
    struct failure_detail *detail = arena_push(d->arena, &array, details->n, sizeof *detail);
    if (!detail) {
        d->out_of_memory = true;
        return false;
    }
    *detail = (struct failure_detail){.failed_sessions = count_value(d, raw.failed)};
    memcpy(detail->text, raw.text, sizeof raw.text);
    details->without_count += !raw.failed.is_there;
    details->at = array;
    details->n++;
    return true;
}

static bool read_details(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct details *details = into;
    *details = (struct details){0};
    if (value != PULL_ARRAY)
        return value == PULL_OBJECT ? read_detail(d, value, details)
                                    : jsonpull_skip(&d->json, value);
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END)
        if (value == PULL_ERROR || !read_detail(d, value, details))
            return false;
    return true;
}

/* Policies (RFC 8460, 4.2 and 4.4). */

struct raw_policy {
    struct slice type, domain;
    struct texts strings, mx;
    struct count successful, failed;
    bool has_summary;
    struct details details;
};

/* An entry of policies. What should stand in its policy object may stand in the entry itself. */
struct raw_entry {
    struct raw_policy policy, flat;
    bool has_policy;
};

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

static bool read_policy_object(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_entry *raw = into;
    return members_read_object(d, value, policy_members, COUNT_OF(policy_members), &raw->policy,
                               &raw->has_policy);
}

static bool read_summary(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_policy *raw = into;
    return members_read_object(d, value, summary_members, COUNT_OF(summary_members), raw,
                               &raw->has_summary);
}

static const struct member entry_members[] = {
    {SLICE("policy"), read_policy_object, .into = 0},
    {SLICE("summary"), read_summary, .into = offsetof(struct raw_entry, policy)},
    {SLICE("failure-details"), read_details, .into = offsetof(struct raw_entry, policy.details)},
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

static bool add_entry(struct decoder *d, struct raw_entry *entry)
{
    struct report *r = d->report;
    void *array = r->policies;
    struct policy *policy = r->policies_n < d->limits->policies
                                ? arena_push(d->arena, &array, r->policies_n, sizeof *policy)
                                : NULL;
    if (!policy) {
        decoder_problem(d, REASON_TOO_LARGE);
        d->out_of_memory = r->policies_n < d->limits->policies;
        return false;
    }
    r->policies = array;
    r->policies_n++;

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
        return add_entry(d, &raw);
    decoder_problem(d, REASON_MISSING_POLICIES);
    return true;
}

static bool read_policies(struct decoder *d, enum jsonpull_token value, void *into)
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

/* The report (RFC 8460, 4.4). */

struct raw_report {
    struct slice organization_name, report_id, contact_info, start, end;
    bool has_range;
    struct raw_entry alone; /* before there were policies (draft-ietf-uta-smtp-tlsrpt-00) */
};

static bool read_report_id(struct decoder *d, enum jsonpull_token value, void *into)
{
    d->is_report = true;
    return member_report_id(d, value, into);
}

static const struct member range_members[] = {
    {SLICE("start-datetime"), member_text, .into = offsetof(struct raw_report, start)},
    {SLICE("end-datetime"), member_text, .into = offsetof(struct raw_report, end)},
};

static bool read_range(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_report *raw = into;
    return members_read_object(d, value, range_members, COUNT_OF(range_members), raw,
                               &raw->has_range);
}

static const struct member report_members[] = {
    {SLICE("organization-name"), member_name,
     .into = offsetof(struct raw_report, organization_name)},
    {SLICE("date-range"), read_range, .into = 0},
    {SLICE("contact-info"), member_name, .into = offsetof(struct raw_report, contact_info)},
    {SLICE("report-id"), read_report_id, .into = offsetof(struct raw_report, report_id)},
    {SLICE("policies"), read_policies, .into = 0},
    {SLICE("policy"), read_policy_object, .into = offsetof(struct raw_report, alone)},
    {SLICE("summary"), read_summary, .into = offsetof(struct raw_report, alone.policy)},
    {SLICE("failure-details"), read_details,
     .into = offsetof(struct raw_report, alone.policy.details)},
};

static void read_time(struct decoder *d, struct slice text, time_seconds *t)
{
    unsigned flaws = 0;
    if (!time_parse(text, t, &flaws))
        decoder_problem(d, REASON_BAD_DATE);
    if (flaws & WHEN_NO_TIME)
        report_note(d->report, DEVIATION_DATE_WITHOUT_TIME);
    else if (flaws & WHEN_NO_ZONE)
        report_note(d->report, DEVIATION_DATE_WITHOUT_ZONE);
    if (flaws & WHEN_SPACE)
        report_note(d->report, DEVIATION_DATE_WITH_SPACE);
}

static void check_range(struct decoder *d, const struct raw_report *raw)
{
    struct report *r = d->report;
    if (raw->start.n == 0 || raw->end.n == 0) {
        decoder_problem(d, REASON_MISSING_DATE_RANGE);
        return;
    }
    read_time(d, raw->start, &r->begin);
    read_time(d, raw->end, &r->end);
    if (r->end < r->begin)
        report_note(r, DEVIATION_END_BEFORE_START);
    else if (r->end == r->begin + SECONDS_A_DAY)
        report_note(r, DEVIATION_END_AT_MIDNIGHT);
    else if (r->end - r->begin > LONG_PERIOD)
        report_note(r, DEVIATION_LONG_PERIOD);
}

static bool take_alone(struct decoder *d, struct raw_report *raw)
{
    if (d->report->policies_n > 0 || !raw->alone.has_policy)
        return true;
    report_note(d->report, DEVIATION_FLAT_POLICY);
    return add_entry(d, &raw->alone);
}

static void check_report(struct decoder *d, const struct raw_report *raw)
{
    struct report *r = d->report;
    r->organization_name = raw->organization_name;
    r->report_id = raw->report_id;
    r->contact_info = raw->contact_info;
    if (r->report_id.n == 0)
        decoder_problem(d, REASON_MISSING_REPORT_ID);
    if (r->organization_name.n == 0)
        report_note(r, DEVIATION_MISSING_ORGANIZATION_NAME);
    if (r->contact_info.n == 0)
        report_note(r, DEVIATION_MISSING_CONTACT_INFO);
    if (r->policies_n == 0)
        decoder_problem(d, REASON_MISSING_POLICIES);
    check_range(d, raw);
}

enum reason report_decode(struct slice document, const struct limits *limits, struct arena *arena,
                          struct report *report, bool *out_of_memory)
{
    struct decoder d = {.arena = arena, .limits = limits, .report = report};
    struct raw_report raw = {0};
    *report = (struct report){.source.received_time = WHEN_NEVER};
    if (slice_starts(document, SLICE("\xEF\xBB\xBF")))
        report_note(report, DEVIATION_BYTE_ORDER_MARK);
    jsonpull_start(&d.json, document, limits->json_depth);
    bool was_object;
    bool complete = members_read_object(&d, jsonpull_next(&d.json), report_members,
                                        COUNT_OF(report_members), &raw, &was_object) &&
                    jsonpull_next(&d.json) == PULL_END;
    if (complete)
        complete = take_alone(&d, &raw);
    if (complete)
        check_report(&d, &raw);
    *out_of_memory = d.out_of_memory;
    return decoder_verdict(&d, complete);
}

/* Attribution (SPEC 4; RFC 8460, 1.1: under DANE the policy domain is the TLSA base domain). */

static bool names_domain(const struct report *r, struct slice domain)
{
    bool any_sts = false;
    for (size_t i = 0; i < r->policies_n; i++) {
        any_sts |= policy_kind_of(r->policies[i].type) == POLICY_STS;
        if (slice_equal(r->policies[i].domain, domain))
            return true;
    }
    return !any_sts;
}

void report_attribute(struct report *report, struct slice report_domain)
{
    for (size_t i = 0; i < report->policies_n; i++) {
        struct policy *p = &report->policies[i];
        enum policy_kind kind = policy_kind_of(p->type);
        if (p->domain.n == 0)
            p->domain = report_domain;
        bool by_mail = report_domain.n > 0 && (kind == POLICY_TLSA || kind == POLICY_NONE_FOUND);
        p->attributed = by_mail ? report_domain : p->domain;
    }
    if (report_domain.n > 0 && !names_domain(report, report_domain))
        report_note(report, DEVIATION_DOMAIN_MISMATCH);
}
