/*
 * databases: the files of the databases that a run writes in place, and what SQLite makes beside
 * them.
 */
#ifndef WRITE_DATABASES_H
#define WRITE_DATABASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum { DATABASE_FILES = 4 }; /* the database, its journal, and two of a write-ahead log */

struct database {
    char *given;                 /* as the user named it */
    char *files[DATABASE_FILES]; /* by its real name, absolute */
    int64_t size;                /* bytes, when the run began */
    struct timespec changed;     /* likewise */
};

/* Finds the files of a database that is there. Gives 0, or the number of an error (errno.h). */
int database_find(struct database *d, const char *path);
void database_sync_folder(const struct database *d); /* in which the files stand */
void database_free(struct database *d);

/* Which of its files is it? DATABASE_FILES: none. */
size_t database_file(const struct database *d, const char *path);

/* unlink(2), so that a crash does not bring the file back. Gives 0, or the number of
 * an error (errno.h). */
int database_unlink(const struct database *d, size_t file);

/* Has a run that ended left a journal, or a database in which there is nothing? */
bool database_is_unsettled(const struct database *d);

/*
 * Removes both, once that run is gone and nobody uses the database: a database that has not changed
 * needs no journal. One that has, SQLite mends with its journal when it is opened next. Where
 * somebody uses it, waits for the end of that, or leaves it as it is.
 */
void database_settle(const struct database *d, bool waits);

#endif
