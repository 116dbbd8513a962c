#include "formats/write/targets/databases.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DATABASE, JOURNAL };
const char *const database_suffixes[DATABASE_FILES] = {"", "-journal", "-wal", "-shm"};

/* SQLite locks these bytes (sqlite.org/fileformat2.html, 1.4): whoever holds all of them is
 * alone. */
enum { LOCKS_AT = 0x40000000, LOCKS_N = 512 };

static void sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    int n = (int)(strrchr(path, '/') - path);
    snprintf(folder, sizeof folder, "%.*s", n > 0 ? n : 1, path);
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return;
    fsync(file);
    close(file);
}

static bool name_files(struct database *d, const char *path, const char *real)
{
    bool ok = (d->given = strdup(path)) != NULL;
    for (size_t i = 0; ok && i < DATABASE_FILES; i++)
        if (asprintf(&d->files[i], "%s%s", real, database_suffixes[i]) < 0) {
            d->files[i] = NULL;
            ok = false;
        }
    return ok;
}

int database_find(struct database *d, const char *path)
{
    char real[PATH_MAX];
    struct stat status;
    *d = (struct database){0};
    if (!realpath(path, real) || stat(real, &status) != 0)
        return errno;
    d->size = status.st_size;
    d->changed = status.st_mtim;
    if (!name_files(d, path, real)) {
        database_free(d);
        return ENOMEM;
    }
    return 0;
}

void database_sync_folder(const struct database *d)
{
    sync_folder_of(d->files[DATABASE]);
}

void database_free(struct database *d)
{
    free(d->given);
    for (size_t i = 0; i < DATABASE_FILES; i++)
        free(d->files[i]);
    *d = (struct database){0};
}

/* Which file of the database is it by its suffix? DATABASE_FILES: none. */
static size_t file_by_suffix(const char *database, const char *path)
{
    size_t i = 0, n = strlen(database);
    if (strncmp(path, database, n) != 0)
        return DATABASE_FILES;
    while (i < DATABASE_FILES && strcmp(path + n, database_suffixes[i]) != 0)
        i++;
    return i;
}

bool database_has(const char *database, const char *path)
{
    return file_by_suffix(database, path) < DATABASE_FILES;
}

size_t database_file(const struct database *d, const char *path)
{
    size_t i = file_by_suffix(d->given, path);
    return i < DATABASE_FILES ? i : file_by_suffix(d->files[DATABASE], path);
}

int database_unlink(const struct database *d, size_t file)
{
    if (unlink(d->files[file]) != 0)
        return errno;
    sync_folder_of(d->files[file]);
    return 0;
}

/* Is it still the file that was opened? Another run may have made a new one. */
static bool is_still_there(const struct database *d, const struct stat *opened)
{
    struct stat named;
    return stat(d->files[DATABASE], &named) == 0 && named.st_dev == opened->st_dev &&
           named.st_ino == opened->st_ino;
}

/* A device has no size, and is not ours to remove. */
static bool is_empty_file(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_size == 0;
}

bool database_is_unsettled(const struct database *d)
{
    struct stat status;
    return access(d->files[JOURNAL], F_OK) == 0 ||
           (stat(d->files[DATABASE], &status) == 0 && is_empty_file(&status));
}

static bool is_unchanged(const struct database *d, const struct stat *now)
{
    return now->st_size == d->size && now->st_mtim.tv_sec == d->changed.tv_sec &&
           now->st_mtim.tv_nsec == d->changed.tv_nsec;
}

void database_settle(const struct database *d, int lock)
{
    struct stat status;
    struct flock all = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKS_AT, .l_len = LOCKS_N};
    int file = open(d->files[DATABASE], O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    if (fcntl(file, lock, &all) == 0 && fstat(file, &status) == 0 && is_still_there(d, &status)) {
        if (is_empty_file(&status))
            database_unlink(d, DATABASE);
        if (is_empty_file(&status) || is_unchanged(d, &status))
            database_unlink(d, JOURNAL);
    }
    close(file);
}
