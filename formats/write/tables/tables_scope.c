/* tables_scope: the table of what the list of domains leaves out (SPEC 5.3). */
#include "formats/write/tables/table_columns.h"

/* clang-format off */

static const struct column foreign_columns[] = {
    {"policy_domain", "Domain", "Domain that the list does not hold; others: the sum of those "
        "behind the first 50,000", CELL_TEXT, cell_name,
        offsetof(struct foreign_row, policy_domain)},
    {"reports", "Reports", "Reports about it", CELL_INTEGER, cell_number,
        offsetof(struct foreign_row, reports)},
    {"reporters", "Reporters", "Organizations that sent them", CELL_INTEGER, cell_number,
        offsetof(struct foreign_row, reporters)},
    {"successful_sessions", "Successful", "Secured sessions", CELL_INTEGER, cell_number,
        offsetof(struct foreign_row, sessions.successful)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, cell_number,
        offsetof(struct foreign_row, sessions.failed)},
    SPAN(struct foreign_row),
};

ROWS_OF_SUMMARY(foreign)

static bool has_scope(const struct account *a)
{
    return a->audit.options.scope != NULL;
}

const struct table table_foreign = {.id = TABLE_FOREIGN, .name = "foreign_domains",
        .title = "Foreign",
        .meaning = "One row per domain that the list of domains does not hold",
        .nothing = "No report was about a domain that the list does not hold.",
        COLUMNS(foreign_columns), .keys = 1, .json = "foreign", .in_csv = true,
            .is_there = has_scope,
            .wants = "--scope", .row = foreign_row, .count = foreign_count};

/* clang-format on */
