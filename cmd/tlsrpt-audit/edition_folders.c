#include "cmd/tlsrpt-audit/edition_folders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void edition_folders_init(struct edition_folders *f, const struct hash_key *key)
{
    *f = (struct edition_folders){.failure = 0};
    names_init(&f->paths, key);
}

bool edition_folders_hold(const struct edition_folders *f, const char *path)
{
    return names_find(&f->paths, slice_of(path)) >= 0;
}

enum folders_status edition_folders_claim(struct edition_folders *f, const char *path)
{
    if (edition_folders_hold(f, path))
        return FOLDERS_TAKEN;
    return names_number(&f->paths, slice_of(path)) >= 0 ? FOLDERS_OK : FOLDERS_NO_MEMORY;
}

static enum folders_status make(struct edition_folders *f, const char *folder)
{
    struct slice with_nul = {.at = folder, .n = strlen(folder) + 1}, copy;
    if (mkdir(folder, 0777) != 0) {
        f->failure = errno;
        return f->failure == EEXIST ? FOLDERS_OK : FOLDERS_FAILED;
    }
    bool is_noted = arena_copy(&f->arena, with_nul, &copy) && texts_push(&f->arena, &f->made, copy);
    return is_noted ? FOLDERS_OK : FOLDERS_NO_MEMORY;
}

enum folders_status edition_folders_make(struct edition_folders *f, const char *path, size_t fixed)
{
    char *copy = strdup(path);
    enum folders_status status = copy ? FOLDERS_OK : FOLDERS_NO_MEMORY;
    for (size_t i = fixed; status == FOLDERS_OK && copy[i] != '\0'; i++) {
        if (copy[i] != '/' || i == fixed || copy[i + 1] == '\0')
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
    f->made.n = 0;
}

void edition_folders_free(struct edition_folders *f)
{
    while (f->made.n > 0)
        rmdir(f->made.at[--f->made.n].at);
    arena_free(&f->arena);
    names_free(&f->paths);
}
