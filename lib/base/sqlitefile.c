#include "lib/base/sqlitefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int sqlitefile_make(const char *path, mode_t mode)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, mode);
    int failure = file >= 0 ? 0 : errno;
    if (file >= 0)
        close(file);
    return access(path, F_OK) == 0 ? 0 : failure; /* what is there SQLite can tell of */
}

bool sqlitefile_open(const char *path, sqlite3 **db)
{
    const int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool is_more = path[0] == ':' || strncmp(path, "file:", 5) == 0;
    char *name;
    *db = NULL; /* of which SQLite says that there is no memory */
    if (asprintf(&name, "%s%s", is_more ? "./" : "", path) < 0)
        return false;
    errno = 0; /* SQLite tells of the last error, whichever it was of */
    bool ok = sqlite3_open_v2(name, db, how, NULL) == SQLITE_OK;
    free(name);
    return ok;
}

bool sqlitefile_is_gone(sqlite3 *db)
{
    int has_moved = 0;
    return db &&
           sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) == SQLITE_OK &&
           has_moved != 0;
}

/* Are there pages in a write-ahead log, whose copies in the file need not be whole? */
static bool has_log(sqlite3 *db)
{
    struct stat log;
    return stat(sqlite3_filename_wal(sqlite3_db_filename(db, "main")), &log) == 0 &&
           log.st_size > 0;
}

bool sqlitefile_is_cut(sqlite3 *db)
{
    sqlite3_stmt *ask = NULL;
    sqlite3_file *file = NULL;
    sqlite3_int64 page = 0, size = 0;
    if (sqlite3_prepare_v2(db, "PRAGMA page_size", -1, &ask, NULL) == SQLITE_OK &&
        sqlite3_step(ask) == SQLITE_ROW)
        page = sqlite3_column_int64(ask, 0);
    sqlite3_finalize(ask);
    return page > 0 && !has_log(db) &&
           sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
           file->pMethods->xFileSize(file, &size) == SQLITE_OK && size % page != 0;
}

void sqlitefile_why(sqlite3 *db, char why[static SQLITEFILE_WHY])
{
    int failure = sqlite3_system_errno(db);
    const char *told = sqlite3_errmsg(db);
    switch (sqlite3_errcode(db) & 0xff) { /* without what SQLite tells beside */
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* tables or columns are others */
        snprintf(why, SQLITEFILE_WHY,
                 "is damaged, or of another version or program: put an earlier copy in its place, "
                 "or name a new file (%s)",
                 told);
        break;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        snprintf(why, SQLITEFILE_WHY, "%s%s%s", told, failure != 0 ? ": " : "",
                 failure != 0 ? strerror(failure) : "");
        break;
    case SQLITE_READONLY:
        snprintf(
            why, SQLITEFILE_WHY, "%s",
            sqlite3_extended_errcode(db) == SQLITE_READONLY_DIRECTORY
                ? "is in a folder that cannot be written to, and SQLite keeps its journal there"
                : "is read-only");
        break;
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        snprintf(why, SQLITEFILE_WHY, "out of memory");
        break;
    default:
        snprintf(why, SQLITEFILE_WHY, "%s", told);
    }
}
