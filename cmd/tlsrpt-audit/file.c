#include "cmd/tlsrpt-audit/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/io.h"

enum { BLOCK = 64 * 1024 };

static bool read_all(int file, struct buffer *to)
{
    ssize_t got = 0;
    do {
        char *at = buffer_reserve(to, BLOCK);
        got = at ? io_read(file, at, BLOCK) : -1;
        to->n += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    buffer_append_char(to, '\0');
    return got == 0 && !to->failed;
}

bool file_read(const char *path, struct buffer *to)
{
    int file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool ok = file >= 0 && read_all(file, to);
    if (!ok)
        fprintf(stderr, "tlsrpt-audit: %s: %s\n", path, strerror(errno));
    if (file > STDIN_FILENO)
        close(file);
    return ok;
}

bool file_map(const char *path, struct slice *map)
{
    struct stat about;
    *map = (struct slice){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool ok = fstat(file, &about) == 0;
    if (ok && about.st_size > 0 && (uintmax_t)about.st_size <= SIZE_MAX) {
        void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        ok = at != MAP_FAILED;
        if (ok)
            *map = (struct slice){.at = at, .n = (size_t)about.st_size};
    }
    int failure = errno;
    close(file);
    errno = failure;
    return ok;
}

void file_unmap(struct slice map)
{
    if (map.at)
        munmap((void *)map.at, map.n);
}
