#include "formats/write/evidence/bag.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/evidence/bag_files.h"
#include "lib/base/io.h"

const char bag_agent[] = "tlsrpt-audit ";

static bool fail(struct bag *b, const char *name, int failure)
{
    if (b->failure == 0) {
        b->failure = failure;
        snprintf(b->failed_name, sizeof b->failed_name, "%s", name);
    }
    return false;
}

/* ROOT/FOLDER/NAME; an empty folder: ROOT/NAME. */
static bool path_of(struct bag *b, const char *folder, const char *name, char path[static PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%s/%s%s%s", b->root, folder, folder[0] ? "/" : "", name);
    return (n > 0 && n < PATH_MAX) || fail(b, name, ENAMETOOLONG);
}

static bool write_file(struct bag *b, const char *folder, const char *name, struct slice content)
{
    char path[PATH_MAX];
    if (!path_of(b, folder, name, path))
        return false;
    int failure = io_write_new(path, content);
    return failure == 0 || fail(b, name, failure);
}

static bool hash_text(struct bag *b, const char *name, struct slice text,
                      char hash[static SHA256_TEXT + 1])
{
    return sha256_text(&b->sha256, text, hash) || fail(b, name, ENOMEM);
}

static bool hash_file(struct bag *b, const char *folder, const char *name,
                      char hash[static SHA256_TEXT + 1], uint64_t *bytes)
{
    char path[PATH_MAX];
    if (!path_of(b, folder, name, path))
        return false;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return fail(b, name, errno);
    int failure = sha256_file(&b->sha256, file, hash, bytes);
    close(file);
    return failure == 0 || fail(b, name, failure);
}

static bool list_tag(struct bag *b, const char *name, const char *hash)
{
    buffer_append_format(&b->tags, "%s  %s\n", hash, name);
    return !b->tags.failed || fail(b, name, ENOMEM);
}

bool bag_tag(struct bag *b, const char *name, struct slice content)
{
    char hash[SHA256_TEXT + 1];
    return write_file(b, "", name, content) && hash_text(b, name, content, hash) &&
           list_tag(b, name, hash);
}

bool bag_begin(struct bag *b, const char *root)
{
    char path[PATH_MAX];
    *b = (struct bag){.root = strdup(root)};
    if (!b->root)
        return fail(b, BAG_PAYLOAD, ENOMEM);
    if (!path_of(b, "", BAG_PAYLOAD, path))
        return false;
    if (mkdir(path, 0700) != 0)
        return fail(b, BAG_PAYLOAD, errno);
    if (!path_of(b, "", BAG_MANIFEST, path))
        return false;
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 || !(b->manifest = fdopen(file, "w")))
        return fail(b, BAG_MANIFEST, errno);
    return bag_tag(b, BAG_DECLARATION, slice_of(bag_declaration));
}

bool bag_list(struct bag *b, const char *name, const char *sha256, uint64_t bytes)
{
    b->files++;
    b->bytes += bytes;
    return fprintf(b->manifest, "%s  " BAG_PAYLOAD "/%s\n", sha256, name) > 0 ||
           fail(b, BAG_MANIFEST, errno);
}

bool bag_add(struct bag *b, const char *name)
{
    char hash[SHA256_TEXT + 1];
    uint64_t bytes;
    return hash_file(b, BAG_PAYLOAD, name, hash, &bytes) && bag_list(b, name, hash, bytes);
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
        return false;
    int n = scandir(path, &entries, is_visible, by_bytes);
    bool ok = n >= 0 || fail(b, name, errno);
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
    char hash[SHA256_TEXT + 1];
    return write_file(b, BAG_PAYLOAD, name, content) && hash_text(b, name, content, hash) &&
           bag_list(b, name, hash, content.n);
}

static bool close_manifest(struct bag *b)
{
    FILE *manifest = b->manifest;
    b->manifest = NULL;
    int failure = io_flush(manifest);
    if (fclose(manifest) != 0 && failure == 0)
        failure = errno;
    return failure == 0 || fail(b, BAG_MANIFEST, failure);
}

static bool tag_manifest(struct bag *b)
{
    char hash[SHA256_TEXT + 1];
    uint64_t bytes;
    return hash_file(b, "", BAG_MANIFEST, hash, &bytes) && list_tag(b, BAG_MANIFEST, hash) &&
           write_file(b, "", BAG_TAG_MANIFEST, buffer_slice(&b->tags));
}

/* One call for a million files, and it tells of what could not be written. */
static bool sync_all(struct bag *b)
{
    int folder = open(b->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return fail(b, BAG_PAYLOAD, errno);
    int failure = syncfs(folder) == 0 ? 0 : errno;
    close(folder);
    return failure == 0 || fail(b, BAG_PAYLOAD, failure);
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
