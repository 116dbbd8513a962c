#include "formats/write/sqlite_schema.h"

static const char *const types[] = {
    [CELL_TEXT] = "TEXT", [CELL_PROSE] = "TEXT", [CELL_INTEGER] = "INTEGER", [CELL_RATIO] = "REAL",
    [CELL_DAY] = "TEXT",  [CELL_TIME] = "TEXT",  [CELL_TEXTS] = "TEXT",      [CELL_SPANS] = "TEXT",
};

static void append_names(struct buffer *b, const struct table *t, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        buffer_append_format(b, "%s%s", i == 0 ? "(" : ", ", t->columns[i].name);
    }
    buffer_append_char(b, ')');
}

void sqlite_schema_create(struct buffer *b, const struct table *t)
{
    buffer_append_format(b, "CREATE TABLE IF NOT EXISTS %s(%s", t->name,
                         t->keys == 0 ? "row_key TEXT PRIMARY KEY, " : "");
    for (size_t i = 0; i < t->columns_n; i++) {
        buffer_append_format(b, "%s%s %s%s", i == 0 ? "" : ", ", t->columns[i].name,
                             types[t->columns[i].kind], i < t->keys ? " NOT NULL" : "");
    }
    if (t->keys > 0) {
        buffer_append_text(b, ", PRIMARY KEY ");
        append_names(b, t, t->keys);
    }
    const struct table *parent = t->parent ? table_find(t->parent) : NULL;
    if (parent) {
        buffer_append_text(b, ", FOREIGN KEY ");
        append_names(b, t, parent->keys);
        buffer_append_format(b, " REFERENCES %s", parent->name);
    }
    buffer_append_text(b, ") WITHOUT ROWID;");
    buffer_append_char(b, '\0');
}

bool sqlite_schema_is_foreign(sqlite3 *db, bool *is_foreign)
{
    sqlite3_stmt *asked = NULL;
    bool ok = sqlite3_prepare_v2(db,
                                 "SELECT count(*) > 0 AND NOT max(name = 'reports') FROM "
                                 "sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
                                 -1, &asked, NULL) == SQLITE_OK &&
              sqlite3_step(asked) == SQLITE_ROW;
    *is_foreign = ok && sqlite3_column_int(asked, 0) != 0;
    sqlite3_finalize(asked);
    return ok;
}
