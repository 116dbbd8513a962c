/* tables_sample: the table of reports drawn for a tester, with room for findings (SPEC 6.6). */
#include "formats/write/tables/table_columns.h"

static const struct sampled *sampled_of(const void *row)
{
    return row;
}

/* The same getters as those of the table reports. */
static struct report_line line_of(const void *row)
{
    return (struct report_line){.report = &sampled_of(row)->report, .key = sampled_of(row)->key};
}

#define OF_LINE(getter)                                                                            \
    static void sampled_##getter(const void *row, size_t at, struct cell *c)                       \
    {                                                                                              \
        struct report_line line = line_of(row);                                                    \
        cell_##getter(&line, at, c);                                                               \
    }
OF_LINE(text_of_report)
OF_LINE(time_of_report)
OF_LINE(sum_of_policies)
OF_LINE(message_of_report)
OF_LINE(offset_of_report)
OF_LINE(received_of_report)
OF_LINE(dkim_result)
OF_LINE(dkim_reason)

static void sampled_key(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(sampled_of(row)->key);
}

static void sampled_number(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->integer = (int64_t)sampled_of(row)->number;
}

static void sampled_digest(const void *row, size_t at, struct cell *c)
{
    (void)at;
    ascii_hex(sampled_of(row)->digest, SHA256_BYTES, c->room);
    c->text = (struct slice){.at = c->room, .n = SHA256_TEXT};
}

static void sampled_domain(const void *row, size_t at, struct cell *c)
{
    const struct policy *first = report_next_counted(&sampled_of(row)->report, NULL);
    (void)at;
    c->text = first ? first->attributed : (struct slice){0};
    c->absent = c->text.n == 0;
}

/* The tester fills these in. */
static void nothing_yet(const void *row, size_t at, struct cell *c)
{
    (void)row, (void)at;
    c->absent = true;
}

/* clang-format off */

#define AT(member) offsetof(struct report, member)

static const struct column sample_columns[] = {
    {"sample_number", "No.", "Place in the sample, by the hash, from 1 on", CELL_INTEGER,
        sampled_number, 0},
    {"sample_sha256", "Drawn by", "SHA-256 of the seed, NUL and the report key", CELL_TEXT,
        sampled_digest, 0},
    {"report_key", "Report key", "First 32 hex digits of the SHA-256 over the report's identity",
        CELL_TEXT, sampled_key, 0},
    {"organization_name", "Reporter", "Organization that sent the report", CELL_TEXT,
        sampled_text_of_report, AT(organization_name)},
    {"report_id", "Report-ID", "The sender's own id", CELL_TEXT, sampled_text_of_report,
        AT(report_id)},
    {"policy_domain", "Domain", "Domain of its first policy", CELL_TEXT, sampled_domain, 0},
    {"begin_date", "Begin", "Start of the period, UTC", CELL_TIME, sampled_time_of_report,
        AT(begin)},
    {"end_date", "End", "End of the period, UTC", CELL_TIME, sampled_time_of_report, AT(end)},
    {"successful_sessions", "Successful", "Secured sessions, summed over the policies",
        CELL_INTEGER, sampled_sum_of_policies, offsetof(struct policy, successful_sessions)},
    {"failed_sessions", "Failed", "Failed sessions, summed over the policies", CELL_INTEGER,
        sampled_sum_of_policies, offsetof(struct policy, failed_sessions)},
    {"source_path", "File", "File that the report was found in", CELL_TEXT,
        sampled_text_of_report, AT(source.path)},
    {"source_member", "Member", "Member of that archive", CELL_TEXT, sampled_text_of_report,
        AT(source.member)},
    {"source_message", "Message", "Number of the message in its mbox, from 1 on", CELL_INTEGER,
        sampled_message_of_report, 0},
    {"source_offset", "Offset", "Byte offset of that message", CELL_INTEGER,
        sampled_offset_of_report, 0},
    {"message_id", "Message-ID", "Message-ID of the mail", CELL_TEXT, sampled_text_of_report,
        AT(source.message_id)},
    {"received", "Received", "When the mail was received, UTC", CELL_TIME,
        sampled_received_of_report, 0},
    {"report_sha256", "SHA-256 of the report", "Of its JSON as it was sent, unpacked, with "
        "--hash-inputs", CELL_TEXT, sampled_text_of_report, AT(source.report_sha256)},
    {"message_sha256", "SHA-256 of the message", "Of the message's bytes, with --hash-inputs",
        CELL_TEXT, sampled_text_of_report, AT(source.message_sha256)},
    {"dkim_result", "DKIM", "pass, weak, fail, invalid, key-missing or none, where signatures are "
        "verified", CELL_TEXT, sampled_dkim_result, 0},
    {"dkim_reason", "DKIM reason", "Why, where it is no pass", CELL_TEXT, sampled_dkim_reason, 0},
    {"dkim_domain", "Signed by", "Domain of the signature (d=)", CELL_TEXT,
        sampled_text_of_report, AT(source.signature.domain)},
    {"dkim_selector", "Selector", "Which of its keys (s=)", CELL_TEXT, sampled_text_of_report,
        AT(source.signature.selector)},
    {"seen", "Seen", "For the tester: was the report seen?", CELL_TEXT, nothing_yet, 0},
    {"agrees", "Agrees", "For the tester: does it agree with this row?", CELL_TEXT, nothing_yet,
        0},
    {"remark", "Remark", "For the tester", CELL_TEXT, nothing_yet, 0},
    {"initials", "Initials", "Of the tester", CELL_TEXT, nothing_yet, 0},
};

ROWS_OF(sample, sample.at, sample.n)

static bool is_drawn(const struct account *a)
{
    return a->sample.size > 0;
}

const struct table table_sample = {.id = TABLE_SAMPLE, .name = "sample", .title = "Sample",
    .meaning = "One row per report that was drawn (--sample), with room for what is found",
    .nothing = "No counted report, so none was drawn.",
    COLUMNS(sample_columns), .keys = 1, .in_csv = true, .is_there = is_drawn,
            .wants = "--sample",
    .row = sample_row, .count = sample_count};

/* clang-format on */
