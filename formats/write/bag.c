#include "formats/write/bag.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/bag_files.h"
#include "lib/base/io.h"

enum { BLOCK = 64 * 1024 };

const char bag_agent[] = "tlsrpt-audit ";

static bool failed_at(struct bag *b, const char *name)
{
    snprintf(b->failed_name, sizeof b->failed_name, "%s", name);
    return false;
}

/* ROOT/FOLDER/NAME; an empty folder: ROOT/NAME. */
static bool path_of(const struct bag *b, const char *folder, const char *name,
                    char path[static PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%s/%s%s%s", b->root, folder, folder[0] ? "/" : "", name);
    errno = ENAMETOOLONG;
    return n > 0 && n < PATH_MAX;
}

bool bag_tag(struct bag *b, const char *name, struct slice content)
{
    char path[PATH_MAX], hash[SHA256_TEXT + 1];
    if (!path_of(b, "", name, path) || !io_write_new(path, content) ||
        !sha256_text(&b->sha256, content, hash))
        return failed_at(b, name);
    buffer_append_text(&b->tags, hash);
    buffer_append_text(&b->tags, "  ");
    buffer_append_text(&b->tags, name);
    buffer_append_char(&b->tags, '\n');
    errno = ENOMEM;
    return !b->tags.failed || failed_at(b, name);
}

bool bag_begin(struct bag *b, const char *root)
{
    char path[PATH_MAX];
    *b = (struct bag){.root = strdup(root)};
    if (!b->root || !path_of(b, "", BAG_PAYLOAD, path) || mkdir(path, 0700) != 0)
        return failed_at(b, BAG_PAYLOAD);
    if (!path_of(b, "", BAG_MANIFEST, path) || !(b->manifest = fopen(path, "wex")))
        return failed_at(b, BAG_MANIFEST);
    return bag_tag(b, BAG_DECLARATION, slice_of(bag_declaration));
}

bool bag_list(struct bag *b, const char *name, const char *sha256, uint64_t bytes)
{
    b->files++;
    b->bytes += bytes;
    return fprintf(b->manifest, "%s  " BAG_PAYLOAD "/%s\n", sha256, name) > 0 ||
           failed_at(b, BAG_MANIFEST);
}

bool bag_hash_file(struct sha256 *sha256, int file, char hash[static SHA256_TEXT + 1],
                   uint64_t *bytes)
{
    char block[BLOCK];
    ssize_t got = 0;
    *bytes = 0;
    bool ok = sha256_begin(sha256);
    while (ok && (got = io_read(file, block, sizeof block)) > 0) {
        ok = sha256_add(sha256, (struct slice){.at = block, .n = (size_t)got});
        *bytes += (uint64_t)got;
    }
    return ok && got == 0 && sha256_end_text(sha256, hash);
}

/* Of a file whose path is told from the bag on. */
static bool hash_path(struct bag *b, const char *path, char hash[static SHA256_TEXT + 1],
                      uint64_t *bytes)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = file >= 0 && bag_hash_file(&b->sha256, file, hash, bytes);
    int failure = errno;
    if (file >= 0)
        close(file);
    errno = failure;
    return ok;
}

bool bag_add(struct bag *b, const char *name)
{
    char path[PATH_MAX], hash[SHA256_TEXT + 1];
    uint64_t bytes;
    if (!path_of(b, BAG_PAYLOAD, name, path) || !hash_path(b, path, hash, &bytes))
        return failed_at(b, name);
    return bag_list(b, name, hash, bytes);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

bool bag_add_folder(struct bag *b, const char *name)
{
    char path[PATH_MAX], inner[PATH_MAX];
    struct dirent **entries = NULL;
    if (!path_of(b, BAG_PAYLOAD, name, path))
        return failed_at(b, name);
    int n = scandir(path, &entries, is_visible, by_bytes);
    bool ok = n >= 0 || failed_at(b, name);
    for (int i = 0; i < n; i++) {
        snprintf(inner, sizeof inner, "%s/%s", name, entries[i]->d_name);
        ok = ok && bag_add(b, inner);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

bool bag_write(struct bag *b, const char *name, struct slice content)
{
    char path[PATH_MAX], hash[SHA256_TEXT + 1];
    if (!path_of(b, BAG_PAYLOAD, name, path) || !io_write_new(path, content) ||
        !sha256_text(&b->sha256, content, hash))
        return failed_at(b, name);
    return bag_list(b, name, hash, content.n);
}

static bool close_manifest(struct bag *b)
{
    FILE *manifest = b->manifest;
    b->manifest = NULL;
    bool ok = fflush(manifest) == 0 && !ferror(manifest);
    return (fclose(manifest) == 0 && ok) || failed_at(b, BAG_MANIFEST);
}

static bool tag_manifest(struct bag *b)
{
    char path[PATH_MAX], hash[SHA256_TEXT + 1];
    uint64_t bytes;
    if (!path_of(b, "", BAG_MANIFEST, path) || !hash_path(b, path, hash, &bytes))
        return failed_at(b, BAG_MANIFEST);
    buffer_append_text(&b->tags, hash);
    buffer_append_text(&b->tags, "  " BAG_MANIFEST "\n");
    errno = ENOMEM;
    if (b->tags.failed || !path_of(b, "", BAG_TAG_MANIFEST, path) ||
        !io_write_new(path, buffer_slice(&b->tags)))
        return failed_at(b, BAG_TAG_MANIFEST);
    return true;
}

/* One call for a million files; what it cannot write now, it says. */
static bool sync_all(struct bag *b)
{
    int folder = open(b->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = folder >= 0 && syncfs(folder) == 0;
    int failure = errno;
    if (folder >= 0)
        close(folder);
    errno = failure;
    return ok || failed_at(b, BAG_PAYLOAD);
}

bool bag_end(struct bag *b)
{
    return close_manifest(b) && tag_manifest(b) && sync_all(b);
}

void bag_free(struct bag *b)
{
    if (b->manifest)
        fclose(b->manifest);
    free(b->root);
    buffer_free(&b->tags);
    sha256_free(&b->sha256);
    *b = (struct bag){0};
}
