/*
 * databases: a database that a run writes in place, and the files that SQLite makes beside it.
 */
#ifndef WRITE_DATABASES_H
#define WRITE_DATABASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { DATABASE_FILES = 4 }; /* the database, its journal, and two of a write-ahead log */

extern const char *const database_suffixes[DATABASE_FILES]; /* behind its path; the first: "" */

struct database {
    char *given;                 /* as the user named it */
    char *files[DATABASE_FILES]; /* absolute paths, links followed */
    int64_t size;                /* bytes, when the run began */
    struct timespec changed;     /* likewise */
};

/* Names the files of a database that is there, and notes its size and time. Gives 0, or the number
 * of an error (errno.h). */
int database_find(struct database *d, const char *path);
void database_sync_folder(const struct database *d); /* fsync(2) of the folder that holds it */
void database_free(struct database *d);

/* Is the path the database's, or that of a file that SQLite may make beside it? */
bool database_has(const char *database, const char *path);

/* Which of its files does the path name? DATABASE_FILES: none. */
size_t database_file(const struct database *d, const char *path);

/* Removes one of its files for good: a crash does not bring it back. Gives 0, or the number of an
 * error (errno.h). */
int database_unlink(const struct database *d, size_t file);

/* Is there a journal, or is the database empty, as a run that ended may leave them? */
bool database_is_unsettled(const struct database *d);

/*
 * Removes an empty database and its journal; of a database that has not changed since it was found,
 * the journal alone. If it has changed, SQLite mends it with its journal when it is opened next.
 * `lock`: F_SETLKW waits while somebody uses the database; F_SETLK does nothing then (fcntl(2)).
 */
void database_settle(const struct database *d, int lock);

#endif
