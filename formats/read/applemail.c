#include "formats/read/applemail.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/io.h"

enum { MOST_PARTS = 1000 };

static const struct slice ending = SLICE(".partial.emlx");

bool applemail_is_partial(struct slice path)
{
    return slice_ends_nocase(path, ending);
}

/* What stands before the last '/', and before that of the folder: "a/b/c" gives a and b. */
static bool split(struct slice path, struct slice *above, struct slice *folder, struct slice *name)
{
    *name = slice_basename(path);
    if (name->n + 1 >= path.n)
        return false;
    struct slice parent = slice_first(path, path.n - name->n - 1);
    *folder = slice_basename(parent);
    *above = slice_first(parent, parent.n - folder->n);
    return true;
}

bool applemail_has_message(const char *path)
{
    struct slice above, folder, number;
    char message[PATH_MAX];
    struct stat status;
    if (!split(slice_of(path), &above, &folder, &number) ||
        !slice_equal(folder, SLICE("Attachments")))
        return false;
    int n = snprintf(message, sizeof message, "%.*sMessages/%.*s%.*s", (int)above.n, above.at,
                     (int)number.n, number.at, (int)ending.n, ending.at);
    return n > 0 && (size_t)n < sizeof message && lstat(message, &status) == 0 &&
           S_ISREG(status.st_mode);
}

static enum applemail_result read_file(int file, uint64_t most, struct buffer *to)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        return APPLEMAIL_NONE;
    if ((uint64_t)status.st_size > most)
        return APPLEMAIL_TOO_LARGE;
    to->n = 0;
    for (;;) {
        char *at = buffer_reserve(to, (size_t)status.st_size + 1);
        ssize_t got = at ? io_read(file, at, to->room - to->n) : -1;
        if (got < 0)
            return APPLEMAIL_NONE;
        if (to->n + (size_t)got > most)
            return APPLEMAIL_TOO_LARGE;
        to->n += (size_t)got;
        if (got == 0)
            return APPLEMAIL_READ;
    }
}

/* NAME in any folder of `folder`, the first there is; -1: none. */
static int open_below(const char *folder, const char *name)
{
    DIR *parts = opendir(folder);
    struct dirent *part;
    char path[PATH_MAX];
    int file = -1;
    for (int i = 0; parts && file < 0 && i < MOST_PARTS && (part = readdir(parts)); i++) {
        int n = snprintf(path, sizeof path, "%s/%s", part->d_name, name);
        if (part->d_name[0] != '.' && n > 0 && (size_t)n < sizeof path)
            file = openat(dirfd(parts), path,
                          O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    }
    if (parts)
        closedir(parts);
    return file;
}

enum applemail_result applemail_attachment(const char *path, struct slice name, uint64_t most,
                                           struct buffer *to)
{
    struct slice above, folder, message;
    char attachments[PATH_MAX], file_name[NAME_MAX + 1];
    if (name.n == 0 || name.n > NAME_MAX || memchr(name.at, '/', name.n) || name.at[0] == '.' ||
        !split(slice_of(path), &above, &folder, &message))
        return APPLEMAIL_NONE;
    memcpy(file_name, name.at, name.n);
    file_name[name.n] = '\0';
    int n = snprintf(attachments, sizeof attachments, "%.*sAttachments/%.*s", (int)above.n,
                     above.at, (int)(message.n - ending.n), message.at);
    int file = n > 0 && (size_t)n < sizeof attachments ? open_below(attachments, file_name) : -1;
    if (file < 0)
        return APPLEMAIL_NONE;
    enum applemail_result result = read_file(file, most, to);
    close(file);
    return result;
}
