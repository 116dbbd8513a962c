/*
 * sqlitefile: opens files as SQLite databases, and says what is wrong with one in words that help.
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

/* Makes an empty file where there is none: SQLite would choose its mode, and would not say why it
 * cannot. Gives 0, or the number of an error (errno.h). */
int sqlitefile_make(const char *path, mode_t mode);

/* Opens or makes it, for one thread. False: sqlitefile_why tells; the database is to be closed all
 * the same. */
bool sqlitefile_open(const char *path, sqlite3 **db);

/* Is the file that was opened no longer there under its name? Another run may have made it,
 * failed, and removed it while this one waited for the lock: ask when the lock was taken, or
 * could not be. */
bool sqlitefile_is_gone(sqlite3 *db);

/* Does the file that was locked end in the midst of a page? SQLite sees that whole pages are
 * missing, and reads zeros for what a last one lacks. One whose write-ahead log holds pages is not:
 * to copy them was not ended, as where the disk was full, and is done again. */
bool sqlitefile_is_cut(sqlite3 *db);

/* Writes why the last call failed, and what to do about it where the file is at fault. Where SQLite
 * knows of no failure, or there is no database (NULL), the caller was out of memory. */
void sqlitefile_why(sqlite3 *db, char why[static SQLITEFILE_WHY]);

#endif
