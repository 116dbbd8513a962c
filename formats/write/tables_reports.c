/* tables_reports: the tables that grow while reading: what reports and exceptions say. */
#include "formats/write/table_columns.h"

/* clang-format off */

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

static const struct column exception_columns[] = {
    {"kind", "Kind", "duplicate, conflict, rejected or unread", CELL_TEXT,
        cell_kind_of_exception, 0},
    {"reason", "Reason", "Why it was rejected or is unread", CELL_TEXT, cell_reason_of_exception,
        0},
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
    {"form", "Form", "What it is, where it is unread", CELL_TEXT, cell_text,
        offsetof(struct exception, form)},
};

const struct table table_reports = {.id = TABLE_REPORTS, .name = "reports", .title = "Reports",
        .meaning = "One row per counted report", .nothing = "No reports in this period.",
        COLUMNS(report_columns), .keys = 1, .in_csv = true};

const struct table table_policies = {.id = TABLE_POLICIES, .name = "policies",
    .title = "Policies of reports", .meaning =
        "One row per policy of a counted report", .nothing = "No reports in this period.",
        COLUMNS(policy_columns), .keys = 2, .parent = "reports", .in_csv = true};

const struct table table_failures = {.id = TABLE_FAILURES, .name = "failures",
    .title = "Failure details", .meaning = "One row per "
        "failure detail of a counted report", .nothing = "No failures in this period.",
        COLUMNS(detail_columns), .keys = 3, .parent = "policies", .in_csv = true};

const struct table table_exceptions = {.id = TABLE_EXCEPTIONS, .name = "exceptions",
    .title = "Exceptions", .meaning = "One row per "
        "duplicate, conflict, rejected part, or unread message or file",
        .nothing = "No duplicates, no conflicts, nothing rejected, nothing unread.",
        COLUMNS(exception_columns), .keys = 0, .in_csv = true};
