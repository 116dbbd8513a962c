#include "lib/base/sqlitefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sqlitefile_open(const char *path, sqlite3 **db)
{
    const int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool is_more = path[0] == ':' || strncmp(path, "file:", 5) == 0;
    char *name;
    *db = NULL; /* of which SQLite says that there is no memory */
    if (asprintf(&name, "%s%s", is_more ? "./" : "", path) < 0)
        return false;
    bool ok = sqlite3_open_v2(name, db, how, NULL) == SQLITE_OK;
    free(name);
    return ok;
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
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        snprintf(why, SQLITEFILE_WHY, "out of memory");
        break;
    default:
        snprintf(why, SQLITEFILE_WHY, "%s", told);
    }
}
