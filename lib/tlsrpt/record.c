#include "lib/tlsrpt/record.h"

#include "lib/tlsrpt/jsonwrite.h"
#include "lib/tlsrpt/members.h"
#include "lib/tlsrpt/signature.h"

/*
 * Each object of a record is one table, for reading and for writing. What is read goes into a
 * struct raw_… that begins with what is written, and has room for what is looked at before it is
 * taken over.
 */

struct raw_detail {
    struct failure_detail detail;
    struct count failed;
};

struct raw_policy {
    struct policy policy;
    struct count successful, failed;
    size_t details_without_count;
};

struct raw_record {
    struct report report;
    struct slice begin, end, received, dkim;
    uint64_t deviations;
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

static bool out_of_memory(struct decoder *d)
{
    d->out_of_memory = true;
    return false;
}

/* An object by its table, in the table's order. */
static void put_object(struct buffer *to, const struct member *members, size_t n, const void *from)
{
    buffer_append_char(to, '{');
    for (const struct member *m = members; m < members + n; m++)
        if (m->write)
            m->write(to, m->key.at, (const char *)from + m->from);
    buffer_append_char(to, '}');
}

/* Failure details. */

#define DETAIL_AT(which)                                                                           \
    .into = offsetof(struct raw_detail, detail.text) + (which) * sizeof(struct slice),             \
    .from = offsetof(struct failure_detail, text) + (which) * sizeof(struct slice)

/* clang-format off */
static const struct member detail_members[] = {
    {SLICE("result_type"), member_word, DETAIL_AT(DETAIL_RESULT_TYPE), .write = jsonwrite_text,
        .meaning = "what went wrong (RFC 8460, 4.3)"},
    {SLICE("failed_session_count"), member_count, offsetof(struct raw_detail, failed),
        jsonwrite_number, offsetof(struct failure_detail, failed_sessions), "sessions that failed so"},
    {SLICE("sending_mta_ip"), member_text, DETAIL_AT(DETAIL_SENDING_MTA_IP),
        .write = jsonwrite_text, .meaning = "the reporter's mail server"},
    {SLICE("receiving_ip"), member_text, DETAIL_AT(DETAIL_RECEIVING_IP), .write = jsonwrite_text,
        .meaning = "the address that was connected to"},
    {SLICE("receiving_mx_hostname"), member_domain, DETAIL_AT(DETAIL_RECEIVING_MX_HOSTNAME),
        .write = jsonwrite_text, .meaning = "the MX host that was connected to"},
    {SLICE("receiving_mx_helo"), member_text, DETAIL_AT(DETAIL_RECEIVING_MX_HELO),
        .write = jsonwrite_text, .meaning = "how that host greeted"},
    {SLICE("additional_info_uri"), member_text, DETAIL_AT(DETAIL_ADDITIONAL_INFO_URI),
        .write = jsonwrite_text, .meaning = "where the reporter says more"},
    {SLICE("failure_reason_code"), member_text, DETAIL_AT(DETAIL_FAILURE_REASON_CODE),
        .write = jsonwrite_text, .meaning = "the reporter's own word for the reason"},
};
/* clang-format on */

static bool read_detail(struct decoder *d, void *into)
{
    struct raw_policy *of = into;
    struct policy *p = &of->policy;
    struct raw_detail raw = {0};
    if (!members_read(d, detail_members, COUNT_OF(detail_members), &raw))
        return false;
    if (++d->details > d->limits->details) {
        decoder_problem(d, REASON_TOO_LARGE);
        return false;
    }
    void *array = p->details;
    struct failure_detail *detail = arena_push(d->arena, &array, p->details_n, sizeof *detail);
    if (!detail)
        return out_of_memory(d);
    *detail = raw.detail;
    detail->failed_sessions = count_plausible(d, raw.failed.value);
    of->details_without_count += !raw.failed.is_there;
    p->details = array;
    p->details_n++;
    return true;
}

static bool read_details(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_objects(d, value, REASON_BAD_JSON, read_detail, into);
}

static void put_details(struct buffer *to, const char *key, const void *from)
{
    const struct policy *p = from;
    if (p->details_n == 0)
        return;
    jsonwrite_key(to, key);
    for (size_t i = 0; i < p->details_n; i++) {
        buffer_append_char(to, i == 0 ? '[' : ',');
        put_object(to, detail_members, COUNT_OF(detail_members), &p->details[i]);
    }
    buffer_append_char(to, ']');
}

/* Policies. */

#define POLICY_AT(member)                                                                          \
    .into = offsetof(struct raw_policy, policy.member), .from = offsetof(struct policy, member)

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
    {SLICE("successful_session_count"), member_count, offsetof(struct raw_policy, successful),
        jsonwrite_number, offsetof(struct policy, successful_sessions), "secured sessions"},
    {SLICE("failed_session_count"), member_count, offsetof(struct raw_policy, failed),
        jsonwrite_number, offsetof(struct policy, failed_sessions), "failed sessions"},
    {SLICE("failure_details"), read_details, 0, put_details, 0,
        "what went wrong, below"},
};
/* clang-format on */

static bool read_policy(struct decoder *d, void *into)
{
    struct report *r = into;
    struct raw_policy raw = {0};
    if (!members_read(d, policy_members, COUNT_OF(policy_members), &raw))
        return false;
    if (r->policies_n == d->limits->policies) {
        decoder_problem(d, REASON_TOO_LARGE);
        return false;
    }
    void *array = r->policies;
    struct policy *policy = arena_push(d->arena, &array, r->policies_n, sizeof *policy);
    if (!policy)
        return out_of_memory(d);
    *policy = raw.policy;
    counts_settle(d, policy, raw.successful, raw.failed, raw.details_without_count);
    policy->attributed = policy->domain;
    r->policies = array;
    r->policies_n++;
    return true;
}

static bool read_policies(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_objects(d, value, REASON_MISSING_POLICIES, read_policy, into);
}

static void put_policies(struct buffer *to, const char *key, const void *from)
{
    const struct report *r = from;
    char before = '[';
    jsonwrite_key(to, key);
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));) {
        buffer_append_char(to, before);
        put_object(to, policy_members, COUNT_OF(policy_members), p);
        before = ',';
    }
    buffer_append_text(to, before == '[' ? "[]" : "]");
}

/* The source. */

static bool read_unsigned(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct count c;
    if (!member_count(d, value, &c))
        return false;
    *(uint64_t *)into = (uint64_t)c.value;
    return true;
}

static void put_message(struct buffer *to, const char *key, const void *from)
{
    const struct source *s = from;
    int64_t number = (int64_t)s->message;
    if (s->message > 0)
        jsonwrite_number(to, key, &number);
}

static void put_offset(struct buffer *to, const char *key, const void *from)
{
    const struct source *s = from;
    int64_t number = (int64_t)s->offset;
    if (s->message > 0)
        jsonwrite_number(to, key, &number);
}

static void put_received(struct buffer *to, const char *key, const void *from)
{
    jsonwrite_time(to, key, &(time_seconds){source_received(from)});
}

static void put_dkim(struct buffer *to, const char *key, const void *from)
{
    const enum dkim *dkim = from;
    if (*dkim != DKIM_NOT_ASKED)
        jsonwrite_text(to, key, *dkim == DKIM_PASSED ? &SLICE("pass") : &SLICE("none"));
}

#define SOURCE_AT(member)                                                                          \
    .into = offsetof(struct raw_record, report.source.member),                                     \
    .from = offsetof(struct source, member)

/* clang-format off */
static const struct member source_members[] = {
    {SLICE("path"), member_text, SOURCE_AT(path), .write = jsonwrite_text,
        .meaning = "the file, from the INPUT on"},
    {SLICE("member"), member_field, SOURCE_AT(member), .write = jsonwrite_text,
        .meaning = "inside archives, nested ones joined by !/"},
    {SLICE("message"), read_unsigned, offsetof(struct raw_record, report.source.message),
        put_message, 0, "its number in the mbox, from 1"},
    {SLICE("offset"), read_unsigned, offsetof(struct raw_record, report.source.offset),
        put_offset, 0, "where it begins in the mbox, in bytes"},
    {SLICE("message_id"), member_field, SOURCE_AT(message_id), .write = jsonwrite_text,
        .meaning = "the mail's"},
    {SLICE("submitter"), member_field, SOURCE_AT(submitter), .write = jsonwrite_text,
        .meaning = "the reporter's domain, as the mail tells it"},
    {SLICE("report_domain"), member_domain, SOURCE_AT(report_domain), .write = jsonwrite_text,
        .meaning = "the domain that the report is about, as the mail tells it"},
    {SLICE("received"), member_text, offsetof(struct raw_record, received), put_received, 0,
        "when the mail was received, UTC"},
    {SLICE("dkim"), member_word, offsetof(struct raw_record, dkim), put_dkim,
        offsetof(struct source, dkim), "pass or none: the trusted server's word (--authserv-id)"},
    {SLICE("signature"), signature_read, SOURCE_AT(signature), .write = signature_write,
        .meaning = "the DKIM signature, verified here (--dns), below"},
};
/* clang-format on */

static bool read_source(struct decoder *d, enum jsonpull_token value, void *into)
{
    bool was_object;
    return members_read_object(d, value, source_members, COUNT_OF(source_members), into,
                               &was_object);
}

void record_write_source(struct buffer *to, const struct source *s)
{
    put_object(to, source_members, COUNT_OF(source_members), s);
}

static void put_source(struct buffer *to, const char *key, const void *from)
{
    jsonwrite_key(to, key);
    record_write_source(to, from);
}

/* The record. */

static bool read_deviations(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct texts names;
    uint64_t *set = into;
    if (!member_texts(d, value, &names))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        int known = deviation_find(names.at[i]);
        if (known >= 0)
            *set |= (uint64_t)1 << known;
    }
    return true;
}

static void put_deviations(struct buffer *to, const char *key, const void *from)
{
    const uint64_t *set = from;
    if (*set == 0)
        return;
    jsonwrite_key(to, key);
    char before = '[';
    for (int i = 0; i < DEVIATIONS; i++) {
        if (!(*set >> i & 1))
            continue;
        buffer_append_char(to, before);
        jsonwrite_string(to, slice_of(deviations[i].name));
        before = ',';
    }
    buffer_append_char(to, ']');
}

#define REPORT_AT(member)                                                                          \
    .into = offsetof(struct raw_record, report.member), .from = offsetof(struct report, member)

/* clang-format off */
static const struct member record_members[] = {
    {SLICE("report_key"), /* worked out anew when it is read */
        .meaning = "first 32 hex digits of the SHA-256 over the report's identity"},
    {SLICE("organization_name"), member_name, REPORT_AT(organization_name),
        .write = jsonwrite_text, .meaning = "organization that sent the report"},
    {SLICE("report_id"), member_report_id, REPORT_AT(report_id), .write = jsonwrite_text,
        .meaning = "the sender's own id"},
    {SLICE("begin_date"), member_text, offsetof(struct raw_record, begin), jsonwrite_time,
        offsetof(struct report, begin), "start of the period, UTC"},
    {SLICE("end_date"), member_text, offsetof(struct raw_record, end), jsonwrite_time,
        offsetof(struct report, end), "end of the period, UTC"},
    {SLICE("contact_info"), member_name, REPORT_AT(contact_info), .write = jsonwrite_text,
        .meaning = "whom to ask at the reporter's"},
    {SLICE("policies"), read_policies, offsetof(struct raw_record, report), put_policies, 0,
        "what was found of each policy, below"},
    {SLICE("deviations"), read_deviations, offsetof(struct raw_record, deviations),
        put_deviations, offsetof(struct report, deviations),
        "what the report gets wrong and was read all the same (tlsrpt-audit --list-deviations)"},
    {SLICE("source"), read_source, 0, put_source, offsetof(struct report, source),
        "where it was found, below"},
};
/* clang-format on */

void record_write(struct buffer *to, const struct report *r, const char *key)
{
    struct slice text = slice_of(key);
    buffer_append_char(to, '{');
    jsonwrite_text(to, "report_key", &text);
    for (size_t i = 0; i < COUNT_OF(record_members); i++)
        if (record_members[i].write)
            record_members[i].write(to, record_members[i].key.at,
                                    (const char *)r + record_members[i].from);
    buffer_append(to, SLICE("}\n"));
}

/* Of which each object's keys are told, in this order. */
static const struct {
    const struct member *members;
    size_t n;
} objects[RECORD_OBJECTS] = {
    /* RECORD_SIGNATURE has a room of its own */
    [RECORD_ITSELF] = {record_members, COUNT_OF(record_members)},
    [RECORD_POLICY] = {policy_members, COUNT_OF(policy_members)},
    [RECORD_DETAIL] = {detail_members, COUNT_OF(detail_members)},
    [RECORD_SOURCE] = {source_members, COUNT_OF(source_members)},
};

const char *record_key(enum record_object object, size_t i, const char **meaning)
{
    const struct member *members = object == RECORD_SIGNATURE ? signature_members
                                                              : objects[object].members;
    if (i >= (object == RECORD_SIGNATURE ? signature_members_n : objects[object].n))
        return NULL;
    *meaning = members[i].meaning;
    return members[i].key.at;
}

static void check_record(struct decoder *d, struct raw_record *raw)
{
    unsigned flaws;
    if (raw->report.report_id.n == 0)
        decoder_problem(d, REASON_MISSING_REPORT_ID);
    if (!time_parse(raw->begin, &raw->report.begin, &flaws) ||
        !time_parse(raw->end, &raw->report.end, &flaws))
        decoder_problem(d, REASON_BAD_DATE);
    if (raw->report.policies_n == 0)
        decoder_problem(d, REASON_MISSING_POLICIES);
    raw->report.source.received_time = WHEN_NEVER;
    time_seconds received;
    if (time_parse(raw->received, &received, &flaws))
        raw->report.source.received_time = received;
    if (raw->dkim.n > 0)
        raw->report.source.dkim = slice_equal(raw->dkim, SLICE("pass")) ? DKIM_PASSED : DKIM_FAILED;
}

/* What a record made elsewhere gets wrong as a report may. */
static const uint64_t of_bounds = (uint64_t)1 << DEVIATION_TEXT_TOO_LONG |
                                  (uint64_t)1 << DEVIATION_TOO_MANY_STRINGS |
                                  (uint64_t)1 << DEVIATION_IMPLAUSIBLE_COUNT;

enum reason record_decode(struct slice line, const struct limits *limits, struct arena *arena,
                          struct report *report, bool *no_memory)
{
    struct decoder d = {.arena = arena, .limits = limits, .report = report, .is_report = true};
    struct raw_record raw = {0};
    *report = (struct report){0};
    jsonpull_start(&d.json, line, limits->json_depth);
    bool was_object, complete = members_read_object(&d, jsonpull_next(&d.json), record_members,
                                                    COUNT_OF(record_members), &raw, &was_object) &&
                                was_object && jsonpull_next(&d.json) == PULL_END;
    if (complete)
        check_record(&d, &raw);
    *no_memory = d.out_of_memory;
    raw.deviations |= report->deviations & of_bounds; /* the others say nothing new */
    *report = raw.report;
    report_attribute(report, report->source.report_domain);
    report->deviations = raw.deviations;
    return decoder_verdict(&d, complete);
}
