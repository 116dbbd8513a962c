#include "formats/read/fingerprint.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/hash.h"
#include "lib/base/io.h"
#include "lib/base/sha256.h"

enum { BLOCK = 256 * 1024, LINE = FINGERPRINT_TEXT + 1 };

/* What hashing needs, and the bytes that were hashed so far. */
struct hashing {
    char *block;
    struct sha256 hash;
    uint64_t bytes;
};

static bool hash_file(struct hashing *h, int file, char *hex)
{
    ssize_t got;
    bool ok = sha256_begin(&h->hash);
    while (ok && (got = io_read(file, h->block, BLOCK)) != 0) {
        ok = got > 0 && sha256_add(&h->hash, (struct slice){.at = h->block, .n = (size_t)got});
        h->bytes += ok ? (uint64_t)got : 0;
    }
    return ok && sha256_end_text(&h->hash, hex);
}

static bool hash_path(struct hashing *h, const char *path, int flags, char *hex)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    if (file < 0)
        return false;
    bool ok = hash_file(h, file, hex);
    int error = errno;
    close(file);
    errno = error;
    return ok;
}

static int by_hash(const void *a, const void *b)
{
    return memcmp(a, b, LINE);
}

static bool add_line(struct buffer *list, const char *hex)
{
    buffer_append(list, (struct slice){.at = hex, .n = FINGERPRINT_TEXT});
    buffer_append_char(list, '\n');
    errno = ENOMEM;
    return !list->failed;
}

static bool list_hashes(struct hashing *h, const char *path, struct buffer *list)
{
    char *roots[] = {(char *)path, NULL}, hex[LINE];
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL);
    FTSENT *entry;
    bool ok = walk != NULL;
    while (ok && (errno = 0, entry = fts_read(walk)))
        if (entry->fts_info == FTS_F && S_ISREG(entry->fts_statp->st_mode))
            ok = hash_path(h, entry->fts_accpath, O_NOFOLLOW | O_NONBLOCK, hex)
                     ? add_line(list, hex)
                     : errno == ENOENT;
    ok = ok && errno == 0;
    int error = errno;
    if (walk)
        fts_close(walk);
    errno = error;
    return ok;
}

static bool hash_folder(struct hashing *h, const char *path, char *hex)
{
    struct buffer list = {0};
    bool ok = list_hashes(h, path, &list);
    if (ok && list.n > 0)
        qsort(list.at, list.n / LINE, LINE, by_hash);
    ok = ok && sha256_text(&h->hash, buffer_slice(&list), hex);
    buffer_free(&list);
    return ok;
}

bool fingerprint_input(const char *path, char hex[static FINGERPRINT_TEXT + 1], uint64_t *bytes)
{
    struct stat status;
    memset(hex, 0, FINGERPRINT_TEXT + 1);
    *bytes = 0;
    if (strcmp(path, "-") == 0)
        return true;
    if (stat(path, &status) != 0)
        return false;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return true;
    struct hashing h = {.block = malloc(BLOCK)};
    errno = ENOMEM;
    bool ok = h.block &&
              (S_ISDIR(status.st_mode) ? hash_folder(&h, path, hex) : hash_path(&h, path, 0, hex));
    *bytes = h.bytes;
    sha256_free(&h.hash);
    free(h.block);
    return ok;
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
    char *roots[] = {(char *)path, NULL};
    FTS *walk = strcmp(path, "-") == 0
                    ? NULL
                    : fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL);
    FTSENT *entry;
    while (walk && (entry = fts_read(walk)))
        if (entry->fts_info == FTS_F && S_ISREG(entry->fts_statp->st_mode)) {
            look.files++;
            look.sum += look_of(entry->fts_statp);
        }
    if (walk)
        fts_close(walk);
    return look;
}
