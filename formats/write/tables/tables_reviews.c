/* tables_reviews: the table of earlier runs that the run log tells of (SPEC 6.6). */
#include "formats/write/tables/table_columns.h"

static void cell_line(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->integer = (int64_t)((const struct review *)row)->line;
}

static void cell_time(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->time = ((const struct review *)row)->time;
    c->absent = c->time == WHEN_NEVER;
}

static void cell_listed(const void *row, size_t at, struct cell *c)
{
    const struct review *r = row;
    (void)at;
    c->integer = (int64_t)r->listed;
    c->absent = r->listed == 0;
}

static void cell_follows(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = ((const struct review *)row)->follows ? SLICE("yes") : SLICE("no");
}

/* clang-format off */

#define AT(member) offsetof(struct review, member)
#define OPEN(which) AT(open) + (which) * sizeof(uint64_t)

static const struct column review_columns[] = {
    {"line", "Line", "Of the run log, from 1 on", CELL_INTEGER, cell_line, 0},
    {"time", "Time", "When the run was, UTC", CELL_TIME, cell_time, 0},
    {"reviewer", "Reviewer", "Who looked (--reviewer)", CELL_TEXT, cell_text, AT(reviewer)},
    {"first_day", "First day", "Of the run's period", CELL_TEXT, cell_text, AT(first_day)},
    {"last_day", "Last day", "Of the run's period", CELL_TEXT, cell_text, AT(last_day)},
    {"listed_domains", "Listed domains", "Domains of the list (--scope)", CELL_INTEGER,
        cell_listed, 0},
    {"inputs", "Inputs", "How many were read", CELL_INTEGER, cell_number, AT(inputs)},
    {"reports", "Reports", "Counted reports", CELL_INTEGER, cell_number, AT(reports)},
    {"successful_sessions", "Successful", "Secured sessions", CELL_INTEGER, cell_number,
        AT(sessions.successful)},
    {"failed_sessions", "Failed", "Failed sessions", CELL_INTEGER, cell_number,
        AT(sessions.failed)},
    {"critical", "Critical", "Findings that were open or unproven", CELL_INTEGER, cell_number,
        OPEN(SEVERITY_CRITICAL)},
    {"high", "High", "Likewise", CELL_INTEGER, cell_number, OPEN(SEVERITY_HIGH)},
    {"medium", "Medium", "Likewise", CELL_INTEGER, cell_number, OPEN(SEVERITY_MEDIUM)},
    {"low", "Low", "Likewise", CELL_INTEGER, cell_number, OPEN(SEVERITY_LOW)},
    {"info", "Info", "Likewise", CELL_INTEGER, cell_number, OPEN(SEVERITY_INFO)},
    {"outputs", "Outputs", "How many were written", CELL_INTEGER, cell_number, AT(outputs)},
    {"version", "Version", "Of the program", CELL_TEXT, cell_text, AT(version)},
    {"follows", "Follows", "yes: the line names the SHA-256 of the one before it", CELL_TEXT,
        cell_follows, 0},
};

static const void *reviews_row(const struct account *a, size_t i)
{
    return &a->given.reviews->at[i];
}

static size_t reviews_count(const struct account *a)
{
    return a->given.reviews ? a->given.reviews->n : 0;
}

static bool is_logged(const struct account *a)
{
    return a->given.reviews != NULL;
}

const struct table table_reviews = {.id = TABLE_REVIEWS, .name = "reviews", .title = "Reviews",
    .meaning = "The earlier runs that the run log tells of (--run-log)",
    .nothing = "The run log tells of no earlier run.",
    COLUMNS(review_columns), .keys = 1, .in_csv = true, .is_there = is_logged,
            .wants = "--run-log",
    .row = reviews_row, .count = reviews_count};

/* clang-format on */
