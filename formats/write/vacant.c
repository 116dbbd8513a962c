#include "formats/write/vacant.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool vacant_note(struct vacant *v, const char *path, int file)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !(v->path = realpath(path, NULL)))
        return false;
    v->device = status.st_dev;
    v->inode = status.st_ino;
    return true;
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

void vacant_free(struct vacant *v)
{
    free(v->path);
    *v = (struct vacant){0};
}
