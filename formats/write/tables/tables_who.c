/* tables_who: the tables of days and windows of domains, and of who met and found what (SPEC
 * 6.1). */
#include "formats/write/tables/table_columns.h"

/* clang-format off */

static const struct column window_columns[] = {
    {"days", "Days", "The last 7, 30 or 90 days of the period", CELL_INTEGER, cell_number,
        offsetof(struct last_days, days)},
    SPAN(struct last_days),
    REPORTS(struct last_days),
    SESSIONS(struct last_days),
};

static const struct column domain_day_columns[] = {
    DOMAIN(struct domain_day_line, cell_name),
    {"day", "Day", "UTC date of the reports' start", CELL_DAY, cell_day,
        offsetof(struct domain_day_line, day)},
    {"reports", "Reports", "Counted reports about the domain", CELL_INTEGER, cell_number,
        offsetof(struct domain_day_line, reports)},
    {"reporters", "Reporters", "Organizations that sent them", CELL_INTEGER, cell_number,
        offsetof(struct domain_day_line, reporters)},
    SESSIONS(struct domain_day_line),
};

static const struct column reporter_result_columns[] = {
    DOMAIN(struct reporter_result_row, cell_name),
    {"organization_name", "Reporter", "Organization that met it", CELL_TEXT, cell_name,
        offsetof(struct reporter_result_row, organization_name)},
    {"result_type", "Result type", "What went wrong (RFC 8460, 4.3)", CELL_TEXT, cell_name,
        offsetof(struct reporter_result_row, result_type)},
    {"failed_sessions", "Failed", "Failed sessions, summed over failure details", CELL_INTEGER,
        cell_number, offsetof(struct reporter_result_row, failed_sessions)},
    {"sessions", "Sessions", "All sessions of the reporter with the domain", CELL_INTEGER,
        cell_number, offsetof(struct reporter_result_row, sessions)},
    {"share", "Share", "Failed so, of all its sessions with the domain", CELL_RATIO,
        cell_share_of_result, 0},
    {"days", "Days", "Days on which it met it", CELL_INTEGER, cell_number,
        offsetof(struct reporter_result_row, days)},
    SPAN(struct reporter_result_row),
};

static const struct column reporter_policy_columns[] = {
    DOMAIN(struct reporter_policy_row, cell_name),
    {"organization_name", "Reporter", "Organization that found it", CELL_TEXT, cell_name,
        offsetof(struct reporter_policy_row, organization_name)},
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, cell_name,
        offsetof(struct reporter_policy_row, policy_type)},
    {"policies", "Policies", "Policies of that type in its reports", CELL_INTEGER, cell_number,
        offsetof(struct reporter_policy_row, policies)},
    {"successful_sessions", "Successful", "Secured sessions", CELL_INTEGER, cell_number,
        offsetof(struct reporter_policy_row, sessions.successful)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, cell_number,
        offsetof(struct reporter_policy_row, sessions.failed)},
    SPAN(struct reporter_policy_row),
};

ROWS_OF_SUMMARY(windows)
ROWS_OF_SUMMARY(domain_days)
ROWS_OF_SUMMARY(reporter_results)
ROWS_OF_SUMMARY(reporter_policies)

const struct table table_windows = {.id = TABLE_WINDOWS, .name = "windows", .title = "Windows",
    .meaning = "The last 7, 30 and 90 days of the period", .nothing = "No report was counted.",
        COLUMNS(window_columns), .keys = 1, .json = "windows", .in_csv = true, .row = windows_row,
            .count = windows_count};

const struct table table_domain_days = {.id = TABLE_DOMAIN_DAYS, .name = "domain_days",
    .title = "Days of domains", .meaning = "One row per domain and day",
        .nothing = "No report was counted.",
        COLUMNS(domain_day_columns), .keys = 2, .in_csv = true, .row = domain_days_row,
            .count = domain_days_count};

const struct table table_reporter_results = {.id = TABLE_REPORTER_RESULTS,
    .name = "reporter_results", .title = "Who met what",
    .meaning = "One row per domain, reporter and result type",
        .nothing = "No counted report tells of failures.",
        COLUMNS(reporter_result_columns), .keys = 3, .json = "reporter_results", .in_csv = true,
            .is_of_failed = true, .row = reporter_results_row, .count = reporter_results_count};

const struct table table_reporter_policies = {.id = TABLE_REPORTER_POLICIES,
    .name = "reporter_policies", .title = "Who found what",
    .meaning = "One row per domain, reporter and policy type",
        .nothing = "No report was counted.",
        COLUMNS(reporter_policy_columns), .keys = 3, .json = "reporter_policies", .in_csv = true,
            .row = reporter_policies_row, .count = reporter_policies_count};

/* clang-format on */
