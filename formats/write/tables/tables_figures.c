/* tables_figures: the tables of sums, which are sorted once all is read. */
#include "formats/write/tables/table_columns.h"

/* clang-format off */

static const struct column domain_columns[] = {
    DOMAIN(struct domain_row, cell_text),
    {"reports", "Reports", "Counted reports about the domain", CELL_INTEGER, cell_number,
        offsetof(struct domain_row, reports)},
    {"reporters", "Reporters", "Organizations that sent them", CELL_INTEGER, cell_number,
        offsetof(struct domain_row, reporters)},
    SESSIONS(struct domain_row),
    {"first_day", "First day", "First day that a report is about", CELL_DAY, cell_day_of_domain,
        offsetof(struct domain_row, span.first)},
    {"last_day", "Last day", "Last day that a report is about", CELL_DAY, cell_day_of_domain,
        offsetof(struct domain_row, span.last)},
    {"days_covered", "Days covered", "Expected days that a report covers", CELL_INTEGER,
        cell_number, offsetof(struct domain_row, days_covered)},
    {"days_missing", "Days missing", "Expected days that no report covers", CELL_INTEGER,
        cell_number, offsetof(struct domain_row, days_missing)},
    {"authentic_reports", "Authentic", "Reports with an authentic DKIM signature, where signatures "
        "are verified", CELL_INTEGER, cell_authentic, offsetof(struct domain_row, auth)},
    {"readiness", "Readiness", "For the mode enforce: enforced, ready, not-ready, "
        "too-little-evidence or no-policy", CELL_TEXT, cell_readiness, 0},
    {"readiness_basis", "Basis", "Of the readiness, over the last 14 covered days (ready-after)",
        CELL_TEXT, cell_readiness_basis, 0},
    {"last_7_days", "7 days", "Secured share of the last 7 days", CELL_RATIO, cell_recent_rate, 0},
    {"last_7_failed", "7 days: failed", "Failed sessions of the last 7 days", CELL_INTEGER,
        cell_recent_failed, 0},
    {"last_30_days", "30 days", "Secured share of the last 30 days", CELL_RATIO, cell_recent_rate,
        1},
    {"last_30_failed", "30 days: failed", "Failed sessions of the last 30 days", CELL_INTEGER,
        cell_recent_failed, 1},
    {"last_90_days", "90 days", "Secured share of the last 90 days", CELL_RATIO, cell_recent_rate,
        2},
    {"last_90_failed", "90 days: failed", "Failed sessions of the last 90 days", CELL_INTEGER,
        cell_recent_failed, 2},
};

static const struct column day_columns[] = {
    {"day", "Day", "UTC date of the reports' start", CELL_DAY, cell_day,
        offsetof(struct day_row, day)},
    REPORTS(struct day_row),
    SESSIONS(struct day_row),
};

static const struct column month_columns[] = {
    {"month", "Month", "Month of the reports' start", CELL_TEXT, cell_month, 0},
    REPORTS(struct month_row),
    SESSIONS(struct month_row),
};

static const struct column reporter_columns[] = {
    {"organization_name", "Reporter", "Organization that sent the reports", CELL_TEXT, cell_text,
        offsetof(struct reporter_row, organization_name)},
    REPORTS(struct reporter_row),
    {"domains", "Domains", "Domains that they are about", CELL_INTEGER, cell_number,
        offsetof(struct reporter_row, domains)},
    SESSIONS(struct reporter_row),
    SPAN(struct reporter_row),
    {"authentic_reports", "Authentic", "Reports with an authentic DKIM signature, where signatures "
        "are verified", CELL_INTEGER, cell_authentic, offsetof(struct reporter_row, auth)},
    {"unauthenticated_reports", "Unauthenticated", "Reports without one", CELL_INTEGER,
        cell_unauthenticated, offsetof(struct reporter_row, auth)},
    {"unchecked_reports", "Unchecked", "Reports that wait for a key", CELL_INTEGER,
        cell_unchecked, offsetof(struct reporter_row, auth)},
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
    DOMAIN(struct failure_row, cell_text),
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
    DOMAIN(struct domain_row, cell_text),
    {"first_day", "Expected from", "First day on which a report is expected", CELL_DAY,
        cell_expected_day, offsetof(struct domain_row, expected.first)},
    {"last_day", "Expected to", "Last day on which a report is expected", CELL_DAY,
        cell_expected_day, offsetof(struct domain_row, expected.last)},
    {"days_covered", "Days covered", "Expected days that a report covers", CELL_INTEGER,
        cell_number, offsetof(struct domain_row, days_covered)},
    {"days_missing", "Days missing", "Expected days that no report covers", CELL_INTEGER,
        cell_number, offsetof(struct domain_row, days_missing)},
    {"missing", "Missing", "These days", CELL_SPANS, cell_gaps, 0},
};

static const struct column policy_seen_columns[] = {
    DOMAIN(struct policy_seen_row, cell_text),
    {"policy_type", "Policy type", "sts, tlsa or no-policy-found", CELL_TEXT, cell_text,
        offsetof(struct policy_seen_row, policy_type)},
    {"mode", "MTA-STS mode", "enforce, testing or none, as the policy says", CELL_TEXT,
        cell_sts_mode, 0},
    {"max_age", "max_age", "Seconds that senders may keep the policy, as it says", CELL_INTEGER,
        cell_sts_max_age, 0},
    {"mx_host_patterns", "MX patterns", "The policy's mx lines (at most 64)", CELL_TEXTS,
        cell_sts_mx, 0},
    {"policy_text", "Policy", "The policy's lines or TLSA records", CELL_PROSE, cell_text,
        offsetof(struct policy_seen_row, policy_text)},
    {"reports", "Times seen", "Reports that tell of it", CELL_INTEGER, cell_number,
        offsetof(struct policy_seen_row, reports)},
    {"reporters", "Reporters", "Organizations that saw it", CELL_INTEGER, cell_number,
        offsetof(struct policy_seen_row, reporters)},
    SPAN(struct policy_seen_row),
};

static const struct column signature_columns[] = {
    {"organization_name", "Reporter", "Organization that sent the reports", CELL_TEXT, cell_text,
        offsetof(struct signer_row, organization_name)},
    {"dkim_domain", "Signed by", "Domain of the signature (d=)", CELL_TEXT, cell_name,
        offsetof(struct signer_row, domain)},
    {"dkim_selector", "Selector", "Which of its keys (s=)", CELL_TEXT, cell_name,
        offsetof(struct signer_row, selector)},
    {"dkim_result", "Result", "pass, weak, fail, invalid, key-missing or none", CELL_TEXT,
        cell_result_of_signer, 0},
    {"dkim_reason", "Reason", "Why, where it is no pass", CELL_TEXT, cell_reason_of_signer, 0},
    {"dkim_algorithm", "Algorithm", "rsa-sha256, ed25519-sha256 or rsa-sha1", CELL_TEXT, cell_name,
        offsetof(struct signer_row, algorithm)},
    {"dkim_key_bits", "Key bits", "Size of the key", CELL_INTEGER, cell_bits_of_signer, 0},
    {"dkim_service", "Service", "What the key is for: tlsrpt, any, email or other", CELL_TEXT,
        cell_service_of_signer, 0},
    {"dkim_aligned", "Aligned", "true: the domain is the submitter's, above it or below it",
        CELL_TEXT, cell_aligned_of_signer, 0},
    REPORTS(struct signer_row),
    SPAN(struct signer_row),
};

static const struct column address_columns[] = {
    {"role", "Role", "sending (the reporter's mail server) or receiving", CELL_TEXT,
        cell_address_role, 0},
    {"address", "Address", "IP address in normal form (RFC 5952); others: beyond the bound",
        CELL_TEXT, cell_text, offsetof(struct address_row, address)},
    {"failed_sessions", "Failed", "Failed sessions from or to it", CELL_INTEGER, cell_number,
        offsetof(struct address_row, failed_sessions)},
    {"ours", "Ours", "yes or no: whether a receiving one is an MX host's, where --dns tells",
        CELL_TEXT, cell_ours, 0},
    {"reverse_names", "Called", "Names of its PTR records, where --dns holds such", CELL_TEXTS,
        cell_texts_if_any, offsetof(struct address_row, reverse_names)},
    {"country", "Country", "ISO code of the address's country, by --ip-db", CELL_TEXT,
        cell_country, offsetof(struct address_row, network.code)},
    {"asn", "AS number", "Number of the address's network, by --ip-db", CELL_INTEGER, cell_asn,
        offsetof(struct address_row, network.code)},
    {"as_name", "Network", "Name of that network, by --ip-db", CELL_TEXT, cell_text,
        offsetof(struct address_row, network.as_name)},
    {"result_types", "Result types", "What went wrong (RFC 8460, 4.3)", CELL_TEXTS, cell_texts,
        offsetof(struct address_row, result_types)},
    {"domains", "Domains", "Attributed policy domains concerned", CELL_TEXTS, cell_texts,
        offsetof(struct address_row, domains)},
    {"reporters", "Reporters", "Organizations that tell of it", CELL_TEXTS, cell_texts,
        offsetof(struct address_row, reporters)},
    SPAN(struct address_row),
};

ROWS_OF_SUMMARY(domains)
ROWS_OF_SUMMARY(days)
ROWS_OF_SUMMARY(months)
ROWS_OF_SUMMARY(reporters)
ROWS_OF_SUMMARY(policy_types)
ROWS_OF_SUMMARY(result_types)
ROWS_OF_SUMMARY(failures)
ROWS_OF_SUMMARY(policies_seen)
ROWS_OF_SUMMARY(addresses)
ROWS_OF_SUMMARY(signatures)

const struct table table_domains = {.id = TABLE_DOMAINS, .name = "domains", .title = "Domains",
    .meaning = "One row per domain",
        .nothing = "No report was counted.",
        COLUMNS_BUT(domain_columns, 7), .keys = 1, .json = "domains", .in_csv = true,
            .row = domains_row, .count = domains_count};

const struct table table_days = {.id = TABLE_DAYS, .name = "days", .title = "Daily",
    .meaning = "One row per day",
        .nothing = "No report was counted.",
        COLUMNS(day_columns), .keys = 1, .json = "days", .in_csv = true, .row = days_row,
            .count = days_count};

const struct table table_months = {.id = TABLE_MONTHS, .name = "months", .title = "Monthly",
    .meaning = "One row per month",
        .nothing = "No report was counted.",
        COLUMNS(month_columns), .keys = 1, .json = "months", .row = months_row,
            .count = months_count};

const struct table table_reporters = {.id = TABLE_REPORTERS, .name = "reporters",
    .title = "Reporters",
        .meaning = "One row per reporting organization", .nothing = "No report was counted.",
        COLUMNS(reporter_columns), .keys = 1, .json = "reporters", .in_csv = true,
            .row = reporters_row, .count = reporters_count};

const struct table table_policy_types = {.id = TABLE_POLICY_TYPES, .name = "policy_types",
    .title = "Policy types",
        .meaning = "One row per policy type", .nothing = "No report was counted.",
        COLUMNS(policy_type_columns), .keys = 1, .json = "policy_types", .row = policy_types_row,
            .count = policy_types_count};

const struct table table_result_types = {.id = TABLE_RESULT_TYPES, .name = "result_types",
    .title = "Result types",
        .meaning = "One row per result type", .nothing = "No counted report tells of failures.",
        COLUMNS_BUT(result_type_columns, 4), .keys = 1, .json = "result_types", .in_csv = true,
            .row = result_types_row, .count = result_types_count};

const struct table table_failure_groups = {.id = TABLE_FAILURE_GROUPS, .name = "failure_groups",
    .title = "Failures", .meaning =
        "One row per domain, result type and MX, most failed sessions first",
        .nothing = "No counted report tells of failures.",
        COLUMNS(failure_columns), .keys = 0, .json = "failures", .row = failures_row,
            .count = failures_count};

const struct table table_coverage = {.id = TABLE_COVERAGE, .name = "coverage", .title = "Coverage",
    .meaning = "One row per domain: "
        "the days without a report", .nothing = "No report was counted.",
        COLUMNS(coverage_columns), .keys = 1, .json = "coverage", .in_csv = true,
            .row = domains_row, .count = domains_count};

const struct table table_policies_seen = {.id = TABLE_POLICIES_SEEN, .name = "policies_seen",
    .title = "Policies", .meaning =
        "One row per distinct policy of a domain", .nothing = "No report was counted.",
        COLUMNS(policy_seen_columns), .keys = 0, .json = "policies_seen", .in_csv = true,
            .row = policies_seen_row, .count = policies_seen_count};

const struct table table_addresses = {.id = TABLE_ADDRESSES, .name = "addresses",
    .title = "Addresses", .meaning = "One row per sending or receiving address of failures",
    .nothing = "No counted report tells of failures with addresses.",
    COLUMNS(address_columns), .keys = 2, .json = "addresses", .in_csv = true,
    .row = addresses_row, .count = addresses_count};

const struct table table_signatures = {.id = TABLE_SIGNATURES, .name = "signatures",
    .title = "Signatures", .meaning = "One row per reporter, signing domain, selector and verdict",
    .nothing = "No signatures were verified: see --dns and --dkim.",
    COLUMNS(signature_columns), .keys = 0, .json = "signatures", .in_csv = true,
    .row = signatures_row, .count = signatures_count};
