#include "formats/out/tables.h"

#include <stdio.h>

/* Getters: what stands at an offset of the row. */

static void at_text(const void *row, size_t at, struct cell *c)
{
    c->text = *(const struct slice *)((const char *)row + at);
    c->absent = c->text.n == 0;
}

static void at_number(const void *row, size_t at, struct cell *c)
{
    uint64_t n = *(const uint64_t *)((const char *)row + at);
    c->integer = n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

static void at_rate(const void *row, size_t at, struct cell *c)
{
    c->absent = !sessions_rate(*(const struct sessions *)((const char *)row + at), &c->ratio);
}

static void at_day(const void *row, size_t at, struct cell *c)
{
    c->day = *(const day_number *)((const char *)row + at);
}

static void month(const void *row, size_t at, struct cell *c)
{
    const struct month_row *m = row;
    (void)at;
    c->text = (struct slice){.at = c->room, .n = (size_t)snprintf(c->room, sizeof c->room, "%04d-%02d", m->year, m->month)};
}

static void category(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(result_type_category(((const struct result_type_row *)row)->result_type));
}

/* What a result type of the RFC's means; for others there is nothing to say. */
static void explanation(const void *row, size_t at, struct cell *c)
{
    const struct result_type *type = result_type_find(((const struct result_type_row *)row)->result_type);
    c->absent = type == NULL;
    c->text = type ? slice_of(*(const char *const *)((const char *)type + at)) : (struct slice){0};
}

static void sts_mode(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = stspolicy_value(((const struct policy_seen_row *)row)->policy_text, SLICE("mode"));
    c->absent = c->text.n == 0;
}

static void sts_max_age(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->absent = !stspolicy_max_age(((const struct policy_seen_row *)row)->policy_text, &c->integer);
}

static void sts_mx(const void *row, size_t at, struct cell *c)
{
    struct slice rest = ((const struct policy_seen_row *)row)->policy_text, mx;
    (void)at;
    c->texts = (struct texts){.at = c->list_room};
    while (c->texts.n < CELL_MOST_TEXTS && (mx = stspolicy_next(&rest, SLICE("mx"))).n > 0)
        c->list_room[c->texts.n++] = mx;
}

static void at_texts(const void *row, size_t at, struct cell *c)
{
    c->texts = *(const struct texts *)((const char *)row + at);
}

static void day_of_finding(const void *row, size_t at, struct cell *c)
{
    at_day(row, at, c);
    c->absent = !((const struct finding *)row)->has_span;
}

static void gaps(const void *row, size_t at, struct cell *c)
{
    const struct domain_row *d = row;
    (void)at;
    c->spans = d->gaps;
    c->spans_n = d->gaps_n;
}

/* Getters of the streamed tables. */

static void key_of_line(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(((const struct report_line *)row)->key);
}

static void text_of_report(const void *row, size_t at, struct cell *c)
{
    at_text(((const struct report_line *)row)->report, at, c);
}

static void time_of_report(const void *row, size_t at, struct cell *c)
{
    c->time = *(const time_seconds *)((const char *)((const struct report_line *)row)->report + at);
}

static void day_of_report(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->day = report_day(((const struct report_line *)row)->report);
}

static void policies_of_report(const void *row, size_t at, struct cell *c)
{
    const struct report *r = ((const struct report_line *)row)->report;
    (void)at;
    for (size_t i = 0; i < r->policies_n; i++)
        c->integer += !r->policies[i].left_out;
}

static void sum_of_policies(const void *row, size_t at, struct cell *c)
{
    const struct report *r = ((const struct report_line *)row)->report;
    for (size_t i = 0; i < r->policies_n; i++) {
        int64_t n = *(const int64_t *)((const char *)&r->policies[i] + at);
        if (!r->policies[i].left_out && __builtin_add_overflow(c->integer, n, &c->integer))
            c->integer = INT64_MAX;
    }
}

static void deviations_of_report(const void *row, size_t at, struct cell *c)
{
    const struct report *r = ((const struct report_line *)row)->report;
    (void)at;
    c->texts = (struct texts){.at = c->list_room};
    for (int i = 0; i < DEVIATIONS; i++)
        if (r->deviations >> i & 1)
            c->list_room[c->texts.n++] = slice_of(deviations[i].name);
}

static void optional_number(uint64_t n, struct cell *c)
{
    c->integer = (int64_t)n;
    c->absent = n == 0;
}

static void message_of_report(const void *row, size_t at, struct cell *c)
{
    (void)at;
    optional_number(((const struct report_line *)row)->report->source.message, c);
}

static void offset_of_report(const void *row, size_t at, struct cell *c)
{
    const struct source *s = &((const struct report_line *)row)->report->source;
    (void)at;
    c->integer = (int64_t)s->offset;
    c->absent = s->message == 0;
}

static void received_of_report(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->time = source_received(&((const struct report_line *)row)->report->source);
    c->absent = c->time == WHEN_NEVER;
}

static void index_of_line(const void *row, size_t at, struct cell *c)
{
    c->integer = (int64_t) * (const size_t *)((const char *)row + at);
}

static void text_of_policy(const void *row, size_t at, struct cell *c)
{
    at_text(((const struct report_line *)row)->policy, at, c);
}

static void number_of_policy(const void *row, size_t at, struct cell *c)
{
    at_number(((const struct report_line *)row)->policy, at, c);
}

static void texts_of_policy(const void *row, size_t at, struct cell *c)
{
    c->texts = *(const struct texts *)((const char *)((const struct report_line *)row)->policy + at);
}

static void text_of_detail(const void *row, size_t at, struct cell *c)
{
    at_text(((const struct report_line *)row)->detail, at, c);
}

static void number_of_detail(const void *row, size_t at, struct cell *c)
{
    at_number(((const struct report_line *)row)->detail, at, c);
}

static void kind_of_exception(const void *row, size_t at, struct cell *c)
{
    static const char *const kinds[] = {
        [EXCEPTION_DUPLICATE] = "duplicate", [EXCEPTION_CONFLICT] = "conflict", [EXCEPTION_REJECTED] = "rejected"};
    (void)at;
    c->text = slice_of(kinds[((const struct exception *)row)->kind]);
}

static void reason_of_exception(const void *row, size_t at, struct cell *c)
{
    const struct exception *e = row;
    (void)at;
    c->absent = e->kind != EXCEPTION_REJECTED;
    c->text = c->absent ? (struct slice){0} : slice_of(reasons[e->reason].name);
}

static void key_of_exception(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(((const struct exception *)row)->key);
    c->absent = c->text.n == 0;
}

static void text_of_exception(const void *row, size_t at, struct cell *c)
{
    const struct exception *e = row;
    c->absent = !e->report;
    if (e->report)
        at_text(e->report, at, c);
}

static void time_of_exception(const void *row, size_t at, struct cell *c)
{
    const struct exception *e = row;
    c->absent = !e->report;
    if (e->report)
        c->time = *(const time_seconds *)((const char *)e->report + at);
}

static void place_number(const void *row, size_t at, struct cell *c)
{
    optional_number(*(const uint64_t *)((const char *)row + at), c);
}

/* A row a column, a row a table. */
/* clang-format off */

#define COLUMNS_BUT(array, extra)                                                                                                       \
    .columns = (array), .columns_n = sizeof(array) / sizeof *(array) - (extra), .sheet_columns_n = sizeof(array) / sizeof *(array)
#define COLUMNS(array) COLUMNS_BUT(array, 0)

static const struct column report_columns[] = {
    {"report_key", "Report key", "First 32 hex digits of the SHA-256 over the report's identity", CELL_TEXT, key_of_line, 0},
    {"organization_name", "Reporter", "Organization that sent the report", CELL_TEXT, text_of_report, offsetof(struct report, organization_name)},
    {"report_id", "Report-ID", "The sender's own id", CELL_TEXT, text_of_report, offsetof(struct report, report_id)},
    {"day", "Day", "UTC date of the start", CELL_DAY, day_of_report, 0},
    {"begin_date", "Begin", "Start of the period, UTC", CELL_TIME, time_of_report, offsetof(struct report, begin)},
    {"end_date", "End", "End of the period, UTC", CELL_TIME, time_of_report, offsetof(struct report, end)},
    {"contact_info", "Contact", "Whom to ask at the reporter's", CELL_TEXT, text_of_report, offsetof(struct report, contact_info)},
    {"policies", "Policies", "Number of policies in the report", CELL_INTEGER, policies_of_report, 0},
    {"successful_sessions", "Successful", "Secured sessions, summed over the policies", CELL_INTEGER, sum_of_policies, offsetof(struct policy, successful_sessions)},
    {"failed_sessions", "Failed", "Failed sessions, summed over the policies", CELL_INTEGER, sum_of_policies, offsetof(struct policy, failed_sessions)},
    {"deviations", "Deviations", "What the report gets wrong and was read all the same", CELL_TEXTS, deviations_of_report, 0},
    {"source_path", "File", "File that the report was found in", CELL_TEXT, text_of_report, offsetof(struct report, source.path)},
    {"source_member", "Member", "Member of that archive", CELL_TEXT, text_of_report, offsetof(struct report, source.member)},
    {"source_message", "Message", "Number of the message in its mbox, from 1 on", CELL_INTEGER, message_of_report, 0},
    {"source_offset", "Offset", "Byte offset of that message", CELL_INTEGER, offset_of_report, 0},
    {"message_id", "Message-ID", "Message-ID of the mail", CELL_TEXT, text_of_report, offsetof(struct report, source.message_id)},
    {"submitter", "Submitter", "Domain that submitted the report", CELL_TEXT, text_of_report, offsetof(struct report, source.submitter)},
    {"report_domain", "Report domain", "Domain that the mail says the report is about", CELL_TEXT, text_of_report, offsetof(struct report, source.report_domain)},
    {"received", "Received", "When the mail was received, UTC", CELL_TIME, received_of_report, 0},
};

static const struct column policy_columns[] = {
    {"report_key", "Report key", "The report that the policy stands in", CELL_TEXT, key_of_line, 0},
    {"policy_index", "Policy", "Position in the report, from 0 on", CELL_INTEGER, index_of_line, offsetof(struct report_line, policy_index)},
    {"policy_domain", "Policy domain", "Domain as the sender wrote it, or the mail's where it wrote none", CELL_TEXT, text_of_policy, offsetof(struct policy, domain)},
    {"attributed_domain", "Attributed domain", "Domain whose figures the policy belongs to", CELL_TEXT, text_of_policy, offsetof(struct policy, attributed)},
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, text_of_policy, offsetof(struct policy, type)},
    {"policy_strings", "Policy strings", "The policy's lines or TLSA records", CELL_TEXTS, texts_of_policy, offsetof(struct policy, strings)},
    {"mx_host_patterns", "MX patterns", "MX hosts that the policy names", CELL_TEXTS, texts_of_policy, offsetof(struct policy, mx_patterns)},
    {"successful_sessions", "Successful", "Secured sessions", CELL_INTEGER, number_of_policy, offsetof(struct policy, successful_sessions)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, number_of_policy, offsetof(struct policy, failed_sessions)},
};

#define DETAIL_AT(which) (offsetof(struct failure_detail, text) + (which) * sizeof(struct slice))

static const struct column detail_columns[] = {
    {"report_key", "Report key", "The report that the failure detail stands in", CELL_TEXT, key_of_line, 0},
    {"policy_index", "Policy", "Position of the policy, from 0 on", CELL_INTEGER, index_of_line, offsetof(struct report_line, policy_index)},
    {"detail_index", "Detail", "Position of the detail, from 0 on", CELL_INTEGER, index_of_line, offsetof(struct report_line, detail_index)},
    {"result_type", "Result type", "What went wrong (RFC 8460, 4.3)", CELL_TEXT, text_of_detail, DETAIL_AT(DETAIL_RESULT_TYPE)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, number_of_detail, offsetof(struct failure_detail, failed_sessions)},
    {"sending_mta_ip", "Sending MTA", "Address of the sending mail server", CELL_TEXT, text_of_detail, DETAIL_AT(DETAIL_SENDING_MTA_IP)},
    {"receiving_ip", "Receiving IP", "Address of the receiving mail server", CELL_TEXT, text_of_detail, DETAIL_AT(DETAIL_RECEIVING_IP)},
    {"receiving_mx_hostname", "Receiving MX", "Host name of the receiving mail server", CELL_TEXT, text_of_detail, DETAIL_AT(DETAIL_RECEIVING_MX_HOSTNAME)},
    {"receiving_mx_helo", "HELO", "Name that the receiving mail server gave itself", CELL_TEXT, text_of_detail, DETAIL_AT(DETAIL_RECEIVING_MX_HELO)},
    {"additional_info_uri", "Additional information", "Where the reporter says more", CELL_TEXT, text_of_detail, DETAIL_AT(DETAIL_ADDITIONAL_INFO_URI)},
    {"failure_reason_code", "Reason code", "The reporter's own words", CELL_TEXT, text_of_detail, DETAIL_AT(DETAIL_FAILURE_REASON_CODE)},
};

#define SESSIONS(row)                                                                                                                   \
    {"successful_sessions", "Successful", "Secured sessions", CELL_INTEGER, at_number, offsetof(row, sessions.successful)},         \
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, at_number, offsetof(row, sessions.failed)},                      \
    {"success_rate", "Secured share", "Secured sessions of all; absent without sessions", CELL_RATIO, at_rate, offsetof(row, sessions)}

#define SPAN(row)                                                                                                                       \
    {"first_day", "First day", "First day that a report is about", CELL_DAY, at_day, offsetof(row, span.first)},                    \
    {"last_day", "Last day", "Last day that a report is about", CELL_DAY, at_day, offsetof(row, span.last)}

static const struct column domain_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, at_text, offsetof(struct domain_row, policy_domain)},
    {"reports", "Reports", "Counted reports about the domain", CELL_INTEGER, at_number, offsetof(struct domain_row, reports)},
    {"reporters", "Reporters", "Organizations that sent them", CELL_INTEGER, at_number, offsetof(struct domain_row, reporters)},
    SESSIONS(struct domain_row),
    SPAN(struct domain_row),
    {"days_covered", "Days covered", "Days with a report", CELL_INTEGER, at_number, offsetof(struct domain_row, days_covered)},
    {"days_missing", "Days missing", "Days between first and last without one", CELL_INTEGER, at_number, offsetof(struct domain_row, days_missing)},
};

static const struct column day_columns[] = {
    {"day", "Day", "UTC date of the reports' start", CELL_DAY, at_day, offsetof(struct day_row, day)},
    {"reports", "Reports", "Counted reports", CELL_INTEGER, at_number, offsetof(struct day_row, reports)},
    SESSIONS(struct day_row),
};

static const struct column month_columns[] = {
    {"month", "Month", "Month of the reports' start", CELL_TEXT, month, 0},
    {"reports", "Reports", "Counted reports", CELL_INTEGER, at_number, offsetof(struct month_row, reports)},
    SESSIONS(struct month_row),
};

static const struct column reporter_columns[] = {
    {"organization_name", "Reporter", "Organization that sent the reports", CELL_TEXT, at_text, offsetof(struct reporter_row, organization_name)},
    {"reports", "Reports", "Counted reports", CELL_INTEGER, at_number, offsetof(struct reporter_row, reports)},
    {"domains", "Domains", "Domains that they are about", CELL_INTEGER, at_number, offsetof(struct reporter_row, domains)},
    SESSIONS(struct reporter_row),
    SPAN(struct reporter_row),
};

static const struct column policy_type_columns[] = {
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, at_text, offsetof(struct policy_type_row, policy_type)},
    {"policies", "Policies", "Policies of that type in the reports", CELL_INTEGER, at_number, offsetof(struct policy_type_row, policies)},
    SESSIONS(struct policy_type_row),
};

static const struct column result_type_columns[] = {
    {"result_type", "Result type", "What went wrong (RFC 8460, 4.3)", CELL_TEXT, at_text, offsetof(struct result_type_row, result_type)},
    {"category", "Category", "tls, dane, mta-sts or other", CELL_TEXT, category, 0},
    {"failed_sessions", "Failed", "Failed sessions, summed over failure details", CELL_INTEGER, at_number, offsetof(struct result_type_row, failed_sessions)},
    {"failure_details", "Details", "Failure details of that type", CELL_INTEGER, at_number, offsetof(struct result_type_row, failure_details)},
    {"domains", "Domains", "Domains concerned", CELL_INTEGER, at_number, offsetof(struct result_type_row, domains)},
    {"reporters", "Reporters", "Organizations that saw it", CELL_INTEGER, at_number, offsetof(struct result_type_row, reporters)},
    SPAN(struct result_type_row),
    {"section", "RFC 8460", "Section that defines it", CELL_TEXT, explanation, offsetof(struct result_type, section)},
    {"meaning", "What it means", "In plain English", CELL_PROSE, explanation, offsetof(struct result_type, meaning)},
    {"who", "Who has to act", "In plain English", CELL_PROSE, explanation, offsetof(struct result_type, who)},
    {"advice", "What to do", "In plain English", CELL_PROSE, explanation, offsetof(struct result_type, advice)},
};

static const struct column failure_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, at_text, offsetof(struct failure_row, policy_domain)},
    {"result_type", "Result type", "What went wrong", CELL_TEXT, at_text, offsetof(struct failure_row, result_type)},
    {"receiving_mx_hostname", "Receiving MX", "Host name of the receiving mail server, where the reports name one", CELL_TEXT, at_text, offsetof(struct failure_row, receiving_mx_hostname)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, at_number, offsetof(struct failure_row, failed_sessions)},
    {"reporters", "Reporters", "Organizations that saw it", CELL_INTEGER, at_number, offsetof(struct failure_row, reporters)},
    SPAN(struct failure_row),
};

static const struct column coverage_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, at_text, offsetof(struct domain_row, policy_domain)},
    SPAN(struct domain_row),
    {"days_covered", "Days covered", "Days with a report", CELL_INTEGER, at_number, offsetof(struct domain_row, days_covered)},
    {"missing", "Days without a report", "Days between first and last on which no reporter sent one", CELL_SPANS, gaps, 0},
};

static const struct column policy_seen_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, at_text, offsetof(struct policy_seen_row, policy_domain)},
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, at_text, offsetof(struct policy_seen_row, policy_type)},
    {"mode", "MTA-STS mode", "enforce, testing or none, as the policy says", CELL_TEXT, sts_mode, 0},
    {"max_age", "max_age", "Seconds that senders may keep the policy, as it says", CELL_INTEGER, sts_max_age, 0},
    {"mx_host_patterns", "MX patterns", "The policy's mx lines (at most 64)", CELL_TEXTS, sts_mx, 0},
    {"policy_text", "Policy", "The policy's lines or TLSA records", CELL_TEXT, at_text, offsetof(struct policy_seen_row, policy_text)},
    {"reports", "Times seen", "Policies like this one in the reports", CELL_INTEGER, at_number, offsetof(struct policy_seen_row, reports)},
    {"reporters", "Reporters", "Organizations that saw it", CELL_INTEGER, at_number, offsetof(struct policy_seen_row, reporters)},
    SPAN(struct policy_seen_row),
};

static const struct column exception_columns[] = {
    {"kind", "Kind", "duplicate, conflict or rejected", CELL_TEXT, kind_of_exception, 0},
    {"reason", "Reason", "Why it was rejected", CELL_TEXT, reason_of_exception, 0},
    {"report_key", "Report key", "Key of the report that was counted", CELL_TEXT, key_of_exception, 0},
    {"organization_name", "Reporter", "Organization that sent the report", CELL_TEXT, text_of_exception, offsetof(struct report, organization_name)},
    {"report_id", "Report-ID", "The sender's own id", CELL_TEXT, text_of_exception, offsetof(struct report, report_id)},
    {"begin_date", "Begin", "Start of the period, UTC", CELL_TIME, time_of_exception, offsetof(struct report, begin)},
    {"end_date", "End", "End of the period, UTC", CELL_TIME, time_of_exception, offsetof(struct report, end)},
    {"source_path", "File", "File that it was found in", CELL_TEXT, at_text, offsetof(struct exception, source.path)},
    {"source_member", "Member", "Member of that archive", CELL_TEXT, at_text, offsetof(struct exception, source.member)},
    {"source_message", "Message", "Number of the message in its mbox", CELL_INTEGER, place_number, offsetof(struct exception, source.message)},
    {"message_id", "Message-ID", "Message-ID of the mail", CELL_TEXT, at_text, offsetof(struct exception, source.message_id)},
    {"first_path", "First in file", "File of the copy that was counted", CELL_TEXT, at_text, offsetof(struct exception, first.path)},
    {"first_member", "First in member", "Member of that archive", CELL_TEXT, at_text, offsetof(struct exception, first.member)},
    {"first_message", "First in message", "Number of that message in its mbox", CELL_INTEGER, place_number, offsetof(struct exception, first.message)},
    {"first_message_id", "First Message-ID", "Message-ID of that mail", CELL_TEXT, at_text, offsetof(struct exception, first.message_id)},
};

static const struct column finding_columns[] = {
    {"id", "Finding", "The rule that found it", CELL_TEXT, at_text, offsetof(struct finding, id)},
    {"severity", "Severity", "critical, high, medium, low or info", CELL_TEXT, at_text, offsetof(struct finding, severity_name)},
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, at_text, offsetof(struct finding, policy_domain)},
    {"title", "What was found", "In plain English", CELL_PROSE, at_text, offsetof(struct finding, title)},
    {"advice", "What to do", "In plain English, with the command that shows more", CELL_PROSE, at_text, offsetof(struct finding, advice)},
    {"failed_sessions", "Failed", "Failed sessions that the finding is about", CELL_INTEGER, at_number, offsetof(struct finding, failed_sessions)},
    {"successful_sessions", "Successful", "Secured sessions of the domain on the same days", CELL_INTEGER, at_number, offsetof(struct finding, successful_sessions)},
    {"reporters", "Reporters", "Organizations that tell of it (at most 100)", CELL_TEXTS, at_texts, offsetof(struct finding, reporters)},
    {"reports", "Report keys", "Reports that tell of it (at most 10)", CELL_TEXTS, at_texts, offsetof(struct finding, reports)},
    {"first_day", "First day", "First day that it is about", CELL_DAY, day_of_finding, offsetof(struct finding, span.first)},
    {"last_day", "Last day", "Last day that it is about", CELL_DAY, day_of_finding, offsetof(struct finding, span.last)},
    {"receiving_mx_hostnames", "Receiving MX", "Mail servers concerned (at most 100)", CELL_TEXTS, at_texts, offsetof(struct finding, receiving_mx_hostnames)},
    {"receiving_ips", "Receiving IPs", "Their addresses (at most 100)", CELL_TEXTS, at_texts, offsetof(struct finding, receiving_ips)},
    {"sending_mta_ips", "Sending MTAs", "Addresses of the senders (at most 100)", CELL_TEXTS, at_texts, offsetof(struct finding, sending_mta_ips)},
    {"result_types", "Result types", "What went wrong (RFC 8460, 4.3)", CELL_TEXTS, at_texts, offsetof(struct finding, result_types)},
    {"causes", "Causes", "Classes of the reporters' reason codes", CELL_TEXTS, at_texts, offsetof(struct finding, causes)},
    {"who", "Who has to act", "In plain English", CELL_TEXT, at_text, offsetof(struct finding, who)},
    {"rfc", "RFC", "Where to read on", CELL_TEXT, at_text, offsetof(struct finding, rfc)},
};

static const struct column setup_columns[] = {
    {"policy_domain", "Domain", "Domain whose records they are", CELL_TEXT, at_text, offsetof(struct setup_row, policy_domain)},
    {"tlsrpt", "TLS-RPT record", "TXT record at _smtp._tls", CELL_TEXT, at_text, offsetof(struct setup_row, tlsrpt)},
    {"rua", "Reports go to", "Its rua addresses", CELL_TEXTS, at_texts, offsetof(struct setup_row, rua)},
    {"mta_sts", "MTA-STS record", "TXT record at _mta-sts", CELL_TEXT, at_text, offsetof(struct setup_row, mta_sts)},
    {"errors", "Errors", "What is missing or wrong", CELL_TEXTS, at_texts, offsetof(struct setup_row, errors)},
};

#define ROWS_OF(array)                                                                                                                  \
    static const void *array##_row(const struct summary *s, size_t i)                                                                   \
    {                                                                                                                                   \
        return &s->array[i];                                                                                                            \
    }                                                                                                                                   \
    static size_t array##_count(const struct summary *s)                                                                                \
    {                                                                                                                                   \
        return s->array##_n;                                                                                                            \
    }

ROWS_OF(domains)
ROWS_OF(days)
ROWS_OF(months)
ROWS_OF(reporters)
ROWS_OF(policy_types)
ROWS_OF(result_types)
ROWS_OF(failures)
ROWS_OF(policies_seen)
ROWS_OF(findings)
ROWS_OF(setup)

const struct table tables[TABLES] = {
    [TABLE_REPORTS] = {.name = "reports", .title = "Reports", .meaning = "One row per counted report", .nothing = "No reports in this period.",
        COLUMNS(report_columns), .keys = 1, .in_csv = true},
    [TABLE_POLICIES] = {.name = "policies", .title = "Policies of reports", .meaning = "One row per policy of a counted report", .nothing = "No reports in this period.",
        COLUMNS(policy_columns), .keys = 2, .parent = "reports", .in_csv = true},
    [TABLE_FAILURES] = {.name = "failures", .title = "Failure details", .meaning = "One row per failure detail of a counted report", .nothing = "No failures in this period.",
        COLUMNS(detail_columns), .keys = 3, .parent = "policies", .in_csv = true},
    [TABLE_DOMAINS] = {.name = "domains", .title = "Domains", .meaning = "One row per domain", .nothing = "No reports in this period.",
        COLUMNS(domain_columns), .keys = 1, .json = "domains", .in_csv = true, .row = domains_row, .count = domains_count},
    [TABLE_DAYS] = {.name = "days", .title = "Daily", .meaning = "One row per day", .nothing = "No reports in this period.",
        COLUMNS(day_columns), .keys = 1, .json = "days", .in_csv = true, .row = days_row, .count = days_count},
    [TABLE_MONTHS] = {.name = "months", .title = "Monthly", .meaning = "One row per month", .nothing = "No reports in this period.",
        COLUMNS(month_columns), .keys = 1, .json = "months", .row = months_row, .count = months_count},
    [TABLE_REPORTERS] = {.name = "reporters", .title = "Reporters", .meaning = "One row per reporting organization", .nothing = "No reports in this period.",
        COLUMNS(reporter_columns), .keys = 1, .json = "reporters", .in_csv = true, .row = reporters_row, .count = reporters_count},
    [TABLE_POLICY_TYPES] = {.name = "policy_types", .title = "Policy types", .meaning = "One row per policy type", .nothing = "No reports in this period.",
        COLUMNS(policy_type_columns), .keys = 1, .json = "policy_types", .row = policy_types_row, .count = policy_types_count},
    [TABLE_RESULT_TYPES] = {.name = "result_types", .title = "Result types", .meaning = "One row per result type", .nothing = "No failures in this period.",
        COLUMNS_BUT(result_type_columns, 4), .keys = 1, .json = "result_types", .in_csv = true, .row = result_types_row, .count = result_types_count},
    [TABLE_FAILURE_GROUPS] = {.name = "failure_groups", .title = "Failures", .meaning = "One row per domain, result type and MX, most failed sessions first", .nothing = "No failures in this period.",
        COLUMNS(failure_columns), .keys = 0, .json = "failures", .row = failures_row, .count = failures_count},
    [TABLE_COVERAGE] = {.name = "coverage", .title = "Coverage", .meaning = "One row per domain: the days without a report", .nothing = "No reports in this period.",
        COLUMNS(coverage_columns), .keys = 1, .json = "coverage", .in_csv = true, .row = domains_row, .count = domains_count},
    [TABLE_POLICIES_SEEN] = {.name = "policies_seen", .title = "Policies", .meaning = "One row per distinct policy of a domain", .nothing = "No reports in this period.",
        COLUMNS(policy_seen_columns), .keys = 0, .json = "policies_seen", .in_csv = true, .row = policies_seen_row, .count = policies_seen_count},
    [TABLE_EXCEPTIONS] = {.name = "exceptions", .title = "Exceptions", .meaning = "One row per duplicate, conflict or rejected part or file", .nothing = "No duplicates, no conflicts, nothing rejected.",
        COLUMNS(exception_columns), .keys = 0, .in_csv = true},
    [TABLE_FINDINGS] = {.name = "findings", .title = "Findings", .meaning = "What the figures mean, most severe first", .nothing = "Nothing was found.",
        COLUMNS(finding_columns), .keys = 0, .json = "findings", .in_csv = true, .row = findings_row, .count = findings_count},
    [TABLE_SETUP] = {.name = "setup", .title = "Setup", .meaning = "What the domains publish in the DNS", .nothing = "No DNS records were given.",
        COLUMNS(setup_columns), .keys = 1, .json = "setup", .in_csv = true, .needs_dns = true, .row = setup_row, .count = setup_count},
};

/* clang-format on */

const struct table *table_find(const char *name)
{
    for (int i = 0; i < TABLES; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    return NULL;
}

void cell_get(const struct column *c, const void *row, struct cell *cell)
{
    cell->absent = false;
    cell->integer = 0;
    cell->texts.n = cell->spans_n = 0;
    c->get(row, c->at, cell);
}

bool table_each_line(const struct table *t, const struct report *r, const char *key,
                     bool (*put)(void *self, const struct table *t, const void *row), void *self)
{
    struct report_line line = {.report = r, .key = key};
    if (t == &tables[TABLE_REPORTS])
        return put(self, t, &line);
    for (line.policy_index = 0; line.policy_index < r->policies_n; line.policy_index++) {
        line.policy = &r->policies[line.policy_index];
        if (line.policy->left_out)
            continue;
        if (t == &tables[TABLE_POLICIES]) {
            if (!put(self, t, &line))
                return false;
            continue;
        }
        for (line.detail_index = 0; line.detail_index < line.policy->details_n; line.detail_index++) {
            line.detail = &line.policy->details[line.detail_index];
            if (!put(self, t, &line))
                return false;
        }
    }
    return true;
}
