#include "formats/write/targets/leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/parent.h"
#include "lib/base/slice.h"

enum {
    LETTERS = 6, /* of mkdtemp(3) */
    FOLDERS_OPEN = 16,
    HOLD_TRIES = 200,
    HOLD_PAUSE = 10 * 1000 * 1000 /* nanoseconds */
};

int leftover_lock(const char *folder)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 || flock(file, LOCK_EX | LOCK_NB) == 0)
        return file;
    close(file);
    return -1;
}

int leftover_hold(const char *target)
{
    char folder[PATH_MAX];
    if (!parent_of(target, folder))
        return -1;
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; file >= 0 && i < HOLD_TRIES && flock(file, LOCK_EX | LOCK_NB) != 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = HOLD_PAUSE}, NULL);
    return file;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    remove(path);
    return 0;
}

void leftover_remove(const char *folder)
{
    nftw(folder, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
}

/* Is the entry ".NAME." and six letters or digits? A long NAME is cut. */
static bool is_fresh_name(const char *entry, const char *name, size_t n)
{
    n = n < LEFTOVER_NAME ? n : LEFTOVER_NAME;
    if (entry[0] != '.' || strncmp(entry + 1, name, n) != 0 || entry[n + 1] != '.')
        return false;
    const char *letters = entry + n + 2;
    size_t good = 0;
    while (ascii_is_alnum(letters[good]))
        good++;
    return good == LETTERS && letters[good] == '\0';
}

/* Does the folder hold nothing but names that are ours or, if `is_ours` is NULL, but `name`? */
static bool holds_only(int folder, struct slice name, bool (*is_ours)(const char *name))
{
    int copy = dup(folder);
    DIR *entries = copy >= 0 ? fdopendir(copy) : NULL;
    struct dirent *entry;
    bool ok = entries != NULL;
    while (ok && (entry = readdir(entries))) {
        const char *held = entry->d_name;
        ok = strcmp(held, ".") == 0 || strcmp(held, "..") == 0 ||
             (is_ours ? is_ours(held) : slice_equal(slice_of(held), name));
    }
    if (entries)
        closedir(entries);
    else if (copy >= 0)
        close(copy);
    return ok;
}

/* Does the folder hold nothing but NAME, and NAME nothing but what is ours? */
static bool is_ours_alone(int folder, const char *path, struct slice name,
                          bool (*is_ours)(const char *name))
{
    char inner[PATH_MAX];
    int n = snprintf(inner, sizeof inner, "%s/%.*s", path, (int)name.n, name.at);
    if (n < 0 || n >= PATH_MAX)
        return false;
    int built = open(inner, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool is_absent = built < 0 && errno == ENOENT;
    bool ok = holds_only(folder, name, NULL) &&
              (is_absent || (built >= 0 && holds_only(built, name, is_ours)));
    if (built >= 0)
        close(built);
    return ok;
}

static void clear_one(const char *path, struct slice name, bool (*is_ours)(const char *name))
{
    struct stat status;
    int lock = leftover_lock(path);
    if (lock < 0)
        return;
    if (fstat(lock, &status) == 0 && status.st_uid == geteuid() &&
        is_ours_alone(lock, path, name, is_ours))
        leftover_remove(path);
    close(lock);
}

void leftover_clear(const char *target, bool (*is_ours)(const char *name))
{
    char folder[PATH_MAX], path[PATH_MAX];
    size_t end, base = parent_length(target, &end);
    DIR *entries = parent_of(target, folder) ? opendir(folder) : NULL;
    struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        int n = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (is_fresh_name(entry->d_name, target + base, end - base) && n > 0 && n < PATH_MAX)
            clear_one(path, (struct slice){.at = target + base, .n = end - base}, is_ours);
    }
    if (entries)
        closedir(entries);
}
