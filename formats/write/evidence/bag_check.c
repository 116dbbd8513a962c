/*
 * bag_check: is a folder a bag of this program that holds nothing else, so that another bag may
 * take its place?
 *
 * The tag files, the manifest among them, must be as they were written. Then it is enough to
 * compare two numbers, and no list is held in memory: if the folder holds a file that the manifest
 * does not list, it holds more files than the manifest lists of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/evidence/bag.h"
#include "formats/write/evidence/bag_files.h"
#include "formats/write/targets/placement.h"

static bool refuse(char *why, const char *what)
{
    snprintf(why, BAG_WHY, "%s; name a new or empty folder", what);
    return false;
}

/* Splits a line of a manifest: 64 hex digits, two blanks, a path inside the bag. */
static bool split(char *line, const char **hash, const char **path)
{
    size_t n = strlen(line);
    if (n < SHA256_TEXT + 4 || line[n - 1] != '\n' || line[SHA256_TEXT] != ' ')
        return false;
    line[n - 1] = line[SHA256_TEXT] = '\0';
    *hash = line;
    *path = line + SHA256_TEXT + 2;
    return (*path)[0] != '/' && strncmp(*path, "../", 3) != 0 && !strstr(*path, "/../");
}

static FILE *open_in(int folder, const char *name)
{
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    FILE *stream = file >= 0 ? fdopen(file, "r") : NULL;
    if (file >= 0 && !stream)
        close(file);
    return stream;
}

static bool is_as_listed(int folder, const char *hash, const char *path)
{
    struct sha256 sha256 = {0};
    char found[SHA256_TEXT + 1];
    uint64_t bytes;
    FILE *file = open_in(folder, path);
    bool ok = file && sha256_file(&sha256, fileno(file), found, &bytes) == 0 &&
              strcmp(found, hash) == 0;
    sha256_free(&sha256);
    if (file)
        fclose(file);
    return ok;
}

/* Counts the listed files that are there. If it verifies, each must be as it is listed. */
static bool count_listed(int folder, const char *manifest, bool verifies, uint64_t *n)
{
    FILE *file = open_in(folder, manifest);
    char *line = NULL;
    const char *hash, *path;
    size_t room = 0;
    struct stat status;
    bool ok = file != NULL;
    while (ok && getline(&line, &room, file) > 0) {
        ok = split(line, &hash, &path) && (!verifies || is_as_listed(folder, hash, path));
        *n += ok && fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
              S_ISREG(status.st_mode);
    }
    ok = ok && feof(file);
    free(line);
    if (file)
        fclose(file);
    return ok;
}

static bool names_us(int folder)
{
    static const char key[] = "Bag-Software-Agent: ";
    FILE *file = open_in(folder, BAG_INFO);
    char *line = NULL;
    size_t room = 0;
    bool found = false;
    while (file && !found && getline(&line, &room, file) > 0)
        found = strncmp(line, key, sizeof key - 1) == 0 &&
                strncmp(line + sizeof key - 1, bag_agent, strlen(bag_agent)) == 0;
    free(line);
    if (file)
        fclose(file);
    return found;
}

/* Counts all that is there but folders. False: it cannot be told. */
static bool count_files(const char *folder, uint64_t *n)
{
    char *roots[] = {(char *)folder, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW | FTS_NOSTAT, NULL);
    FTSENT *entry;
    bool ok = walk != NULL;
    while (ok && (errno = 0, entry = fts_read(walk))) {
        ok = entry->fts_info != FTS_ERR && entry->fts_info != FTS_DNR;
        *n += entry->fts_info != FTS_D && entry->fts_info != FTS_DP;
    }
    ok = ok && errno == 0;
    if (walk)
        fts_close(walk);
    return ok;
}

static bool holds_nothing_else(const char *path, int folder, char why[static BAG_WHY])
{
    uint64_t there = 0, listed = 1; /* the tag manifest lists all tag files but itself */
    if (!count_files(path, &there))
        return refuse(why, "cannot be looked through");
    if (there == 0)
        return true;
    if (!names_us(folder))
        return refuse(why, "is no bag of this program");
    if (!count_listed(folder, BAG_TAG_MANIFEST, true, &listed) ||
        !count_listed(folder, BAG_MANIFEST, false, &listed))
        return refuse(why, "is a bag whose manifests are not as they were written");
    return there == listed ||
           refuse(why, "is a bag that holds files which are not in its manifest");
}

bool bag_may_replace(const char *path, char why[static BAG_WHY])
{
    bool ok = false, was_replaced = true;
    while (!ok && was_replaced) {
        int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0) {
            snprintf(why, BAG_WHY, "%s", strerror(errno));
            return errno == ENOENT;
        }
        ok = holds_nothing_else(path, folder, why);
        was_replaced = placement_was_replaced(path, folder);
        close(folder);
    }
    return ok;
}
