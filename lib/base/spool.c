#include "lib/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/io.h"

enum { WINDOW = 64 * 1024, FEW_BYTES = 256 * 1024, HUGE_PAGE = 2 << 20 };
_Static_assert(SPOOL_MEMORY % HUGE_PAGE == 0, "the memory of a spool is whole huge pages");

void spool_init(struct spool *s)
{
    *s = (struct spool){.file = -1};
}

uint64_t spool_size(const struct spool *s)
{
    return s->in_file + s->tail.n;
}

const char *spool_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && folder[0] == '/' ? folder : "/tmp";
}

void spool_tell(int failure, char told[static SPOOL_TOLD])
{
    snprintf(told, SPOOL_TOLD, "a temporary file in %s (TMPDIR)%s%s", spool_folder(),
             failure != 0 ? ": " : " was cut short: is the disk full?",
             failure != 0 ? strerror(failure) : "");
}

int spool_temporary_file(void)
{
    char *path;
    if (asprintf(&path, "%s/tlsrpt-audit.XXXXXX", spool_folder()) < 0)
        return -1;
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    free(path); /* which leaves errno alone (POSIX.1-2024) */
    return fd;
}

static bool fail(struct spool *s, int failure)
{
    if (s->failure == 0)
        s->failure = failure;
    return false;
}

static bool spill(struct spool *s)
{
    if (s->file < 0 && (s->file = spool_temporary_file()) < 0)
        return fail(s, errno);
    if (!io_write_all(s->file, buffer_slice(&s->tail)))
        return fail(s, errno);
    s->in_file += s->tail.n;
    s->tail.n = 0;
    return true;
}

/* Gives the tail all of its memory at once, in huge pages where the kernel has them. Bytes that are
 * written once in order touch each page for the first time: with the usual ones, and with what
 * realloc would copy, that took a fifth of a run. */
static void widen(struct buffer *tail)
{
    char *wide = aligned_alloc(HUGE_PAGE, SPOOL_MEMORY);
    if (!wide)
        return; /* it grows as any buffer does, or fails so */
#ifdef MADV_HUGEPAGE
    madvise(wide, SPOOL_MEMORY, MADV_HUGEPAGE); /* only advice: a kernel may not take it */
#endif
    if (tail->n > 0)
        memcpy(wide, tail->at, tail->n);
    free(tail->at);
    tail->at = wide;
    tail->room = SPOOL_MEMORY;
}

bool spool_append(struct spool *s, struct slice bytes)
{
    if (s->tail.n + bytes.n > SPOOL_MEMORY && s->tail.n > 0 && !spill(s))
        return false;
    if (s->tail.n + bytes.n > FEW_BYTES && s->tail.room < SPOOL_MEMORY)
        widen(&s->tail);
    buffer_append(&s->tail, bytes);
    return !s->tail.failed || fail(s, ENOMEM);
}

static bool read_file(struct spool *s, uint64_t at, char *to, size_t n)
{
    while (n > 0) {
        ssize_t got = pread(s->file, to, n, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(s, got < 0 ? errno : EIO);
        at += (uint64_t)got;
        to += got;
        n -= (size_t)got;
    }
    return true;
}

/* A read that begins behind the last one is taken for one of many in order: a whole window is
 * read. */
static bool read_window(struct spool *s, uint64_t at, char *to, size_t n)
{
    bool inside = at >= s->window_at && at + n <= s->window_at + s->window.n;
    if (!inside && (at < s->window_at || n > WINDOW))
        return read_file(s, at, to, n);
    if (!inside) {
        size_t size = s->in_file - at < WINDOW ? (size_t)(s->in_file - at) : WINDOW;
        s->window.n = 0;
        char *room = buffer_reserve(&s->window, WINDOW);
        if (!room)
            return fail(s, ENOMEM);
        if (!read_file(s, at, room, size))
            return false;
        s->window.n = size;
        s->window_at = at;
    }
    memcpy(to, s->window.at + (at - s->window_at), n);
    return true;
}

typedef bool reader(struct spool *s, uint64_t at, char *to, size_t n);

static bool read_both(struct spool *s, uint64_t at, char *to, size_t n, reader *read)
{
    size_t from_file = at >= s->in_file ? 0 : s->in_file - at < n ? (size_t)(s->in_file - at) : n;
    if (from_file > 0 && !read(s, at, to, from_file))
        return false;
    if (n > from_file)
        memcpy(to + from_file, s->tail.at + (at + from_file - s->in_file), n - from_file);
    return true;
}

bool spool_read(struct spool *s, uint64_t at, char *to, size_t n)
{
    return read_both(s, at, to, n, read_window);
}

bool spool_read_apart(struct spool *s, uint64_t at, char *to, size_t n)
{
    return read_both(s, at, to, n, read_file);
}

void spool_free(struct spool *s)
{
    if (s->file >= 0)
        close(s->file);
    buffer_free(&s->tail);
    buffer_free(&s->window);
    spool_init(s);
}
