/*
 * sqlite_schema: the tables of --sqlite as SQL makes them, and whose the tables of a database are.
 */
#ifndef WRITE_SQLITE_SCHEMA_H
#define WRITE_SQLITE_SCHEMA_H

#include <sqlite3.h>

#include "formats/write/tables/tables.h"

/* Appends the SQL that makes a table if it is not there, and a NUL. A table without a key of its
 * own has a column row_key before all others. */
void sqlite_schema_create(struct buffer *b, const struct table *t);

/* Is it another program's: does it have tables, but none of reports? A user's own tables may stand
 * beside ours. False: the database cannot be read. */
bool sqlite_schema_is_foreign(sqlite3 *db, bool *is_foreign);

#endif
