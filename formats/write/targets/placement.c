#include "formats/write/targets/placement.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "formats/write/targets/leftover.h"
#include "lib/base/io.h"
#include "lib/base/parent.h"

enum { MOST_LINKS = 40 /* as the kernel follows */ };

/* Is it in a folder of /proc, as what a process has open is? */
static bool is_of_process(const char *path)
{
    char folder[PATH_MAX];
    struct statfs about;
    return parent_of(path, folder) && statfs(folder, &about) == 0 &&
           about.f_type == PROC_SUPER_MAGIC;
}

/* Replaces a link by where it leads. False: it is no link, or leads nowhere. */
static bool follow_link(char path[static PATH_MAX])
{
    char to[PATH_MAX], folder[PATH_MAX], joined[2 * PATH_MAX];
    ssize_t n = readlink(path, to, sizeof to - 1);
    if (n < 0 || !parent_of(path, folder))
        return false;
    to[n] = '\0';
    int length = snprintf(joined, sizeof joined, "%s%s%s", to[0] == '/' ? "" : folder,
                          to[0] == '/' ? "" : "/", to);
    if (length < 0 || length >= PATH_MAX)
        return false;
    memcpy(path, joined, (size_t)length + 1);
    return true;
}

/* Follows links until one leads to what a process has open, or to the end. Gives 0, or ELOOP. */
static int follow_links(char path[static PATH_MAX], bool *leads_to_process)
{
    for (int links = 0; links <= MOST_LINKS; links++) {
        *leads_to_process = is_of_process(path);
        if (*leads_to_process || !follow_link(path))
            return 0;
    }
    return ELOOP;
}

int placement_target(const char *path, char **target)
{
    char end[PATH_MAX];
    *target = NULL;
    if (strcmp(path, "-") == 0)
        return 0;
    size_t n = strlen(path);
    if (n >= sizeof end)
        return ENAMETOOLONG;
    memcpy(end, path, n + 1);
    bool leads_to_process;
    int failure = follow_links(end, &leads_to_process);
    if (failure != 0 || leads_to_process || io_is_special(path))
        return failure;
    *target = strdup(end);
    return *target ? 0 : ENOMEM;
}

/* The descriptor of this process that the path names; -1: none. */
static int own_descriptor(const char *path)
{
    char folder[PATH_MAX], real[PATH_MAX], own[64], *rest;
    size_t end, n = parent_length(path, &end);
    snprintf(own, sizeof own, "/proc/%ld/fd", (long)getpid());
    if (!parent_of(path, folder) || !realpath(folder, real) || strcmp(real, own) != 0)
        return -1;
    long number = strtol(path + n, &rest, 10);
    return rest > path + n && *rest == '\0' && number >= 0 && number <= INT_MAX ? (int)number : -1;
}

int placement_open_direct(const char *path)
{
    char end[PATH_MAX];
    size_t n = strlen(path);
    if (n < sizeof end) {
        memcpy(end, path, n + 1);
        bool leads_to_process;
        int own = follow_links(end, &leads_to_process) == 0 && leads_to_process
                      ? own_descriptor(end)
                      : -1;
        if (own >= 0)
            return fcntl(own, F_DUPFD_CLOEXEC, 0);
    }
    return open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
}

/* Names the fresh folder, `.NAME.XXXXXX` with a long NAME cut, and NAME in it. */
static bool name_both(struct placement *p, const char *room)
{
    size_t end, base = parent_length(p->target, &end);
    int before = (int)(room ? strlen(room) : base), name = (int)(end - base);
    int called = name < LEFTOVER_NAME ? name : LEFTOVER_NAME;
    if (asprintf(&p->folder, "%.*s%s.%.*s.XXXXXX", before, room ? room : p->target, room ? "/" : "",
                 called, p->target + base) < 0)
        p->folder = NULL;
    if (!p->folder || asprintf(&p->built, "%s/%.*s", p->folder, name, p->target + base) < 0)
        p->built = NULL;
    return p->built != NULL;
}

static int make_built(const struct placement *p, mode_t mode)
{
    mode_t to_enter = (mode & 0444) >> 2; /* whoever may read a folder may enter it */
    if (p->is_ours)
        return mkdir(p->built, mode | to_enter) == 0 ? 0 : errno;
    int file = open(p->built, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        return errno;
    close(file);
    return 0;
}

static int make_both(const struct placement *p, mode_t mode)
{
    if (!mkdtemp(p->folder))
        return errno;
    memcpy(p->built, p->folder, strlen(p->folder)); /* with the letters that were drawn */
    int failure = make_built(p, mode);
    if (failure != 0)
        rmdir(p->folder);
    return failure;
}

int placement_begin(struct placement *p, char *target, mode_t mode, placement_ours *is_ours,
                    const char *room)
{
    *p = (struct placement){.is_ours = is_ours};
    p->target = target;
    int failure = name_both(p, room) ? make_both(p, mode) : ENOMEM;
    if (failure != 0)
        placement_free(p);
    return failure;
}

int placement_know(struct placement *p, char *target, placement_ours *is_ours, const char *folder)
{
    size_t end, base = parent_length(target, &end);
    *p = (struct placement){.target = target, .folder = strdup(folder), .is_ours = is_ours};
    if (asprintf(&p->built, "%s/%.*s", folder, (int)(end - base), target + base) < 0)
        p->built = NULL;
    if (p->folder && p->built)
        return 0;
    placement_free(p);
    return ENOMEM;
}

int placement_temporary(struct placement *p, const char *parent, const char *before)
{
    *p = (struct placement){0};
    if (asprintf(&p->folder, "%s/%stlsrpt-audit.XXXXXX", parent, before) < 0) {
        p->folder = NULL;
        return ENOMEM;
    }
    if (mkdtemp(p->folder))
        return 0;
    int failure = errno;
    placement_free(p);
    return failure;
}

bool placement_was_replaced(const char *path, int folder)
{
    struct stat then, now;
    if (fstat(folder, &then) != 0)
        return false;
    return stat(path, &now) != 0 ? errno == ENOENT
                                 : now.st_dev != then.st_dev || now.st_ino != then.st_ino;
}

/* Gives the name of a file in the folder that is not ours; empty: there is none. */
static void find_foreign(const struct placement *p, DIR *folder, char *name)
{
    struct dirent *entry;
    name[0] = '\0';
    while (name[0] == '\0' && (entry = readdir(folder))) {
        const char *n = entry->d_name;
        if (strcmp(n, ".") != 0 && strcmp(n, "..") != 0 && !p->is_ours(p->target, n))
            snprintf(name, NAME_MAX + 1, "%s", n);
    }
}

int placement_may_replace(const struct placement *p, char *name)
{
    bool was_replaced = true;
    name[0] = '\0';
    while (was_replaced) {
        DIR *folder = opendir(p->target);
        if (!folder)
            return errno == ENOENT ? 0 : errno;
        find_foreign(p, folder, name);
        was_replaced = name[0] != '\0' && placement_was_replaced(p->target, dirfd(folder));
        closedir(folder);
    }
    return name[0] == '\0' ? 0 : EEXIST;
}

/* Moves the old folder out, into the fresh one, and the new one in. Gives 0, or the number of an
 * error (errno.h). */
static int replace_in_steps(const struct placement *p)
{
    char *aside;
    if (asprintf(&aside, "%s.old", p->built) < 0)
        return ENOMEM;
    int failure = rename(p->target, aside) == 0 ? 0 : errno;
    if (failure == 0 && rename(p->built, p->target) != 0) {
        failure = errno;
        rename(aside, p->target);
    }
    free(aside);
    return failure;
}

/* Exchanges both in one step, which NFS, FUSE and others cannot, nor can Linux before 3.15. */
static int exchange(const struct placement *p)
{
    if (renameat2(AT_FDCWD, p->built, AT_FDCWD, p->target, RENAME_EXCHANGE) == 0)
        return 0;
    return errno == EINVAL || errno == ENOSYS ? replace_in_steps(p) : errno;
}

int placement_move(struct placement *p)
{
    char name[NAME_MAX + 1];
    if (rename(p->built, p->target) == 0)
        return 0;
    if (!p->is_ours)
        return errno;

    int failure = placement_may_replace(p, name);
    return failure == 0 ? exchange(p) : failure;
}

bool placement_clear(struct placement *p)
{
    struct stat status;
    if (p->folder)
        leftover_remove(p->folder);
    return !p->folder || lstat(p->folder, &status) != 0;
}

void placement_free(struct placement *p)
{
    free(p->target);
    free(p->folder);
    free(p->built);
    *p = (struct placement){0};
}
