#include "formats/read/fingerprint.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/io.h"

enum { BLOCK = 256 * 1024, LINE = FINGERPRINT_TEXT + 1 };

/* What hashing needs, and the bytes that were hashed so far. */
struct hashing {
    char *block;
    EVP_MD_CTX *hash;
    uint64_t bytes;
};

static bool hash_file(struct hashing *h, int file, char *hex)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    ssize_t got;
    bool ok = EVP_DigestInit_ex(h->hash, EVP_sha256(), NULL) == 1;
    while (ok && (got = io_read(file, h->block, BLOCK)) != 0) {
        ok = got > 0 && EVP_DigestUpdate(h->hash, h->block, (size_t)got) == 1;
        h->bytes += ok ? (uint64_t)got : 0;
    }
    ok = ok && EVP_DigestFinal_ex(h->hash, digest, NULL) == 1;
    if (ok)
        ascii_hex(digest, FINGERPRINT_TEXT / 2, hex);
    return ok;
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
    char *roots[] = {(char *)path, NULL}, hex[FINGERPRINT_TEXT];
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
    unsigned char digest[EVP_MAX_MD_SIZE];
    bool ok = list_hashes(h, path, &list);
    if (ok && list.n > 0)
        qsort(list.at, list.n / LINE, LINE, by_hash);
    ok = ok && EVP_Digest(list.at ? list.at : "", list.n, digest, NULL, EVP_sha256(), NULL) == 1;
    if (ok)
        ascii_hex(digest, FINGERPRINT_TEXT / 2, hex);
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
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG,
                        NULL); /* its configuration is not ours, and out of reach in the sandbox */
    struct hashing h = {.block = malloc(BLOCK), .hash = EVP_MD_CTX_new()};
    errno = ENOMEM;
    bool ok = h.block && h.hash &&
              (S_ISDIR(status.st_mode) ? hash_folder(&h, path, hex) : hash_path(&h, path, 0, hex));
    *bytes = h.bytes;
    EVP_MD_CTX_free(h.hash);
    free(h.block);
    return ok;
}
