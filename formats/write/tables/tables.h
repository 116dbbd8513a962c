/*
 * tables: the one description of every table and column. CSV, SQLite, XLSX, the page, the JSON
 * arrays, datapackage.json and the documents are rendered from it. To add a column is to add a row
 * to its table's array.
 */
#ifndef WRITE_TABLES_H
#define WRITE_TABLES_H

#include "formats/write/tables/cell.h"
#include "lib/findings/account.h"

enum table_id {
    TABLE_REPORTS,
    TABLE_POLICIES,
    TABLE_FAILURES,
    TABLE_DOMAINS,
    TABLE_DAYS,
    TABLE_MONTHS,
    TABLE_REPORTERS,
    TABLE_POLICY_TYPES,
    TABLE_RESULT_TYPES,
    TABLE_FAILURE_GROUPS,
    TABLE_COVERAGE,
    TABLE_POLICIES_SEEN,
    TABLE_ADDRESSES,
    TABLE_SIGNATURES,
    TABLE_WINDOWS,
    TABLE_DOMAIN_DAYS,
    TABLE_REPORTER_RESULTS,
    TABLE_REPORTER_POLICIES,
    TABLE_FOREIGN,
    TABLE_EXCEPTIONS,
    TABLE_FINDINGS,
    TABLE_SETUP,
    TABLE_CHANGES,
    TABLE_SAMPLE,
    TABLE_REVIEWS,
    TABLE_CONTROLS,
    TABLES
};

struct table {
    enum table_id id;  /* its place in `tables` */
    const char *name;  /* of the CSV file, without .csv, and for --table */
    const char *json;  /* key of the array in the summary; NULL: it is not there */
    const char *title; /* of the sheet, where the workbook has one */
    const char *meaning;
    const char *nothing; /* what stands in the sheet when there is no row */
    const struct column *columns;
    size_t columns_n;
    size_t sheet_columns_n; /* with further ones, which only workbook and page show */
    unsigned keys;          /* so many columns from the first on are the primary key; 0: none */
    const char *parent;     /* the table whose key the first columns refer to, or NULL */
    bool in_csv;
    bool is_of_failed; /* its shares are of what failed: the more, the worse */
    /* Is the table there in this run? That is known before reading. NULL: always. */
    bool (*is_there)(const struct account *a);
    const char *wants; /* if so: what has to be given for it */
    /* The i-th row, once all is read; NULL: the table is streamed while reading. */
    const void *(*row)(const struct account *a, size_t i);
    size_t (*count)(const struct account *a);
};

extern const struct table *const tables[TABLES];

/* A row of the streamed tables; only the table of exceptions has struct exception. */
struct report_line {
    const struct report *report;
    const char *key;
    const struct policy *policy;
    const struct failure_detail *detail;
    size_t policy_index, detail_index; /* from 0 on */
};

bool table_is_there(const struct table *t, const struct account *a);
const struct table *table_find(const char *name); /* NULL: none */

/* The place of a column among all of the table's. The name must be one of them; for any other this
 * gives 0. */
size_t table_column(const struct table *t, const char *name);

/* Calls `put` for each row of a report in a streamed table: one, or one per policy or failure
 * detail. False: `put` gave false. */
bool table_each_line(const struct table *t, const struct report *r, const char *key,
                     bool (*put)(void *self, const struct table *t, const void *row), void *self);

#endif
