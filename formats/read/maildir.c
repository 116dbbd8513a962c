#include "formats/read/maildir.h"

#include <errno.h>
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

static bool have_other_bytes(int one, int two)
{
    char of_one[4096], of_two[sizeof of_one];
    ssize_t n, m;
    do {
        n = io_read(one, of_one, sizeof of_one);
        m = io_read(two, of_two, sizeof of_two);
        if (n < 0 || n != m || memcmp(of_one, of_two, (size_t)n) != 0)
            return true;
    } while (n > 0);
    return false;
}

static bool are_other_messages(int one, int two)
{
    struct stat a, b;
    if (fstat(one, &a) != 0 || fstat(two, &b) != 0)
        return true;
    bool is_one = a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    return !is_one && (a.st_size != b.st_size || !S_ISREG(a.st_mode) || !S_ISREG(b.st_mode) ||
                       have_other_bytes(one, two));
}

bool maildir_differ(const char *path, const char *other)
{
    int one = open(path, IO_AS_IT_IS);
    bool is_gone = one < 0 && errno == ENOENT;
    int two = is_gone ? -1 : open(other, IO_AS_IT_IS);
    is_gone = is_gone || (two < 0 && errno == ENOENT);
    bool differ = !is_gone && (one < 0 || two < 0 || are_other_messages(one, two));
    if (one >= 0)
        close(one);
    if (two >= 0)
        close(two);
    return differ;
}
