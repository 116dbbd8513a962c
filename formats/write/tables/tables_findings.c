/* tables_findings: the tables of what the figures mean. */
#include "formats/write/tables/table_columns.h"

/* clang-format off */

static const struct column finding_columns[] = {
    {"id", "Finding", "The rule that found it", CELL_TEXT, cell_text, offsetof(struct finding, id)},
    {"severity", "Severity", "critical, high, medium, low or info", CELL_TEXT, cell_text,
        offsetof(struct finding, severity_name)},
    {"status", "Status", "open; closed: it is over; unproven: too few reports since to tell",
        CELL_TEXT, cell_status_of_finding, 0},
    DOMAIN(struct finding, cell_name),
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
    {"days_clean", "Clean days", "Days since, covered by reports, on which it did not happen",
        CELL_INTEGER, cell_number, offsetof(struct finding, days_clean)},
    {"sessions_since", "Secured since", "Secured sessions on the clean days", CELL_INTEGER,
        cell_number, offsetof(struct finding, sessions_since)},
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
    {"networks", "Networks", "With --ip-db: the network that most of the addresses are in",
        CELL_TEXTS, cell_texts, offsetof(struct finding, networks)},
    {"who", "Who has to act", "In plain English", CELL_TEXT, cell_text,
        offsetof(struct finding, who)},
    {"rfc", "RFC", "Where to read on", CELL_TEXT, cell_text, offsetof(struct finding, rfc)},
    {"change", "Change", "With --compare: new, continuing, reopened, resolved or unproven",
        CELL_TEXT, cell_change_of_finding, 0},
    {"key", "Key", "Stands for the rule and the domain in every run", CELL_TEXT,
        cell_key_of_finding, 0},
};

static const struct column setup_columns[] = {
    {"policy_domain", "Domain", "Domain whose records they are", CELL_TEXT, cell_text_of_setup,
        offsetof(struct setup_row, policy_domain)},
    {"host", "MX host", "One of its mail servers; absent where the files name none", CELL_TEXT,
        cell_text_of_mx, offsetof(struct setup_mx, host)},
    {"in_policy", "In policy", "yes or no: whether the MTA-STS policy lists the host", CELL_TEXT,
        cell_in_policy, 0},
    {"addresses", "Addresses", "Of the host", CELL_TEXTS, cell_texts_of_mx,
        offsetof(struct setup_mx, addresses)},
    {"tlsa", "TLSA records", "Usage, selector, matching type, data", CELL_TEXTS, cell_texts_of_mx,
        offsetof(struct setup_mx, tlsa)},
    {"signed", "Signed", "yes or no: whether that answer was signed (DNSSEC)", CELL_TEXT,
        cell_signed, 0},
    {"tlsrpt", "TLS-RPT record", "TXT record at _smtp._tls", CELL_TEXT, cell_text_of_setup,
        offsetof(struct setup_row, tlsrpt.text)},
    {"rua", "Reports go to", "Its rua addresses", CELL_TEXTS, cell_texts_of_setup,
        offsetof(struct setup_row, rua)},
    {"mta_sts", "MTA-STS record", "TXT record at _mta-sts", CELL_TEXT, cell_text_of_setup,
        offsetof(struct setup_row, mta_sts.text)},
    {"policy_mode", "Served mode", "Of the MTA-STS policy that is served (--sts-policy)", CELL_TEXT,
        cell_served_mode, 0},
    {"policy_max_age", "Served max_age", "Its max_age, in seconds", CELL_INTEGER,
        cell_served_max_age, 0},
    {"policy_mx", "Served mx", "Its mx patterns", CELL_TEXTS, cell_served_mx, 0},
    {"read_at", "Read at", "When the DNS was asked, where the files tell, UTC", CELL_TIME,
        cell_read_at, 0},
    {"errors", "Errors", "What is missing or wrong", CELL_TEXTS, cell_texts_of_setup,
        offsetof(struct setup_row, errors)},
};

ROWS_OF(findings, findings.at, findings.n)
ROWS_OF(setup, setup.lines, setup.lines_n)

static bool has_dns(const struct account *a)
{
    return a->given.setup.dns != NULL;
}

const struct table table_findings = {.id = TABLE_FINDINGS, .name = "findings", .title = "Findings",
        .meaning = "What the figures mean, most severe first", .nothing = "No findings.",
        COLUMNS(finding_columns), .keys = 0, .json = "findings", .in_csv = true,
            .row = findings_row, .count = findings_count};

const struct table table_setup = {.id = TABLE_SETUP, .name = "setup", .title = "Setup",
        .meaning = "What the domains publish, one row per MX host",
        .nothing = "No DNS records and no policies were given.",
        COLUMNS(setup_columns), .keys = 0, .in_csv = true, .is_there = has_dns,
            .wants = "--dns or --sts-policy",
            .row = setup_row, .count = setup_count};
