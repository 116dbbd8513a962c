#include "formats/read/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/read/folder.h"
#include "formats/read/promise.h"
#include "formats/read/walk.h"

static bool walk_named_file(struct walk *w, const char *path)
{
    struct place p = {.path = slice_of(path), .is_input = true};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return place_trouble(w, &p, strerror(errno));
    posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
    bool ok = walk_file(w, &p, file);
    close(file);
    return ok;
}

bool input_walk(struct walk *w, const char *path)
{
    struct place p = {.path = slice_of(path), .is_input = true};
    if (strcmp(path, "-") == 0)
        return walk_file(w, &p, STDIN_FILENO);
    struct stat status;
    if (stat(path, &status) != 0)
        return place_trouble(w, &p, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return walk_apart(w, path, folder_walk);
    bool apart = S_ISREG(status.st_mode) && /* a pipe may be slow */
                 promise_of_many(slice_basename(p.path), (uint64_t)status.st_size);
    return apart ? walk_apart(w, path, walk_named_file) : walk_named_file(w, path);
}
