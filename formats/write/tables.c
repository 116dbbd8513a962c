#include "formats/write/table_cells.h"

/* One row per column, one row per table. */
/* clang-format off */

#define COLUMNS_BUT(array, extra) \
    .columns = (array), .columns_n = sizeof(array) / sizeof *(array) - (extra), \
    .sheet_columns_n = sizeof(array) / sizeof *(array)
#define COLUMNS(array) COLUMNS_BUT(array, 0)

static const struct column report_columns[] = {
    {"report_key", "Report key", "First 32 hex digits of the SHA-256 over the report's identity",
        CELL_TEXT, cell_key_of_line, 0},
    {"organization_name", "Reporter", "Organization that sent the report", CELL_TEXT,
        cell_text_of_report, offsetof(struct report, organization_name)},
    {"report_id", "Report-ID", "The sender's own id", CELL_TEXT, cell_text_of_report,
        offsetof(struct report, report_id)},
    {"day", "Day", "UTC date of the start", CELL_DAY, cell_day_of_report, 0},
    {"begin_date", "Begin", "Start of the period, UTC", CELL_TIME, cell_time_of_report,
        offsetof(struct report, begin)},
    {"end_date", "End", "End of the period, UTC", CELL_TIME, cell_time_of_report,
        offsetof(struct report, end)},
    {"contact_info", "Contact", "Whom to ask at the reporter's", CELL_TEXT, cell_text_of_report,
        offsetof(struct report, contact_info)},
    {"policies", "Policies", "Number of policies in the report", CELL_INTEGER,
        cell_policies_of_report, 0},
    {"successful_sessions", "Successful", "Secured sessions, summed over the policies",
        CELL_INTEGER, cell_sum_of_policies, offsetof(struct policy, successful_sessions)},
    {"failed_sessions", "Failed", "Failed sessions, summed over the policies", CELL_INTEGER,
        cell_sum_of_policies, offsetof(struct policy, failed_sessions)},
    {"deviations", "Deviations", "What the report gets wrong and was read all the same",
        CELL_TEXTS, cell_deviations_of_report, 0},
    {"source_path", "File", "File that the report was found in", CELL_TEXT, cell_text_of_report,
        offsetof(struct report, source.path)},
    {"source_member", "Member", "Member of that archive", CELL_TEXT, cell_text_of_report,
        offsetof(struct report, source.member)},
    {"source_message", "Message", "Number of the message in its mbox, from 1 on", CELL_INTEGER,
        cell_message_of_report, 0},
    {"source_offset", "Offset", "Byte offset of that message", CELL_INTEGER, cell_offset_of_report,
        0},
    {"message_id", "Message-ID", "Message-ID of the mail", CELL_TEXT, cell_text_of_report,
        offsetof(struct report, source.message_id)},
    {"submitter", "Submitter", "Domain that submitted the report", CELL_TEXT, cell_text_of_report,
        offsetof(struct report, source.submitter)},
    {"report_domain", "Report domain", "Domain that the mail says the report is about", CELL_TEXT,
        cell_text_of_report, offsetof(struct report, source.report_domain)},
    {"received", "Received", "When the mail was received, UTC", CELL_TIME, cell_received_of_report,
        0},
};

static const struct column policy_columns[] = {
    {"report_key", "Report key", "The report that the policy stands in", CELL_TEXT,
        cell_key_of_line, 0},
    {"policy_index", "Policy", "Position in the report, from 0 on", CELL_INTEGER,
        cell_index_of_line, offsetof(struct report_line, policy_index)},
    {"policy_domain", "Policy domain", "Domain as the sender wrote it, or the mail's where it "
        "wrote none", CELL_TEXT, cell_text_of_policy, offsetof(struct policy, domain)},
    {"attributed_domain", "Attributed domain", "Domain whose figures the policy belongs to",
        CELL_TEXT, cell_text_of_policy, offsetof(struct policy, attributed)},
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, cell_text_of_policy,
        offsetof(struct policy, type)},
    {"policy_strings", "Policy strings", "The policy's lines or TLSA records", CELL_TEXTS,
        cell_texts_of_policy, offsetof(struct policy, strings)},
    {"mx_host_patterns", "MX patterns", "MX hosts that the policy names", CELL_TEXTS,
        cell_texts_of_policy, offsetof(struct policy, mx_patterns)},
    {"successful_sessions", "Successful", "Secured sessions", CELL_INTEGER, cell_number_of_policy,
        offsetof(struct policy, successful_sessions)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, cell_number_of_policy,
        offsetof(struct policy, failed_sessions)},
};

#define DETAIL_AT(which) (offsetof(struct failure_detail, text) + (which) * sizeof(struct slice))

static const struct column detail_columns[] = {
    {"report_key", "Report key", "The report that the failure detail stands in", CELL_TEXT,
        cell_key_of_line, 0},
    {"policy_index", "Policy", "Position of the policy, from 0 on", CELL_INTEGER,
        cell_index_of_line, offsetof(struct report_line, policy_index)},
    {"detail_index", "Detail", "Position of the detail, from 0 on", CELL_INTEGER,
        cell_index_of_line, offsetof(struct report_line, detail_index)},
    {"result_type", "Result type", "What went wrong (RFC 8460, 4.3)", CELL_TEXT,
        cell_text_of_detail, DETAIL_AT(DETAIL_RESULT_TYPE)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, cell_number_of_detail,
        offsetof(struct failure_detail, failed_sessions)},
    {"sending_mta_ip", "Sending MTA", "Address of the sending mail server", CELL_TEXT,
        cell_text_of_detail, DETAIL_AT(DETAIL_SENDING_MTA_IP)},
    {"receiving_ip", "Receiving IP", "Address of the receiving mail server", CELL_TEXT,
        cell_text_of_detail, DETAIL_AT(DETAIL_RECEIVING_IP)},
    {"receiving_mx_hostname", "Receiving MX", "Host name of the receiving mail server", CELL_TEXT,
        cell_text_of_detail, DETAIL_AT(DETAIL_RECEIVING_MX_HOSTNAME)},
    {"receiving_mx_helo", "HELO", "Name that the receiving mail server gave itself", CELL_TEXT,
        cell_text_of_detail, DETAIL_AT(DETAIL_RECEIVING_MX_HELO)},
    {"additional_info_uri", "Additional information", "Where the reporter says more", CELL_TEXT,
        cell_text_of_detail, DETAIL_AT(DETAIL_ADDITIONAL_INFO_URI)},
    {"failure_reason_code", "Reason code", "The reporter's own words", CELL_TEXT,
        cell_text_of_detail, DETAIL_AT(DETAIL_FAILURE_REASON_CODE)},
};

#define SESSIONS(row) \
    {"successful_sessions", "Successful", "Secured sessions", CELL_INTEGER, cell_number, \
        offsetof(row, sessions.successful)}, \
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, cell_number, \
        offsetof(row, sessions.failed)}, \
    {"success_rate", "Secured share", "Secured sessions of all; absent without sessions", \
        CELL_RATIO, cell_rate, offsetof(row, sessions)}

#define SPAN(row) \
    {"first_day", "First day", "First day that a report is about", CELL_DAY, cell_day, \
        offsetof(row, span.first)}, \
    {"last_day", "Last day", "Last day that a report is about", CELL_DAY, cell_day, \
        offsetof(row, span.last)}

static const struct column domain_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, cell_text,
        offsetof(struct domain_row, policy_domain)},
    {"reports", "Reports", "Counted reports about the domain", CELL_INTEGER, cell_number,
        offsetof(struct domain_row, reports)},
    {"reporters", "Reporters", "Organizations that sent them", CELL_INTEGER, cell_number,
        offsetof(struct domain_row, reporters)},
    SESSIONS(struct domain_row),
    SPAN(struct domain_row),
    {"days_covered", "Days covered", "Days with a report", CELL_INTEGER, cell_number,
        offsetof(struct domain_row, days_covered)},
    {"days_missing", "Days missing", "Days between first and last without one", CELL_INTEGER,
        cell_number, offsetof(struct domain_row, days_missing)},
};

static const struct column day_columns[] = {
    {"day", "Day", "UTC date of the reports' start", CELL_DAY, cell_day,
        offsetof(struct day_row, day)},
    {"reports", "Reports", "Counted reports", CELL_INTEGER, cell_number,
        offsetof(struct day_row, reports)},
    SESSIONS(struct day_row),
};

static const struct column month_columns[] = {
    {"month", "Month", "Month of the reports' start", CELL_TEXT, cell_month, 0},
    {"reports", "Reports", "Counted reports", CELL_INTEGER, cell_number,
        offsetof(struct month_row, reports)},
    SESSIONS(struct month_row),
};

static const struct column reporter_columns[] = {
    {"organization_name", "Reporter", "Organization that sent the reports", CELL_TEXT, cell_text,
        offsetof(struct reporter_row, organization_name)},
    {"reports", "Reports", "Counted reports", CELL_INTEGER, cell_number,
        offsetof(struct reporter_row, reports)},
    {"domains", "Domains", "Domains that they are about", CELL_INTEGER, cell_number,
        offsetof(struct reporter_row, domains)},
    SESSIONS(struct reporter_row),
    SPAN(struct reporter_row),
};

static const struct column policy_type_columns[] = {
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, cell_text,
        offsetof(struct policy_type_row, policy_type)},
    {"policies", "Policies", "Policies of that type in the reports", CELL_INTEGER, cell_number,
        offsetof(struct policy_type_row, policies)},
    SESSIONS(struct policy_type_row),
};

static const struct column result_type_columns[] = {
    {"result_type", "Result type", "What went wrong (RFC 8460, 4.3)", CELL_TEXT, cell_text,
        offsetof(struct result_type_row, result_type)},
    {"category", "Category", "tls, dane, mta-sts or other", CELL_TEXT, cell_category, 0},
    {"failed_sessions", "Failed", "Failed sessions, summed over failure details", CELL_INTEGER,
        cell_number, offsetof(struct result_type_row, failed_sessions)},
    {"failure_details", "Details", "Failure details of that type", CELL_INTEGER, cell_number,
        offsetof(struct result_type_row, failure_details)},
    {"domains", "Domains", "Domains concerned", CELL_INTEGER, cell_number,
        offsetof(struct result_type_row, domains)},
    {"reporters", "Reporters", "Organizations that saw it", CELL_INTEGER, cell_number,
        offsetof(struct result_type_row, reporters)},
    SPAN(struct result_type_row),
    {"section", "RFC 8460", "Section that defines it", CELL_TEXT, cell_explanation,
        offsetof(struct result_type, section)},
    {"meaning", "What it means", "In plain English", CELL_PROSE, cell_explanation,
        offsetof(struct result_type, meaning)},
    {"who", "Who has to act", "In plain English", CELL_PROSE, cell_explanation,
        offsetof(struct result_type, who)},
    {"advice", "What to do", "In plain English", CELL_PROSE, cell_explanation,
        offsetof(struct result_type, advice)},
};

static const struct column failure_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, cell_text,
        offsetof(struct failure_row, policy_domain)},
    {"result_type", "Result type", "What went wrong", CELL_TEXT, cell_text,
        offsetof(struct failure_row, result_type)},
    {"receiving_mx_hostname", "Receiving MX", "Host name of the receiving mail server, where the "
        "reports name one", CELL_TEXT, cell_text,
        offsetof(struct failure_row, receiving_mx_hostname)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, cell_number,
        offsetof(struct failure_row, failed_sessions)},
    {"reporters", "Reporters", "Organizations that saw it", CELL_INTEGER, cell_number,
        offsetof(struct failure_row, reporters)},
    SPAN(struct failure_row),
};

static const struct column coverage_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, cell_text,
        offsetof(struct domain_row, policy_domain)},
    SPAN(struct domain_row),
    {"days_covered", "Days covered", "Days with a report", CELL_INTEGER, cell_number,
        offsetof(struct domain_row, days_covered)},
    {"missing", "Days without a report",
        "Days between first and last on which no reporter sent one", CELL_SPANS, cell_gaps, 0},
};

static const struct column policy_seen_columns[] = {
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, cell_text,
        offsetof(struct policy_seen_row, policy_domain)},
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, cell_text,
        offsetof(struct policy_seen_row, policy_type)},
    {"mode", "MTA-STS mode", "enforce, testing or none, as the policy says", CELL_TEXT,
        cell_sts_mode, 0},
    {"max_age", "max_age", "Seconds that senders may keep the policy, as it says", CELL_INTEGER,
        cell_sts_max_age, 0},
    {"mx_host_patterns", "MX patterns", "The policy's mx lines (at most 64)", CELL_TEXTS,
        cell_sts_mx, 0},
    {"policy_text", "Policy", "The policy's lines or TLSA records", CELL_TEXT, cell_text,
        offsetof(struct policy_seen_row, policy_text)},
    {"reports", "Times seen", "Policies like this one in the reports", CELL_INTEGER, cell_number,
        offsetof(struct policy_seen_row, reports)},
    {"reporters", "Reporters", "Organizations that saw it", CELL_INTEGER, cell_number,
        offsetof(struct policy_seen_row, reporters)},
    SPAN(struct policy_seen_row),
};

static const struct column exception_columns[] = {
    {"kind", "Kind", "duplicate, conflict or rejected", CELL_TEXT, cell_kind_of_exception, 0},
    {"reason", "Reason", "Why it was rejected", CELL_TEXT, cell_reason_of_exception, 0},
    {"report_key", "Report key", "Key of the report that was counted", CELL_TEXT,
        cell_key_of_exception, 0},
    {"organization_name", "Reporter", "Organization that sent the report", CELL_TEXT,
        cell_text_of_exception, offsetof(struct report, organization_name)},
    {"report_id", "Report-ID", "The sender's own id", CELL_TEXT, cell_text_of_exception,
        offsetof(struct report, report_id)},
    {"begin_date", "Begin", "Start of the period, UTC", CELL_TIME, cell_time_of_exception,
        offsetof(struct report, begin)},
    {"end_date", "End", "End of the period, UTC", CELL_TIME, cell_time_of_exception,
        offsetof(struct report, end)},
    {"source_path", "File", "File that it was found in", CELL_TEXT, cell_text,
        offsetof(struct exception, source.path)},
    {"source_member", "Member", "Member of that archive", CELL_TEXT, cell_text,
        offsetof(struct exception, source.member)},
    {"source_message", "Message", "Number of the message in its mbox", CELL_INTEGER,
        cell_place_number, offsetof(struct exception, source.message)},
    {"message_id", "Message-ID", "Message-ID of the mail", CELL_TEXT, cell_text,
        offsetof(struct exception, source.message_id)},
    {"first_path", "First in file", "File of the copy that was counted", CELL_TEXT, cell_text,
        offsetof(struct exception, first.path)},
    {"first_member", "First in member", "Member of that archive", CELL_TEXT, cell_text,
        offsetof(struct exception, first.member)},
    {"first_message", "First in message", "Number of that message in its mbox", CELL_INTEGER,
        cell_place_number, offsetof(struct exception, first.message)},
    {"first_message_id", "First Message-ID", "Message-ID of that mail", CELL_TEXT, cell_text,
        offsetof(struct exception, first.message_id)},
};

static const struct column finding_columns[] = {
    {"id", "Finding", "The rule that found it", CELL_TEXT, cell_text, offsetof(struct finding, id)},
    {"severity", "Severity", "critical, high, medium, low or info", CELL_TEXT, cell_text,
        offsetof(struct finding, severity_name)},
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, cell_text,
        offsetof(struct finding, policy_domain)},
    {"title", "What was found", "In plain English", CELL_PROSE, cell_text,
        offsetof(struct finding, title)},
    {"advice", "What to do", "In plain English, with the command that shows more", CELL_PROSE,
        cell_text, offsetof(struct finding, advice)},
    {"failed_sessions", "Failed", "Failed sessions that the finding is about", CELL_INTEGER,
        cell_number, offsetof(struct finding, failed_sessions)},
    {"successful_sessions", "Successful", "Secured sessions of the domain on the same days",
        CELL_INTEGER, cell_number, offsetof(struct finding, successful_sessions)},
    {"reporters", "Reporters", "Organizations that tell of it (at most 100)", CELL_TEXTS,
        cell_texts, offsetof(struct finding, reporters)},
    {"reports", "Report keys", "Reports that tell of it (at most 10)", CELL_TEXTS, cell_texts,
        offsetof(struct finding, reports)},
    {"first_day", "First day", "First day that it is about", CELL_DAY, cell_day_of_finding,
        offsetof(struct finding, span.first)},
    {"last_day", "Last day", "Last day that it is about", CELL_DAY, cell_day_of_finding,
        offsetof(struct finding, span.last)},
    {"receiving_mx_hostnames", "Receiving MX", "Mail servers concerned (at most 100)", CELL_TEXTS,
        cell_texts, offsetof(struct finding, receiving_mx_hostnames)},
    {"receiving_ips", "Receiving IPs", "Their addresses (at most 100)", CELL_TEXTS, cell_texts,
        offsetof(struct finding, receiving_ips)},
    {"sending_mta_ips", "Sending MTAs", "Addresses of the senders (at most 100)", CELL_TEXTS,
        cell_texts, offsetof(struct finding, sending_mta_ips)},
    {"result_types", "Result types", "What went wrong (RFC 8460, 4.3)", CELL_TEXTS, cell_texts,
        offsetof(struct finding, result_types)},
    {"causes", "Causes", "Classes of the reporters' reason codes", CELL_TEXTS, cell_texts,
        offsetof(struct finding, causes)},
    {"who", "Who has to act", "In plain English", CELL_TEXT, cell_text,
        offsetof(struct finding, who)},
    {"rfc", "RFC", "Where to read on", CELL_TEXT, cell_text, offsetof(struct finding, rfc)},
};

static const struct column setup_columns[] = {
    {"policy_domain", "Domain", "Domain whose records they are", CELL_TEXT, cell_text,
        offsetof(struct setup_row, policy_domain)},
    {"tlsrpt", "TLS-RPT record", "TXT record at _smtp._tls", CELL_TEXT, cell_text,
        offsetof(struct setup_row, tlsrpt)},
    {"rua", "Reports go to", "Its rua addresses", CELL_TEXTS, cell_texts,
        offsetof(struct setup_row, rua)},
    {"mta_sts", "MTA-STS record", "TXT record at _mta-sts", CELL_TEXT, cell_text,
        offsetof(struct setup_row, mta_sts)},
    {"errors", "Errors", "What is missing or wrong", CELL_TEXTS, cell_texts,
        offsetof(struct setup_row, errors)},
};

#define ROWS_OF(name, rows, rows_n) \
    static const void *name##_row(const struct account *a, size_t i) \
    { \
        return &a->rows[i]; \
    } \
    static size_t name##_count(const struct account *a) \
    { \
        return a->rows_n; \
    }
#define ROWS_OF_SUMMARY(name) ROWS_OF(name, audit.summary.name, audit.summary.name##_n)

ROWS_OF_SUMMARY(domains)
ROWS_OF_SUMMARY(days)
ROWS_OF_SUMMARY(months)
ROWS_OF_SUMMARY(reporters)
ROWS_OF_SUMMARY(policy_types)
ROWS_OF_SUMMARY(result_types)
ROWS_OF_SUMMARY(failures)
ROWS_OF_SUMMARY(policies_seen)
ROWS_OF(findings, findings.at, findings.n)
ROWS_OF(setup, setup.at, setup.n)

const struct table tables[TABLES] = {
    [TABLE_REPORTS] = {.name = "reports", .title = "Reports",
        .meaning = "One row per counted report", .nothing = "No reports in this period.",
        COLUMNS(report_columns), .keys = 1, .in_csv = true},
    [TABLE_POLICIES] = {.name = "policies", .title = "Policies of reports", .meaning =
        "One row per policy of a counted report", .nothing = "No reports in this period.",
        COLUMNS(policy_columns), .keys = 2, .parent = "reports", .in_csv = true},
    [TABLE_FAILURES] = {.name = "failures", .title = "Failure details", .meaning = "One row per "
        "failure detail of a counted report", .nothing = "No failures in this period.",
        COLUMNS(detail_columns), .keys = 3, .parent = "policies", .in_csv = true},
    [TABLE_DOMAINS] = {.name = "domains", .title = "Domains", .meaning = "One row per domain",
        .nothing = "No reports in this period.",
        COLUMNS(domain_columns), .keys = 1, .json = "domains", .in_csv = true, .row = domains_row,
            .count = domains_count},
    [TABLE_DAYS] = {.name = "days", .title = "Daily", .meaning = "One row per day",
        .nothing = "No reports in this period.",
        COLUMNS(day_columns), .keys = 1, .json = "days", .in_csv = true, .row = days_row,
            .count = days_count},
    [TABLE_MONTHS] = {.name = "months", .title = "Monthly", .meaning = "One row per month",
        .nothing = "No reports in this period.",
        COLUMNS(month_columns), .keys = 1, .json = "months", .row = months_row,
            .count = months_count},
    [TABLE_REPORTERS] = {.name = "reporters", .title = "Reporters",
        .meaning = "One row per reporting organization", .nothing = "No reports in this period.",
        COLUMNS(reporter_columns), .keys = 1, .json = "reporters", .in_csv = true,
            .row = reporters_row, .count = reporters_count},
    [TABLE_POLICY_TYPES] = {.name = "policy_types", .title = "Policy types",
        .meaning = "One row per policy type", .nothing = "No reports in this period.",
        COLUMNS(policy_type_columns), .keys = 1, .json = "policy_types", .row = policy_types_row,
            .count = policy_types_count},
    [TABLE_RESULT_TYPES] = {.name = "result_types", .title = "Result types",
        .meaning = "One row per result type", .nothing = "No failures in this period.",
        COLUMNS_BUT(result_type_columns, 4), .keys = 1, .json = "result_types", .in_csv = true,
            .row = result_types_row, .count = result_types_count},
    [TABLE_FAILURE_GROUPS] = {.name = "failure_groups", .title = "Failures", .meaning =
        "One row per domain, result type and MX, most failed sessions first",
        .nothing = "No failures in this period.",
        COLUMNS(failure_columns), .keys = 0, .json = "failures", .row = failures_row,
            .count = failures_count},
    [TABLE_COVERAGE] = {.name = "coverage", .title = "Coverage", .meaning = "One row per domain: "
        "the days without a report", .nothing = "No reports in this period.",
        COLUMNS(coverage_columns), .keys = 1, .json = "coverage", .in_csv = true,
            .row = domains_row, .count = domains_count},
    [TABLE_POLICIES_SEEN] = {.name = "policies_seen", .title = "Policies", .meaning =
        "One row per distinct policy of a domain", .nothing = "No reports in this period.",
        COLUMNS(policy_seen_columns), .keys = 0, .json = "policies_seen", .in_csv = true,
            .row = policies_seen_row, .count = policies_seen_count},
    [TABLE_EXCEPTIONS] = {.name = "exceptions", .title = "Exceptions", .meaning = "One row per "
        "duplicate, conflict or rejected part or file",
        .nothing = "No duplicates, no conflicts, nothing rejected.",
        COLUMNS(exception_columns), .keys = 0, .in_csv = true},
    [TABLE_FINDINGS] = {.name = "findings", .title = "Findings",
        .meaning = "What the figures mean, most severe first", .nothing = "Nothing was found.",
        COLUMNS(finding_columns), .keys = 0, .json = "findings", .in_csv = true,
            .row = findings_row, .count = findings_count},
    [TABLE_SETUP] = {.name = "setup", .title = "Setup",
        .meaning = "What the domains publish in the DNS", .nothing = "No DNS records were given.",
        COLUMNS(setup_columns), .keys = 1, .json = "setup", .in_csv = true, .needs_dns = true,
            .row = setup_row, .count = setup_count},
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
        for (line.detail_index = 0; line.detail_index < line.policy->details_n;
             line.detail_index++) {
            line.detail = &line.policy->details[line.detail_index];
            if (!put(self, t, &line))
                return false;
        }
    }
    return true;
}
