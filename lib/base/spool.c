#include "lib/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/io.h"

void spool_init(struct spool *s)
{
    *s = (struct spool){.file = -1};
}

uint64_t spool_size(const struct spool *s)
{
    return s->in_file + s->tail.n;
}

int spool_temporary_file(void)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || folder[0] != '/')
        folder = "/tmp";
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/tlsrpt-audit.XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static bool spill(struct spool *s)
{
    if (s->file < 0 && (s->file = spool_temporary_file()) < 0)
        return false;
    if (!io_write_all(s->file, buffer_slice(&s->tail)))
        return false;
    s->in_file += s->tail.n;
    s->tail.n = 0;
    return true;
}

bool spool_append(struct spool *s, struct slice bytes)
{
    if (s->tail.n + bytes.n > SPOOL_MEMORY && s->tail.n > 0 && !spill(s))
        return false;
    buffer_append(&s->tail, bytes);
    if (s->tail.failed)
        errno = ENOMEM;
    return !s->tail.failed;
}

bool spool_read(const struct spool *s, uint64_t at, char *to, size_t n)
{
    while (n > 0 && at < s->in_file) {
        size_t piece = s->in_file - at < n ? (size_t)(s->in_file - at) : n;
        ssize_t got = pread(s->file, to, piece, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += (size_t)got;
        to += got;
        n -= (size_t)got;
    }
    if (n > 0)
        memcpy(to, s->tail.at + (at - s->in_file), n);
    return true;
}

void spool_free(struct spool *s)
{
    if (s->file >= 0)
        close(s->file);
    buffer_free(&s->tail);
    spool_init(s);
}
