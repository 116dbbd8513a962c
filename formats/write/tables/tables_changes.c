/* tables_changes: the table of what changed since the earlier summary (SPEC 8.2, --compare). */
#include "formats/write/tables/table_columns.h"

static void cell_kind(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(change_kind_names[((const struct change_row *)row)->kind]);
}

static void cell_change(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(change_names[((const struct change_row *)row)->change]);
}

/* What the row is about: a finding's id, an organization, a type of policy. */
static void cell_subject(const void *row, size_t at, struct cell *c)
{
    const struct change_row *r = row;
    (void)at;
    c->text = r->kind == CHANGE_FINDING    ? r->id
              : r->kind == CHANGE_REPORTER ? r->organization_name
                                           : r->policy_type;
    c->absent = c->text.n == 0;
}

static void cell_words(const void *row, size_t at, struct cell *c)
{
    const struct change_row *r = row;
    (void)at;
    c->text = r->kind == CHANGE_FINDING ? r->title : r->policy_text;
    c->absent = c->text.n == 0;
}

static const struct standing *standing_at(const void *row, size_t at)
{
    return (const struct standing *)(const void *)((const char *)row + at);
}

static void cell_standing_reports(const void *row, size_t at, struct cell *c)
{
    const struct standing *s = standing_at(row, at);
    c->absent = !s->is_there;
    c->integer = (int64_t)s->reports;
}

static void cell_standing_failed(const void *row, size_t at, struct cell *c)
{
    const struct standing *s = standing_at(row, at);
    c->absent = !s->is_there;
    c->integer = s->sessions.failed;
}

static void cell_standing_rate(const void *row, size_t at, struct cell *c)
{
    const struct standing *s = standing_at(row, at);
    cell_put_rate(c, s->is_there ? s->sessions : (struct sessions){0});
}

static void cell_standing_mode(const void *row, size_t at, struct cell *c)
{
    c->text = standing_at(row, at)->mode;
    c->absent = c->text.n == 0;
}

/* clang-format off */

#define AT(member) offsetof(struct change_row, member)

static const struct column change_columns[] = {
    {"kind", "About a", "finding, domain, reporter or policy", CELL_TEXT, cell_kind, 0},
    {"change", "Change", "new, continuing, reopened, resolved, unproven or gone", CELL_TEXT,
        cell_change, 0},
    {"severity", "Severity", "Of a finding", CELL_TEXT, cell_text, AT(severity)},
    {"policy_domain", "Domain", "Attributed policy domain", CELL_TEXT, cell_text,
        AT(policy_domain)},
    {"subject", "What", "The finding's rule, the organization, the policy's type", CELL_TEXT,
        cell_subject, 0},
    {"words", "In words", "What was found; the policy's lines", CELL_PROSE, cell_words, 0},
    {"mode", "MTA-STS mode", "Of a policy", CELL_TEXT, cell_text, AT(mode)},
    {"was_reports", "Reports before", "Counted reports in the earlier summary", CELL_INTEGER,
        cell_standing_reports, AT(was)},
    {"is_reports", "Reports now", "Counted reports", CELL_INTEGER, cell_standing_reports, AT(is)},
    {"was_failed_sessions", "Failed before", "Failed sessions in the earlier summary",
        CELL_INTEGER, cell_standing_failed, AT(was)},
    {"is_failed_sessions", "Failed now", "Failed sessions", CELL_INTEGER, cell_standing_failed,
        AT(is)},
    {"was_success_rate", "Secured before", "Secured share in the earlier summary", CELL_RATIO,
        cell_standing_rate, AT(was)},
    {"is_success_rate", "Secured now", "Secured share", CELL_RATIO, cell_standing_rate, AT(is)},
    {"was_mode", "Mode before", "Newest MTA-STS mode in the earlier summary", CELL_TEXT,
        cell_standing_mode, AT(was)},
    {"is_mode", "Mode now", "Newest MTA-STS mode", CELL_TEXT, cell_standing_mode, AT(is)},
    {"key", "Key", "Of a finding", CELL_TEXT, cell_text, AT(key)},
};

ROWS_OF(changes, changes.at, changes.n)

static bool is_compared(const struct account *a)
{
    return a->given.earlier != NULL;
}

const struct table table_changes = {.id = TABLE_CHANGES, .name = "changes", .title = "Changes",
        .meaning = "What is otherwise than in the earlier summary",
        .nothing = "Nothing changed.",
        COLUMNS(change_columns), .keys = 0, .in_csv = true, .is_there = is_compared,
            .wants = "--compare",
            .row = changes_row, .count = changes_count};

/* clang-format on */
