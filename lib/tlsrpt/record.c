#include "lib/tlsrpt/record.h"

#include "lib/base/scan.h"
#include "lib/mail/maildate.h"
#include "lib/tlsrpt/members.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

time_seconds source_received(const struct source *s)
{
    time_seconds t;
    if (s->received.n > 0)
        return maildate_parse(s->received, &t) ? t : WHEN_NEVER;
    return s->received_time;
}

static const char *const detail_keys[] = {
    [DETAIL_RESULT_TYPE] = "result_type",
    [DETAIL_SENDING_MTA_IP] = "sending_mta_ip",
    [DETAIL_RECEIVING_IP] = "receiving_ip",
    [DETAIL_RECEIVING_MX_HOSTNAME] = "receiving_mx_hostname",
    [DETAIL_RECEIVING_MX_HELO] = "receiving_mx_helo",
    [DETAIL_ADDITIONAL_INFO_URI] = "additional_info_uri",
    [DETAIL_FAILURE_REASON_CODE] = "failure_reason_code",
};
_Static_assert(COUNT_OF(detail_keys) == DETAIL_TEXTS, "a key a text");

/* Writing. */

static void write_escape(struct buffer *to, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    static const char plain[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *short_form = c ? strchr(plain, c) : NULL;
    if (short_form)
        text[1] = names[short_form - plain];
    buffer_append(to, (struct slice){.at = text, .n = short_form ? 2 : sizeof text});
}

void record_write_string(struct buffer *to, struct slice text)
{
    buffer_append_char(to, '"');
    while (text.n > 0) {
        unsigned char seen = 0;
        size_t plain = scan_json_plain(text, &seen);
        buffer_append(to, slice_first(text, plain));
        if (plain < text.n)
            write_escape(to, (unsigned char)text.at[plain++]);
        text = slice_from(text, plain);
    }
    buffer_append_char(to, '"');
}

static void write_key(struct buffer *to, const char *key)
{
    if (to->n > 0 && to->at[to->n - 1] != '{')
        buffer_append_char(to, ',');
    buffer_append_char(to, '"');
    buffer_append_text(to, key);
    buffer_append(to, SLICE("\":"));
}

static void write_text(struct buffer *to, const char *key,
                       struct slice text) /* left out when absent */
{
    if (text.n == 0)
        return;
    write_key(to, key);
    record_write_string(to, text);
}

static void write_number(struct buffer *to, const char *key, int64_t number)
{
    write_key(to, key);
    buffer_append_number(to, number);
}

static void write_time(struct buffer *to, const char *key, time_seconds t)
{
    char text[WHEN_TIME_TEXT + 1];
    if (t == WHEN_NEVER)
        return;
    time_format(t, text);
    write_text(to, key, slice_of(text));
}

static void write_texts(struct buffer *to, const char *key, struct texts texts)
{
    if (texts.n == 0)
        return;
    write_key(to, key);
    for (size_t i = 0; i < texts.n; i++) {
        buffer_append_char(to, i == 0 ? '[' : ',');
        record_write_string(to, texts.at[i]);
    }
    buffer_append_char(to, ']');
}

static void write_detail(struct buffer *to, const struct failure_detail *d)
{
    buffer_append_char(to, '{');
    write_text(to, detail_keys[DETAIL_RESULT_TYPE], d->text[DETAIL_RESULT_TYPE]);
    write_number(to, "failed_session_count", d->failed_sessions);
    for (int k = DETAIL_RESULT_TYPE + 1; k < DETAIL_TEXTS; k++)
        write_text(to, detail_keys[k], d->text[k]);
    buffer_append_char(to, '}');
}

static void write_policy(struct buffer *to, const struct policy *p)
{
    buffer_append_char(to, '{');
    write_text(to, "policy_domain", p->domain);
    write_text(to, "policy_type", p->type);
    write_texts(to, "policy_strings", p->strings);
    write_texts(to, "mx_host_patterns", p->mx_patterns);
    write_number(to, "successful_session_count", p->successful_sessions);
    write_number(to, "failed_session_count", p->failed_sessions);
    if (p->details_n > 0)
        write_key(to, "failure_details");
    for (size_t i = 0; i < p->details_n; i++) {
        buffer_append_char(to, i == 0 ? '[' : ',');
        write_detail(to, &p->details[i]);
    }
    buffer_append_text(to, p->details_n > 0 ? "]}" : "}");
}

static void write_policies(struct buffer *to, const struct report *r)
{
    write_key(to, "policies");
    buffer_append_char(to, '[');
    bool first = true;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));) {
        if (!first)
            buffer_append_char(to, ',');
        write_policy(to, p);
        first = false;
    }
    buffer_append_char(to, ']');
}

static void write_deviations(struct buffer *to, uint64_t set)
{
    if (set == 0)
        return;
    write_key(to, "deviations");
    char before = '[';
    for (int i = 0; i < DEVIATIONS; i++) {
        if (!(set >> i & 1))
            continue;
        buffer_append_char(to, before);
        record_write_string(to, slice_of(deviations[i].name));
        before = ',';
    }
    buffer_append_char(to, ']');
}

void record_write_source(struct buffer *to, const struct source *s)
{
    buffer_append_char(to, '{');
    write_text(to, "path", s->path);
    write_text(to, "member", s->member);
    if (s->message > 0) {
        write_number(to, "message", (int64_t)s->message);
        write_number(to, "offset", (int64_t)s->offset);
    }
    write_text(to, "message_id", s->message_id);
    write_text(to, "submitter", s->submitter);
    write_text(to, "report_domain", s->report_domain);
    write_time(to, "received", source_received(s));
    if (s->dkim != DKIM_NOT_ASKED)
        write_text(to, "dkim", s->dkim == DKIM_PASSED ? SLICE("pass") : SLICE("none"));
    buffer_append_char(to, '}');
}

void record_write(struct buffer *to, const struct report *r, const char *key)
{
    buffer_append_char(to, '{');
    write_text(to, "report_key", slice_of(key));
    write_text(to, "organization_name", r->organization_name);
    write_text(to, "report_id", r->report_id);
    write_time(to, "begin_date", r->begin);
    write_time(to, "end_date", r->end);
    write_text(to, "contact_info", r->contact_info);
    write_policies(to, r);
    write_deviations(to, r->deviations);
    write_key(to, "source");
    record_write_source(to, &r->source);
    buffer_append(to, SLICE("}\n"));
}

/* Reading. */

struct raw_detail {
    struct failure_detail detail;
    struct count failed;
};

#define DETAIL_AT(which) (offsetof(struct raw_detail, detail.text) + (which) * sizeof(struct slice))

static const struct member detail_members[] = {
    {SLICE("result_type"), member_word, DETAIL_AT(DETAIL_RESULT_TYPE)},
    {SLICE("failed_session_count"), member_count, offsetof(struct raw_detail, failed)},
    {SLICE("sending_mta_ip"), member_text, DETAIL_AT(DETAIL_SENDING_MTA_IP)},
    {SLICE("receiving_ip"), member_text, DETAIL_AT(DETAIL_RECEIVING_IP)},
    {SLICE("receiving_mx_hostname"), member_domain, DETAIL_AT(DETAIL_RECEIVING_MX_HOSTNAME)},
    {SLICE("receiving_mx_helo"), member_text, DETAIL_AT(DETAIL_RECEIVING_MX_HELO)},
    {SLICE("additional_info_uri"), member_text, DETAIL_AT(DETAIL_ADDITIONAL_INFO_URI)},
    {SLICE("failure_reason_code"), member_text, DETAIL_AT(DETAIL_FAILURE_REASON_CODE)},
};

struct raw_policy {
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

static bool out_of_memory(struct decoder *d)
{
    d->out_of_memory = true;
    return false;
}

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

static const struct member policy_members[] = {
    {SLICE("policy_domain"), member_domain, offsetof(struct raw_policy, policy.domain)},
    {SLICE("policy_type"), member_word, offsetof(struct raw_policy, policy.type)},
    {SLICE("policy_strings"), member_texts, offsetof(struct raw_policy, policy.strings)},
    {SLICE("mx_host_patterns"), member_domains, offsetof(struct raw_policy, policy.mx_patterns)},
    {SLICE("successful_session_count"), member_count, offsetof(struct raw_policy, successful)},
    {SLICE("failed_session_count"), member_count, offsetof(struct raw_policy, failed)},
    {SLICE("failure_details"), read_details, 0},
};

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

static bool read_unsigned(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct count c;
    if (!member_count(d, value, &c))
        return false;
    *(uint64_t *)into = (uint64_t)c.value;
    return true;
}

struct raw_record {
    struct report report;
    struct slice begin, end, received, dkim;
    uint64_t deviations;
};

static const struct member source_members[] = {
    {SLICE("path"), member_text, offsetof(struct raw_record, report.source.path)},
    {SLICE("member"), member_field, offsetof(struct raw_record, report.source.member)},
    {SLICE("message"), read_unsigned, offsetof(struct raw_record, report.source.message)},
    {SLICE("offset"), read_unsigned, offsetof(struct raw_record, report.source.offset)},
    {SLICE("message_id"), member_field, offsetof(struct raw_record, report.source.message_id)},
    {SLICE("submitter"), member_field, offsetof(struct raw_record, report.source.submitter)},
    {SLICE("report_domain"), member_domain,
     offsetof(struct raw_record, report.source.report_domain)},
    {SLICE("received"), member_text, offsetof(struct raw_record, received)},
    {SLICE("dkim"), member_word, offsetof(struct raw_record, dkim)},
};

static bool read_source(struct decoder *d, enum jsonpull_token value, void *into)
{
    bool was_object;
    return members_read_object(d, value, source_members, COUNT_OF(source_members), into,
                               &was_object);
}

static const struct member record_members[] = {
    {SLICE("organization_name"), member_name,
     offsetof(struct raw_record, report.organization_name)},
    {SLICE("report_id"), member_report_id, offsetof(struct raw_record, report.report_id)},
    {SLICE("begin_date"), member_text, offsetof(struct raw_record, begin)},
    {SLICE("end_date"), member_text, offsetof(struct raw_record, end)},
    {SLICE("contact_info"), member_name, offsetof(struct raw_record, report.contact_info)},
    {SLICE("policies"), read_policies, offsetof(struct raw_record, report)},
    {SLICE("deviations"), read_deviations, offsetof(struct raw_record, deviations)},
    {SLICE("source"), read_source, 0},
};

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
    struct decoder d = {
        .document = line, .arena = arena, .limits = limits, .report = report, .is_report = true};
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
