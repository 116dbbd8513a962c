#include "formats/write/targets/vacant.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int vacant_make(struct vacant *v, const char *path, mode_t mode)
{
    struct stat status;
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode);
    if (file < 0)
        return errno;
    bool ok = fstat(file, &status) == 0 && (v->path = realpath(path, NULL)) != NULL;
    int failure = ok ? 0 : errno;
    if (ok) {
        v->device = status.st_dev;
        v->inode = status.st_ino;
    }
    close(file);
    return failure;
}

void vacant_clear(const struct vacant *v)
{
    struct stat status;
    int file = v->path ? open(v->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
    if (file < 0)
        return;
    if (flock(file, LOCK_EX | LOCK_NB) == 0 && fstat(file, &status) == 0 &&
        status.st_dev == v->device && status.st_ino == v->inode && status.st_size == 0)
        unlink(v->path);
    close(file);
}
