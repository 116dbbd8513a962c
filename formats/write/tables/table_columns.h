/*
 * table_columns: what the descriptions of tables share. Private to this folder: tables_*.c.
 *
 * A table is a row of `tables` and a description in the tables_*.c of its subject; a column is a
 * row of the array there.
 */
#ifndef WRITE_TABLE_COLUMNS_H
#define WRITE_TABLE_COLUMNS_H

#include "formats/write/tables/table_cells.h"

/* clang-format off */

#define COLUMNS_BUT(array, extra) \
    .columns = (array), .columns_n = sizeof(array) / sizeof *(array) - (extra), \
    .sheet_columns_n = sizeof(array) / sizeof *(array)
#define COLUMNS(array) COLUMNS_BUT(array, 0)

/* Columns that several tables have: `row` is the type of their rows. */
#define DOMAIN(row, getter) \
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, getter, \
        offsetof(row, policy_domain)}

#define REPORTS(row) \
    {"reports", "Reports", "Counted reports", CELL_INTEGER, cell_number, offsetof(row, reports)}

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

/* Defines row and count of a table whose rows are an array once all is read. */
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

/* clang-format on */

extern const struct table table_reports, table_policies, table_failures, table_exceptions;
extern const struct table table_domains, table_days, table_months, table_reporters,
    table_policy_types, table_result_types, table_failure_groups, table_coverage,
    table_policies_seen, table_addresses, table_signatures;
extern const struct table table_findings, table_setup;
extern const struct table table_foreign, table_changes, table_sample, table_reviews, table_controls;
extern const struct table table_windows, table_domain_days, table_reporter_results,
    table_reporter_policies;

#endif
