#include "formats/read/applemail.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/io.h"

/* A thousand parts may each be sought in the folders of all others, which takes seconds: so many
 * folders are enough for a hundred parts that lie where nobody would look for them. */
enum { MOST_OTHER_FOLDERS = 10000 };

static const struct slice ending = SLICE(".partial.emlx");

bool applemail_is_partial(struct slice path)
{
    return slice_ends_nocase(path, ending);
}

/* Splits "a/b/c" into "a/", "b" and "c". False: there is no folder in the path. */
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

/* Links are not followed below an INPUT (SPEC 2), nor beside a message that is one. -1: failure. */
static int open_folder(int above, const char *name)
{
    return openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* Takes the descriptor of a folder, or -1. NULL: it cannot be listed. */
static DIR *list_folder(int folder)
{
    DIR *files = folder >= 0 ? fdopendir(folder) : NULL;
    if (!files && folder >= 0)
        close(folder);
    return files;
}

struct search {
    int folders;             /* the folder of the message, with a folder for each part */
    const char *name;        /* of the file; empty: not known */
    char lone[NAME_MAX + 1]; /* the name of the only file in a folder */
    struct applemail_looks *looks;
    char place[PATH_MAX]; /* of the file that was opened: "1.2/report.json.gz" */
};

/* Opens the file of that name in this folder. -1: it is not there, or is another part's. */
static int open_in(struct search *s, const char *folder)
{
    int n = snprintf(s->place, sizeof s->place, "%s/%s", folder, s->name);
    if (n <= 0 || (size_t)n >= sizeof s->place ||
        slice_any(slice_of(s->place), slice_equal, s->looks->read.at, s->looks->read.n))
        return -1;
    int at = open_folder(s->folders, folder);
    if (at < 0)
        return -1;
    int file = openat(at, s->name, IO_AS_IT_IS);
    close(at);
    return file;
}

/* Is there one file alone in this folder? s->lone is its name. */
static bool find_lone(struct search *s, const char *folder)
{
    DIR *files = list_folder(open_folder(s->folders, folder));
    struct dirent *file;
    int found = 0;
    if (!files)
        return false;
    while (found < 2 && (file = readdir(files))) {
        if (file->d_name[0] == '.')
            continue;
        snprintf(s->lone, sizeof s->lone, "%s", file->d_name); /* some systems have longer ones */
        found++;
    }
    closedir(files);
    return found == 1;
}

/* Opens the file of the part's name in the folder of its number, or else in the first folder that
 * has one: nobody says how parts of a message inside are numbered. -1: there is none. */
static int open_by_name(struct search *s, DIR *folders, const char *number)
{
    struct dirent *folder;
    int file = open_in(s, number);
    while (file < 0 && s->looks->in_other_folders < MOST_OTHER_FOLDERS &&
           (folder = readdir(folders))) {
        s->looks->in_other_folders++;
        if (folder->d_name[0] != '.')
            file = open_in(s, folder->d_name);
    }
    return file;
}

/* The folder of the attachments of the message at this path. -1: there is none. */
static int open_attachments(struct slice path)
{
    struct slice above, folder, message;
    char attachments[PATH_MAX], name[NAME_MAX + 1];
    if (!split(path, &above, &folder, &message) || path.n >= sizeof attachments ||
        message.n - ending.n >= sizeof name)
        return -1;
    snprintf(attachments, sizeof attachments, "%.*sAttachments", (int)above.n, above.at);
    snprintf(name, sizeof name, "%.*s", (int)(message.n - ending.n), message.at);
    int of_all = open_folder(AT_FDCWD, attachments);
    int of_message = of_all >= 0 ? open_folder(of_all, name) : -1;
    if (of_all >= 0)
        close(of_all);
    return of_message;
}

/* If the part has no name, or one that no file can have or that is spelled otherwise, its file is
 * the only one in the folder of the part's number. -1: there is none. */
static int search(struct search *s, struct slice message, const char *number)
{
    DIR *folders = list_folder(open_attachments(message));
    if (!folders)
        return -1;
    s->folders = dirfd(folders);
    int file = s->name[0] != '\0' ? open_by_name(s, folders, number) : -1;
    if (file < 0 && find_lone(s, number)) {
        s->name = s->lone;
        file = open_in(s, number);
    }
    closedir(folders);
    return file;
}

static bool note_read(struct texts *read, const char *place, struct arena *arena)
{
    struct slice copy;
    return arena_copy(arena, slice_of(place), &copy) && texts_push(arena, read, copy);
}

static bool is_file_name(struct slice name)
{
    return name.n > 0 && name.n <= NAME_MAX && name.at[0] != '.' && !memchr(name.at, '/', name.n) &&
           !memchr(name.at, '\0', name.n);
}

enum applemail_result applemail_attachment(const struct applemail_part *part, uint64_t most,
                                           struct applemail_looks *looks, struct arena *arena,
                                           struct buffer *to)
{
    struct slice name = part->name;
    char file_name[NAME_MAX + 1];
    struct search s = {.name = file_name, .looks = looks};
    if (!is_file_name(name))
        name.n = 0;
    if (name.n > 0)
        memcpy(file_name, name.at, name.n);
    file_name[name.n] = '\0';
    int file = search(&s, part->message, part->number);
    if (file < 0)
        return APPLEMAIL_NONE;
    enum applemail_result result = read_file(file, most, to);
    close(file);
    if (note_read(&looks->read, s.place, arena))
        return result;
    to->failed = true;
    return APPLEMAIL_NONE;
}
