#include "cmd/tlsrpt-audit/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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
