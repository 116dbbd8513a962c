#include "cmd/tlsrpt-audit/edition_folders.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t hash_of(const char *path) /* FNV-1a: the names are the user's own */
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *path != '\0'; path++)
        h = (h ^ (unsigned char)*path) * 0x100000001b3u;
    return h;
}

static char **slot_of(char **paths, size_t room, const char *path)
{
    size_t i = hash_of(path) & (room - 1);
    while (paths[i] && strcmp(paths[i], path) != 0)
        i = (i + 1) & (room - 1);
    return &paths[i];
}

static bool grow(struct edition_folders *f)
{
    size_t room = f->paths_room > 0 ? 2 * f->paths_room : 64;
    char **wider = calloc(room, sizeof *wider);
    if (!wider)
        return false;
    for (size_t i = 0; i < f->paths_room; i++)
        if (f->paths[i])
            *slot_of(wider, room, f->paths[i]) = f->paths[i];
    free(f->paths);
    f->paths = wider;
    f->paths_room = room;
    return true;
}

enum folders_status edition_folders_claim(struct edition_folders *f, const char *path)
{
    if (2 * f->paths_n >= f->paths_room && !grow(f))
        return FOLDERS_NO_MEMORY;
    char **slot = slot_of(f->paths, f->paths_room, path);
    if (*slot)
        return FOLDERS_TAKEN;
    *slot = strdup(path);
    f->paths_n++;
    return *slot ? FOLDERS_OK : FOLDERS_NO_MEMORY;
}

static enum folders_status make(struct edition_folders *f, const char *folder)
{
    if (mkdir(folder, 0777) != 0) {
        f->failure = errno;
        return f->failure == EEXIST ? FOLDERS_OK : FOLDERS_FAILED;
    }
    if (f->made_n == f->made_room) {
        size_t room = f->made_room > 0 ? 2 * f->made_room : 16;
        char **wider = realloc(f->made, room * sizeof *wider);
        if (!wider)
            return FOLDERS_NO_MEMORY;
        f->made = wider;
        f->made_room = room;
    }
    f->made[f->made_n] = strdup(folder);
    return f->made[f->made_n++] ? FOLDERS_OK : FOLDERS_NO_MEMORY;
}

enum folders_status edition_folders_make(struct edition_folders *f, const char *path, size_t fixed)
{
    char *copy = strdup(path);
    enum folders_status status = copy ? FOLDERS_OK : FOLDERS_NO_MEMORY;
    for (size_t i = fixed; status == FOLDERS_OK && copy[i] != '\0'; i++) {
        if (copy[i] != '/' || i == 0 || copy[i + 1] == '\0')
            continue;
        copy[i] = '\0';
        status = make(f, copy);
        copy[i] = '/';
    }
    free(copy);
    return status;
}

void edition_folders_keep(struct edition_folders *f)
{
    for (size_t i = 0; i < f->made_n; i++)
        free(f->made[i]);
    f->made_n = 0;
}

void edition_folders_free(struct edition_folders *f)
{
    while (f->made_n > 0) {
        char *folder = f->made[--f->made_n];
        if (folder)
            rmdir(folder);
        free(folder);
    }
    for (size_t i = 0; i < f->paths_room; i++)
        free(f->paths[i]);
    free(f->made);
    free(f->paths);
    *f = (struct edition_folders){0};
}
