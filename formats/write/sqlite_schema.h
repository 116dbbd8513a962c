/*
 * sqlite_schema: the tables of --sqlite as SQL makes them, and whose the tables of a database are.
 */
#ifndef WRITE_SQLITE_SCHEMA_H
#define WRITE_SQLITE_SCHEMA_H

#include <sqlite3.h>

#include "formats/write/tables.h"

/* Appends what makes a table where it is not there, and a NUL. A table without a key of its own has
 * a column row_key before all others. */
void sqlite_schema_create(struct buffer *b, const struct table *t);

/* Does the database have tables, and that of reports not among them? What a user keeps beside ours
 * is welcome; what is another program's is not to be filled. False: it cannot be read. */
bool sqlite_schema_is_foreign(sqlite3 *db, bool *is_foreign);

#endif
