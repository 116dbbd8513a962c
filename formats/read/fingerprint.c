#include "formats/read/fingerprint.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/hash.h"

enum { LINE = SHA256_TEXT + 1 }; /* with its line feed */

/* All of these give 0, or the number of an error (errno.h). */

static int hash_file(struct sha256 *hash, const char *path, int flags, char *hex, uint64_t *bytes)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    if (file < 0)
        return errno;
    int failure = sha256_file(hash, file, hex, bytes);
    close(file);
    return failure;
}

static int by_hash(const void *a, const void *b)
{
    return memcmp(a, b, LINE);
}

/* Adds a file's hash to the list. One that is gone since its folder was read is left out. */
static int list_hash(struct sha256 *hash, const char *path, struct buffer *list, uint64_t *bytes)
{
    char hex[LINE];
    uint64_t read = 0;
    int failure = hash_file(hash, path, O_NOFOLLOW | O_NONBLOCK, hex, &read);
    if (failure == ENOENT)
        return 0;
    if (failure != 0)
        return failure;

    *bytes += read;
    buffer_append(list, (struct slice){.at = hex, .n = SHA256_TEXT});
    buffer_append_char(list, '\n');
    return list->failed ? ENOMEM : 0;
}

static FTS *open_walk(const char *path) /* NULL: errno says why */
{
    char *roots[] = {(char *)path, NULL};
    return fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL);
}

static bool is_file(const FTSENT *entry)
{
    return entry->fts_info == FTS_F && S_ISREG(entry->fts_statp->st_mode);
}

/* Why something could not be looked into: the hash without it would be another folder's. */
static int failure_at(const FTSENT *entry)
{
    bool is_closed = entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS ||
                     entry->fts_info == FTS_ERR;
    return is_closed && entry->fts_errno != ENOENT ? entry->fts_errno : 0;
}

static int list_hashes(struct sha256 *hash, const char *path, struct buffer *list, uint64_t *bytes)
{
    FTS *walk = open_walk(path);
    FTSENT *entry;
    int failure = walk ? 0 : errno;
    while (failure == 0 && (errno = 0, entry = fts_read(walk)))
        failure = is_file(entry) ? list_hash(hash, entry->fts_accpath, list, bytes)
                                 : failure_at(entry);
    if (failure == 0)
        failure = errno; /* that of fts_read, if it did not just end */
    if (walk)
        fts_close(walk);
    return failure;
}

static int hash_folder(struct sha256 *hash, const char *path, char *hex, uint64_t *bytes)
{
    struct buffer list = {0};
    int failure = list_hashes(hash, path, &list, bytes);
    if (failure == 0 && list.n > 0)
        qsort(list.at, list.n / LINE, LINE, by_hash);
    if (failure == 0 && !sha256_text(hash, buffer_slice(&list), hex))
        failure = ENOMEM;
    buffer_free(&list);
    return failure;
}

int fingerprint_input(const char *path, char hex[static SHA256_TEXT + 1], uint64_t *bytes)
{
    struct stat status;
    struct sha256 hash = {0};
    memset(hex, 0, SHA256_TEXT + 1);
    *bytes = 0;
    if (strcmp(path, "-") == 0)
        return 0;
    if (stat(path, &status) != 0)
        return errno;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return 0;

    int failure = S_ISDIR(status.st_mode) ? hash_folder(&hash, path, hex, bytes)
                                          : hash_file(&hash, path, 0, hex, bytes);
    sha256_free(&hash);
    return failure;
}

/* A change that is made within one tick of the file system's clock, and keeps the size, is not
 * seen. */
static uint64_t look_of(const struct stat *s)
{
    return hash_mix(hash_mix(hash_mix((uint64_t)s->st_ino) + (uint64_t)s->st_size) +
                    hash_mix((uint64_t)s->st_mtim.tv_sec) + (uint64_t)s->st_mtim.tv_nsec);
}

struct fingerprint_look fingerprint_look(const char *path)
{
    struct fingerprint_look look = {0};
    FTS *walk = strcmp(path, "-") == 0 ? NULL : open_walk(path);
    FTSENT *entry;
    while (walk && (entry = fts_read(walk)))
        if (is_file(entry)) {
            look.files++;
            look.sum += look_of(entry->fts_statp);
        }
    if (walk)
        fts_close(walk);
    return look;
}
