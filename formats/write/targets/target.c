#include "formats/write/targets/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/base/io.h"
#include "lib/base/utf8.h"

static bool fail_with(char *error, const char *path, int failure)
{
    snprintf(error, TARGET_ERROR, "%s: %s", strcmp(path, "-") == 0 ? TARGET_STANDARD_OUTPUT : path,
             strerror(failure));
    return false;
}

/* Makes a stream of a file that was just opened (-1: it could not be). Gives 0, or the number of an
 * error (errno.h). */
static int open_stream(FILE **stream, int file)
{
    *stream = file >= 0 ? fdopen(file, "w") : NULL;
    int failure = *stream ? 0 : errno;
    if (file >= 0 && !*stream)
        close(file);
    return failure;
}

/* Opens the file that is built, or what is written through. Gives 0, or the number of an error
 * (errno.h). */
static int open_file(struct target *t, mode_t mode, struct placer *placer)
{
    struct stat there;
    if (!t->path)
        return ENOMEM;
    if (strcmp(t->path, "-") == 0) {
        t->file = stdout;
        return 0;
    }
    if (stat(t->path, &there) == 0 && S_ISDIR(there.st_mode))
        return EISDIR;
    enum building_status begun = building_begin(&t->building, t->path, mode, NULL, placer);
    if (begun == BUILDING_FAILED)
        return t->building.failure;
    return open_stream(&t->file, begun == BUILDING_BEGUN
                                     ? open(building_path(&t->building), O_WRONLY | O_CLOEXEC)
                                     : placement_open_direct(t->path));
}

static void buffer_widely(struct target *t)
{
    static char of_standard_output[TARGET_BUFFER]; /* in use until the process ends */
    char *buffer = t->file == stdout ? of_standard_output : (t->buffer = malloc(TARGET_BUFFER));
    t->is_terminal = isatty(fileno(t->file));
    if (buffer && !t->is_terminal)
        setvbuf(t->file, buffer, _IOFBF, TARGET_BUFFER);
}

bool target_open(struct target *t, const char *path, mode_t mode, struct placer *placer)
{
    *t = (struct target){.path = strdup(path)};
    int failure = open_file(t, mode, placer);
    if (failure != 0) {
        fail_with(t->error, path, failure);
        target_abandon(t);
        return false;
    }
    buffer_widely(t);
    return true;
}

static bool write_bytes(struct slice bytes, FILE *file) /* fwrite(3) wants no NULL */
{
    return bytes.n == 0 || fwrite(bytes.at, 1, bytes.n, file) == bytes.n;
}

bool target_write(struct target *t, struct slice bytes)
{
    if (!t->is_terminal)
        return write_bytes(bytes, t->file) || target_fail(t, errno);
    while (bytes.n > 0) {
        size_t n = bytes.at[0] == '\n' ? 0 : utf8_control(bytes);
        if (fputc(n > 0 ? '?' : bytes.at[0], t->file) == EOF)
            return target_fail(t, errno);
        bytes = slice_from(bytes, n > 0 ? n : 1);
    }
    return true;
}

bool target_fail(struct target *t, int failure)
{
    return fail_with(t->error, t->path, failure);
}

bool target_no_memory(struct target *t)
{
    return target_fail(t, ENOMEM);
}

bool target_put(struct target *t, struct buffer *text)
{
    bool ok = text->failed ? target_no_memory(t) : target_write(t, buffer_slice(text));
    text->n = 0;
    return ok;
}

static void forget(struct target *t)
{
    building_abandon(&t->building);
    free(t->path);
    free(t->buffer);
    t->path = t->buffer = NULL;
    t->file = NULL;
}

static bool close_target(struct target *t)
{
    int failure = io_flush(t->file);
    if (failure == 0 && t->building.place && fsync(fileno(t->file)) != 0)
        failure = errno;
    bool ok = failure == 0 || target_fail(t, failure);
    if (t->file != stdout && fclose(t->file) != 0 && ok)
        ok = target_fail(t, errno);
    t->file = NULL;
    free(t->buffer);
    t->buffer = NULL;
    return ok;
}

bool target_seal(struct target *t)
{
    return !t->building.place || !t->file || close_target(t);
}

bool target_end(struct target *t, bool ok)
{
    int failure = ok ? io_flush(t->file) : ENOMEM;
    return failure == 0 ? target_seal(t) : target_fail(t, failure);
}

bool target_commit(struct target *t)
{
    bool ok = !t->file || close_target(t);
    int failure = ok ? building_commit(&t->building) : 0;
    if (failure != 0)
        ok = target_fail(t, failure);
    forget(t);
    return ok;
}

void target_abandon(struct target *t)
{
    if (t->file && t->file != stdout)
        fclose(t->file);
    forget(t);
}

/* Folders. */

static bool may_replace(struct folder_target *t)
{
    char name[NAME_MAX + 1];
    int failure = placement_may_replace(t->building.place, name);
    if (failure == 0)
        return true;
    if (failure != EEXIST)
        return fail_with(t->error, t->path, failure);
    snprintf(t->error, sizeof t->error,
             "%s: holds %s, which this program did not write; name a new or empty folder", t->path,
             name);
    return false;
}

bool folder_target_open(struct folder_target *t, const char *path, mode_t mode,
                        placement_ours *is_ours, struct placer *placer)
{
    *t = (struct folder_target){.path = strdup(path), .mode = mode};
    if (!t->path)
        return fail_with(t->error, path, ENOMEM);
    size_t n = strlen(t->path);
    while (n > 1 && t->path[n - 1] == '/')
        t->path[--n] = '\0';
    switch (building_begin(&t->building, t->path, mode, is_ours, placer)) {
    case BUILDING_IS_DIRECT: /* a device */
        return fail_with(t->error, path, ENOTDIR);
    case BUILDING_FAILED:
        return fail_with(t->error, path, t->building.failure);
    case BUILDING_BEGUN:
        break;
    }
    return may_replace(t);
}

/* ext4 says "no space", too, if a folder holds as many names as it can: some millions. */
static void fail_to_create(struct folder_target *t)
{
    struct statvfs disk;
    fail_with(t->error, t->path, t->failure);
    if (t->failure == ENOSPC && statvfs(building_path(&t->building), &disk) == 0 &&
        disk.f_bavail > disk.f_blocks / 100 && disk.f_favail > disk.f_files / 100)
        snprintf(t->error, sizeof t->error,
                 "%s: the folder is full, though the disk is not; divide the work with --since and "
                 "--until, or by --domain",
                 t->path);
}

FILE *folder_target_file(struct folder_target *t, const char *name)
{
    char *path;
    FILE *file = NULL;
    t->failure = ENOMEM;
    if (asprintf(&path, "%s/%s", building_path(&t->building), name) >= 0) {
        t->failure = open_stream(&file,
                                 open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, t->mode));
        free(path);
    }
    if (!file)
        fail_to_create(t);
    return file;
}

bool folder_target_holds(struct folder_target *t, const char *name, struct slice bytes, bool *same)
{
    char *path;
    int failure = ENOMEM;
    if (asprintf(&path, "%s/%s", building_path(&t->building), name) >= 0) {
        failure = io_holds(path, bytes, same);
        free(path);
    }
    return failure == 0 || fail_with(t->error, t->path, failure);
}

bool folder_target_no_memory(struct folder_target *t)
{
    return fail_with(t->error, t->path, ENOMEM);
}

bool folder_target_put(struct folder_target *t, FILE *file, struct buffer *text)
{
    bool is_written = !text->failed && write_bytes(buffer_slice(text), file);
    if (!is_written)
        fail_with(t->error, t->path, text->failed ? ENOMEM : errno);
    text->n = 0;
    return is_written;
}

bool folder_target_close(struct folder_target *t, FILE *file)
{
    int failure = io_flush(file);
    if (failure == 0 && fsync(fileno(file)) != 0)
        failure = errno;
    bool ok = failure == 0 || fail_with(t->error, t->path, failure);
    return (fclose(file) == 0 || fail_with(t->error, t->path, errno)) && ok;
}

bool folder_target_commit(struct folder_target *t)
{
    int failure = building_commit(&t->building);
    bool ok = failure == 0 || fail_with(t->error, t->path, failure);
    folder_target_abandon(t);
    return ok;
}

void folder_target_abandon(struct folder_target *t)
{
    building_abandon(&t->building);
    free(t->path);
    t->path = NULL;
}
