#include "lib/base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool io_write_all(int fd, struct slice bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.at, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes = slice_from(bytes, (size_t)n);
    }
    return true;
}

ssize_t io_read(int fd, char *to, size_t n)
{
    ssize_t got;
    do
        got = read(fd, to, n);
    while (got < 0 && errno == EINTR);
    return got;
}

int io_write_new(const char *path, struct slice bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return errno;
    int failure = io_write_all(file, bytes) ? 0 : errno;
    if (close(file) != 0 && failure == 0)
        failure = errno;
    return failure;
}

static int compare(int fd, struct slice bytes, bool *same)
{
    char block[4096];
    ssize_t n;
    *same = true;
    while (*same && (n = io_read(fd, block, sizeof block)) != 0) {
        if (n < 0)
            return errno;
        *same = slice_starts(bytes, (struct slice){.at = block, .n = (size_t)n});
        bytes = slice_from(bytes, *same ? (size_t)n : 0);
    }
    *same = *same && bytes.n == 0;
    return 0;
}

int io_holds(const char *path, struct slice bytes, bool *same)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno;
    int failure = compare(fd, bytes, same);
    close(fd);
    return failure;
}

int io_flush(FILE *file)
{
    if (fflush(file) != 0)
        return errno;
    return ferror(file) ? EIO : 0; /* what failed before is not tried again */
}

bool io_is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/* Before Linux 5.9 each has to be closed by itself; one that is not open does no harm. */
void io_close_files(unsigned first, unsigned last)
{
    enum { MOST = 65536 }; /* where no limit is set, to ask for each of 2^30 would take minutes */
    if (close_range(first, last, 0) == 0)
        return;
    for (unsigned file = first; file <= last && file < MOST; file++)
        close((int)file);
}
