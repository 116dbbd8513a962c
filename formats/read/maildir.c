#include "formats/read/maildir.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/io.h"

static struct slice folder_of(struct slice path)
{
    struct slice base = slice_basename(path);
    return base.n < path.n ? slice_first(path, path.n - base.n - 1) : (struct slice){0};
}

static void remember(struct maildir_seen *seen, struct slice parent)
{
    seen->any = parent.n < sizeof seen->parent;
    seen->n = seen->any ? parent.n : 0;
    if (seen->n > 0)
        memcpy(seen->parent, parent.at, seen->n);
}

static bool looks_like_maildir(struct slice folder)
{
    struct slice own = slice_basename(folder);
    return slice_equal_nocase(own, SLICE("Maildir")) ||
           (own.n > 1 && own.at[0] == '.' && own.at[1] != '.' && own.at[1] != '/');
}

enum maildir_part maildir_part_of(struct maildir_seen *seen, struct slice member)
{
    struct slice folder = folder_of(member), kind = slice_basename(folder),
                 parent = folder_of(folder), own = slice_basename(member);
    if (slice_equal(kind, SLICE("cur")) || slice_equal(kind, SLICE("new"))) {
        remember(seen, parent);
        return own.n > 0 && own.at[0] == '.' ? MAILDIR_NO_PART : MAILDIR_MESSAGE;
    }
    if (!slice_equal(kind, SLICE("tmp")))
        return MAILDIR_NO_PART;
    struct slice known = {.at = seen->parent, .n = seen->n};
    return looks_like_maildir(parent) || (seen->any && slice_equal(parent, known))
               ? MAILDIR_HALF_DELIVERED
               : MAILDIR_NO_PART;
}

const struct slice maildir_flag_marks[MAILDIR_FLAG_MARKS] = {SLICE(":1,"), SLICE(":2,")};

struct slice maildir_unique(struct slice name)
{
    const char *colon = memrchr(name.at, ':', name.n);
    struct slice flags = colon ? slice_from(name, (size_t)(colon - name.at)) : (struct slice){0};
    for (size_t i = 0; i < MAILDIR_FLAG_MARKS; i++)
        if (slice_starts(flags, maildir_flag_marks[i]))
            return slice_first(name, name.n - flags.n);
    return name;
}

/* -1: it is no file that can be opened. */
static int open_file(const char *path, struct stat *status)
{
    int file = open(path, IO_AS_IT_IS);
    if (file >= 0 && fstat(file, status) == 0 && S_ISREG(status->st_mode))
        return file;
    if (file >= 0)
        close(file);
    return -1;
}

static bool have_other_bytes(int one, int two)
{
    char of_one[4096], of_two[sizeof of_one];
    ssize_t n, m;
    do {
        n = io_read(one, of_one, sizeof of_one);
        m = io_read(two, of_two, sizeof of_two);
        if (n != m || (n > 0 && memcmp(of_one, of_two, (size_t)n) != 0))
            return true;
    } while (n > 0);
    return false;
}

bool maildir_differ(const char *path, const char *other)
{
    struct stat a, b;
    int one = open_file(path, &a), two = open_file(other, &b);
    bool is_one = one >= 0 && two >= 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    bool differ = one >= 0 && two >= 0 && !is_one &&
                  (a.st_size != b.st_size || have_other_bytes(one, two));
    if (one >= 0)
        close(one);
    if (two >= 0)
        close(two);
    return differ;
}
