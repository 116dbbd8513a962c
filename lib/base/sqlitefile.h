/*
 * sqlitefile: a file that is a SQLite database, and what is wrong with it in words that help.
 *
 * SQLite takes some names for more than a file's: ":memory:" for a database that nobody sees again,
 * "file:…" for a URI. Here every name is a file's.
 */
#ifndef BASE_SQLITEFILE_H
#define BASE_SQLITEFILE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <sys/types.h>

enum { SQLITEFILE_WHY = 300 };

/* Makes an empty one where none is: SQLite would give it a mode of its own, and no reason. Gives 0,
 * or the number of an error (errno.h). */
int sqlitefile_make(const char *path, mode_t mode);

/* Opens or makes it, for one thread. False: sqlitefile_why tells; the database is to be closed all
 * the same. */
bool sqlitefile_open(const char *path, sqlite3 **db);

/* Is the file that was opened no longer the one that has its name? Another run made it, came to
 * nothing and took it away, while this one waited for the lock: to be asked once it is had, or
 * could not be. */
bool sqlitefile_is_gone(sqlite3 *db);

/* Why the last call failed, and what to do where the file itself is wrong. Where SQLite knows of no
 * failure, the caller was out of memory; so was whoever has no database (NULL). */
void sqlitefile_why(sqlite3 *db, char why[static SQLITEFILE_WHY]);

#endif
