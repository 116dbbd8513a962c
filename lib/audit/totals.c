#include "lib/audit/totals.h"

#include "lib/base/slice.h"

#define AT(member) .at = offsetof(struct totals, member)

/* In the order in which they are shown: each sum before its parts. */
/* clang-format off */
const struct total_row total_rows[] = {
    {"messages", AT(messages), .is_of_mail = true, .total_of = SUM_MESSAGES,
        .label = "Messages read", .line = "messages", .one_line = "message",
        .meaning = "mails read; the next four add up to it"},
    {"messages_with_reports", AT(messages_with_reports), .is_of_mail = true,
        .part_of = SUM_MESSAGES, .label = "Messages with reports", .part = "with reports",
        .meaning = "mails that held at least one report"},
    {"messages_rejected", AT(messages_rejected), .is_of_mail = true, .part_of = SUM_MESSAGES,
        .label = "Messages rejected", .part = "rejected",
        .meaning = "mails that claim to hold a report, none of which could be counted"},
    {"messages_unread", AT(messages_unread), .is_of_mail = true, .part_of = SUM_MESSAGES,
        .label = "Messages unread", .part = "unread",
        .meaning = "other mail that could not be looked into: encrypted, or a piece of one"},
    {"messages_ignored", AT(messages_ignored), .is_of_mail = true, .part_of = SUM_MESSAGES,
        .label = "Other mail", .part = "other mail", .meaning = "all other mail"},

    {"reports_found", AT(reports_found), .total_of = SUM_REPORTS,
        .label = "Reports found", .line = "reports found", .one_line = "report found",
        .meaning = "reports decoded; reports, duplicates, conflicts (and what was asked for: "
                   "known, unauthenticated, foreign_reports) add up to it"},
    {"reports", AT(reports), .part_of = SUM_REPORTS,
        .label = "Reports counted", .part = "counted", .meaning = "reports that are counted"},
    {"duplicates", AT(duplicates), .part_of = SUM_REPORTS,
        .label = "Duplicates", .part = "duplicates", .one_part = "duplicate",
        .meaning = "copies that say the same as the counted one"},
    {"conflicts", AT(conflicts), .part_of = SUM_REPORTS,
        .label = "Conflicts", .part = "conflicts", .one_part = "conflict",
        .meaning = "copies that say something else"},
    {"known", AT(known), .part_of = SUM_REPORTS, .asked = TOTALS_OF_STATE,
        .label = "Counted by earlier runs", .part = "counted by earlier runs",
        .line = "known: earlier runs counted them",
        .meaning = "reports that earlier runs with the same --state counted; there with --state "
                   "only"},

    {"unauthenticated", AT(unauthenticated), .part_of = SUM_REPORTS,
        .asked = TOTALS_OF_AUTHENTICITY,
        .label = "Unauthenticated: not counted", .part = "unauthenticated",
        .meaning = "reports of which it is not known who sent them; there with "
                   "--require-auth only"},
    {"foreign_reports", AT(foreign_reports), .part_of = SUM_REPORTS, .asked = TOTALS_OF_SCOPE,
        .label = "About foreign domains", .part = "about foreign domains",
        .line = "foreign: about domains that the list does not hold",
        .meaning = "reports about foreign domains alone; there with --scope only"},

    {"rejected", AT(rejected), .is_of_mail = true,
        .label = "Rejected parts and files",
        .meaning = "parts, messages and files that are rejected"},
    {"files_skipped", AT(files_skipped), .is_of_mail = true,
        .label = "Files skipped: nothing that is read",
        .line = "files skipped: nothing that this program reads",
        .one_line = "file skipped: nothing that this program reads",
        .meaning = "files that are nothing this program reads"},
    {"files_unread", AT(files_unread), .is_of_mail = true,
        .label = "Files unread: not to be looked into", .line = "files unread",
        .one_line = "file unread",
        .meaning = "files that are damaged, or a known store or container, and could not be "
                   "looked into"},
    {NULL, AT(left_out), .is_of_mail = true,
        .label = "Reports left out by the selection", .line = "reports left out by the selection",
        .one_line = "report left out by the selection"},

    {"policies", AT(policies), .meaning = "policies of the counted reports"},
    {"failure_details", AT(failure_details), .meaning = "failure details of the counted reports"},
    {"successful_sessions", AT(successful_sessions),
        .meaning = "secured sessions, summed over policies"},
    {"failed_sessions", AT(failed_sessions), .meaning = "failed sessions, summed over policies"},
    {"domains", AT(domains), .meaning = "attributed policy domains"},
    {"reporters", AT(reporters), .meaning = "reporting organizations"},
    {"foreign_policies", AT(foreign_policies), .asked = TOTALS_OF_SCOPE,
        .meaning = "policies about domains that the list does not hold; there with --scope only"},
    {"days_missing", AT(days_missing),
        .meaning = "expected days that no report covers, summed over the domains"},
};
/* clang-format on */
const size_t total_rows_n = COUNT_OF(total_rows);

uint64_t total_value(const struct totals *t, const struct total_row *row)
{
    return *(const uint64_t *)(const void *)((const char *)t + row->at);
}

bool total_is_shown(const struct totals *t, const struct total_row *row)
{
    return row->asked == 0 || (t->asked & row->asked) != 0;
}

void totals_take_mail(struct totals *to, const struct totals *whole)
{
    for (const struct total_row *row = total_rows; row < total_rows + total_rows_n; row++)
        if (row->is_of_mail)
            *(uint64_t *)(void *)((char *)to + row->at) = total_value(whole, row);
}

bool totals_add_up(const struct totals *t)
{
    uint64_t missing[TOTAL_SUMS] = {0};
    for (const struct total_row *row = total_rows; row < total_rows + total_rows_n; row++) {
        missing[row->total_of] += total_value(t, row);
        missing[row->part_of] -= total_value(t, row);
    }
    for (int sum = SUM_NONE + 1; sum < TOTAL_SUMS; sum++)
        if (missing[sum] != 0)
            return false;
    return true;
}
