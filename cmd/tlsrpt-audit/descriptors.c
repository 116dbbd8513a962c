#include "cmd/tlsrpt-audit/descriptors.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/settings.h"
#include "lib/base/io.h"
#include "lib/base/order.h"

bool descriptors_fill_standard(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
            return false;
    return true;
}

enum { MOST_INHERITED = 256 }; /* any beyond these are closed, even if they are named */

struct inherited {
    dev_t device;
    ino_t number;
    int file;
    bool is_named;
};

static void note(struct inherited *all, size_t *n, int file)
{
    struct stat status;
    if (file > STDERR_FILENO && *n < MOST_INHERITED && fstat(file, &status) == 0)
        all[(*n)++] = (struct inherited){
            .file = file, .device = status.st_dev, .number = status.st_ino};
}

/* False: there is no /proc to tell. */
static bool find_inherited(struct inherited *all, size_t *n)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    *n = 0;
    if (!folder)
        return false;
    while ((entry = readdir(folder))) {
        int file = (int)strtol(entry->d_name, NULL, 10); /* the kernel writes nothing else */
        if (file != dirfd(folder))
            note(all, n, file);
    }
    closedir(folder);
    return true;
}

/* Any path may lead to a file that somebody has opened for us. */
static void note_named(struct inherited *all, size_t n, const char *path)
{
    struct stat status;
    if (!path || stat(path, &status) != 0)
        return;
    for (size_t i = 0; i < n; i++)
        all[i].is_named |= all[i].device == status.st_dev && all[i].number == status.st_ino;
}

static int by_file(const void *a, const void *b)
{
    const struct inherited *x = a, *y = b;
    return ORDER_OF(x->file, y->file);
}

void descriptors_close_inherited(const struct options *o)
{
    static struct inherited all[MOST_INHERITED];
    size_t n;
    unsigned from = STDERR_FILENO + 1;
    if (!find_inherited(all, &n))
        return;
    for (size_t i = 0; n > 0 && i < o->inputs_n; i++)
        note_named(all, n, o->inputs[i]);
    for (size_t i = 0; n > 0 && i < o->settings_n; i++)
        note_named(all, n, settings_value(o, i));
    qsort(all, n, sizeof *all, by_file);
    for (size_t i = 0; i < n; i++) {
        if (!all[i].is_named)
            continue;
        if ((unsigned)all[i].file > from)
            io_close_files(from, (unsigned)all[i].file - 1);
        from = (unsigned)all[i].file + 1;
    }
    io_close_files(from, ~0U);
}
