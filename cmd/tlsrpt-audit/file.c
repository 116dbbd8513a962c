#include "cmd/tlsrpt-audit/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/ending.h"
#include "lib/base/io.h"
#include "lib/base/utf8.h"

enum { BLOCK = 64 * 1024 };

/* Gives 0, or the number of an error (errno.h). */
static int read_all(int file, struct buffer *to)
{
    ssize_t got = 0;
    do {
        char *at = buffer_reserve(to, BLOCK);
        if (!at)
            return ENOMEM;
        got = io_read(file, at, BLOCK);
        if (got < 0)
            return errno;
        to->n += (size_t)got;
    } while (got > 0);
    buffer_append_char(to, '\0');
    return to->failed ? ENOMEM : 0;
}

bool file_read(const char *path, struct buffer *to)
{
    int file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int failure = file >= 0 ? read_all(file, to) : errno;
    if (failure != 0 && !ending_asked) /* else ending_say tells */
        complain("%s: %s", path, strerror(failure));
    if (file > STDIN_FILENO)
        close(file);
    return failure == 0;
}

bool file_read_text(const char *path, struct buffer *to)
{
    if (!file_read(path, to))
        return false;
    struct slice text = buffer_slice(to);
    bool is_marked = slice_starts(text, SLICE("\xFF\xFE")) || slice_starts(text, SLICE("\xFE\xFF"));
    if (!is_marked || text.n <= 4 || !memchr(text.at + 2, '\0', 2)) /* half of an ASCII letter */
        return true;
    complain("%s: is UTF-16, as programs for Windows write it: save it as UTF-8", path);
    return false;
}

size_t file_mark(const struct buffer *text)
{
    return slice_starts(buffer_slice(text), UTF8_BYTE_ORDER_MARK) ? UTF8_BYTE_ORDER_MARK.n : 0;
}

int file_map(const char *path, struct slice *map)
{
    struct stat about;
    *map = (struct slice){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    int failure = fstat(file, &about) != 0 ? errno : S_ISDIR(about.st_mode) ? EISDIR : 0;
    if (failure == 0 && about.st_size > 0 && (uintmax_t)about.st_size <= SIZE_MAX) {
        void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (at != MAP_FAILED)
            *map = (struct slice){.at = at, .n = (size_t)about.st_size};
        else
            failure = errno;
    }
    close(file);
    return failure;
}

void file_unmap(struct slice map)
{
    if (map.at)
        munmap((void *)map.at, map.n);
}
