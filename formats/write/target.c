#include "formats/write/target.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/base/utf8.h"

static bool fail(char *error, const char *path)
{
    snprintf(error, TARGET_ERROR, "%s: %s", path, strerror(errno));
    return false;
}

/* PATH.XXXXXX with a dot before the base name, so that it stands in the same folder and is not
 * taken for the target. */
static char *temporary_beside(const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    size_t base = n;
    while (base > 0 && path[base - 1] != '/')
        base--;
    char *t = malloc(n + sizeof ".XXXXXX" + 1);
    if (!t)
        return NULL;
    memcpy(t, path, base);
    t[base] = '.';
    memcpy(t + base + 1, path + base, n - base);
    memcpy(t + n + 1, ".XXXXXX", sizeof ".XXXXXX");
    return t;
}

static bool is_direct(const char *path)
{
    struct stat status;
    return strcmp(path, "-") == 0 ||
           (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

static mode_t new_file_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_beside(struct target *t)
{
    struct stat status;
    if (stat(t->path, &status) == 0 && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (!(t->temporary = temporary_beside(t->path)))
        return false;
    int fd = mkostemp(t->temporary, O_CLOEXEC);
    if (fd < 0) {
        free(t->temporary);
        t->temporary = NULL;
        return false;
    }
    if (fchmod(fd, new_file_mode()) == 0 && (t->file = fdopen(fd, "w")))
        return true;
    close(fd);
    return false;
}

static void buffer_widely(struct target *t)
{
    static char of_standard_output[TARGET_BUFFER]; /* in use till the process ends */
    char *buffer = t->file == stdout ? of_standard_output : (t->buffer = malloc(TARGET_BUFFER));
    t->is_terminal = isatty(fileno(t->file));
    if (buffer && !t->is_terminal)
        setvbuf(t->file, buffer, _IOFBF, TARGET_BUFFER);
}

bool target_open(struct target *t, const char *path)
{
    *t = (struct target){.path = strdup(path)};
    bool ok = t->path != NULL;
    if (ok && strcmp(path, "-") == 0)
        t->file = stdout;
    else if (ok && is_direct(path))
        ok = (t->file = fopen(path, "we")) != NULL;
    else if (ok)
        ok = open_beside(t);
    if (!ok) {
        fail(t->error, path);
        target_abandon(t);
        return false;
    }
    buffer_widely(t);
    return true;
}

bool target_write(const struct target *t, struct slice bytes)
{
    if (!t->is_terminal)
        return fwrite(bytes.at, 1, bytes.n, t->file) == bytes.n;
    while (bytes.n > 0) {
        size_t n = bytes.at[0] == '\n' ? 0 : utf8_control(bytes);
        fputc(n > 0 ? '?' : bytes.at[0], t->file);
        bytes = slice_from(bytes, n > 0 ? n : 1);
    }
    return !ferror(t->file);
}

static void forget(struct target *t)
{
    free(t->path);
    free(t->temporary);
    free(t->buffer);
    t->path = t->temporary = t->buffer = NULL;
    t->file = NULL;
}

static bool close_target(struct target *t)
{
    bool ok = fflush(t->file) == 0 && !ferror(t->file);
    if (ok && t->temporary)
        ok = fsync(fileno(t->file)) == 0;
    if (!ok)
        fail(t->error, t->path);
    if (t->file != stdout && fclose(t->file) != 0 && ok)
        ok = fail(t->error, t->path);
    t->file = NULL;
    free(t->buffer);
    t->buffer = NULL;
    return ok;
}

bool target_seal(struct target *t)
{
    return !t->temporary || !t->file || close_target(t);
}

bool target_commit(struct target *t)
{
    bool ok = !t->file || close_target(t);
    if (ok && t->temporary && rename(t->temporary, t->path) != 0)
        ok = fail(t->error, t->path);
    if (!ok && t->temporary)
        unlink(t->temporary);
    forget(t);
    return ok;
}

void target_abandon(struct target *t)
{
    if (t->file && t->file != stdout)
        fclose(t->file);
    if (t->temporary)
        unlink(t->temporary);
    forget(t);
}

char *target_release(struct target *t)
{
    char *name = t->temporary;
    t->temporary = NULL;
    fclose(t->file);
    forget(t);
    return name;
}

/* Folders. */

/* Does the folder hold nothing but what we may replace? A folder that is not there holds
 * nothing. */
static bool only_ours(struct folder_target *t)
{
    DIR *folder = opendir(t->path);
    struct dirent *entry;
    if (!folder)
        return errno == ENOENT || fail(t->error, t->path);
    while ((entry = readdir(folder))) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || t->is_ours(name))
            continue;
        snprintf(t->error, sizeof t->error,
                 "%s: holds %s, which this program did not write; name a new or empty folder",
                 t->path, name);
        closedir(folder);
        return false;
    }
    closedir(folder);
    return true;
}

bool folder_target_open(struct folder_target *t, const char *path,
                        bool (*is_ours)(const char *name))
{
    *t = (struct folder_target){.path = strdup(path), .is_ours = is_ours};
    if (!t->path)
        return fail(t->error, path);
    size_t n = strlen(t->path);
    while (n > 1 && t->path[n - 1] == '/')
        t->path[--n] = '\0';
    if (!only_ours(t) || !(t->temporary = temporary_beside(t->path)))
        return false;
    if (!mkdtemp(t->temporary)) {
        free(t->temporary);
        t->temporary = NULL;
        return fail(t->error, path);
    }
    return chmod(t->temporary, new_file_mode() | (new_file_mode() & 0444) >> 2) == 0 ||
           fail(t->error, path);
}

/* ext4 says "no space" also when a folder holds as many names as it can: some millions. */
static void fail_to_create(struct folder_target *t)
{
    struct statvfs disk;
    int error = errno; /* the caller looks at it, too */
    fail(t->error, t->path);
    if (error == ENOSPC && statvfs(t->temporary, &disk) == 0 &&
        disk.f_bavail > disk.f_blocks / 100 && disk.f_favail > disk.f_files / 100)
        snprintf(t->error, sizeof t->error,
                 "%s: the folder is full, though the disk is not; divide the work with --since and "
                 "--until, or by --domain",
                 t->path);
    errno = error;
}

FILE *folder_target_file(struct folder_target *t, const char *name)
{
    size_t n = strlen(t->temporary);
    char *path = malloc(n + strlen(name) + 2);
    FILE *file = NULL;
    if (path) {
        memcpy(path, t->temporary, n);
        path[n] = '/';
        memcpy(path + n + 1, name, strlen(name) + 1);
        file = fopen(path, "wex");
    }
    if (!file)
        fail_to_create(t);
    free(path);
    return file;
}

bool folder_target_close(struct folder_target *t, FILE *file)
{
    bool ok = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
    ok = ok || fail(t->error, t->path);
    return (fclose(file) == 0 || fail(t->error, t->path)) && ok;
}

static void remove_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;
    if (!folder) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while ((entry = readdir(folder)))
        unlinkat(fd, entry->d_name, 0);
    closedir(folder);
    rmdir(path);
}

bool folder_target_commit(struct folder_target *t)
{
    bool ok = true;
    if (rename(t->temporary, t->path) != 0) { /* it is there, and not empty */
        ok = only_ours(t) &&
             renameat2(AT_FDCWD, t->temporary, AT_FDCWD, t->path, RENAME_EXCHANGE) == 0;
        if (!ok && t->error[0] == '\0')
            fail(t->error, t->path);
        remove_folder(t->temporary); /* the old content; on failure the new one */
    }
    free(t->temporary);
    t->temporary = NULL;
    folder_target_abandon(t);
    return ok;
}

void folder_target_abandon(struct folder_target *t)
{
    if (t->temporary)
        remove_folder(t->temporary);
    free(t->temporary);
    free(t->path);
    t->path = t->temporary = NULL;
}
