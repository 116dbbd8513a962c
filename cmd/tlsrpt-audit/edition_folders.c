#include "cmd/tlsrpt-audit/edition_folders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make(struct edition_folders *f, const char *folder)
{
    struct slice with_nul = {.at = folder, .n = strlen(folder) + 1}, copy;
    if (mkdir(folder, 0777) != 0)
        return errno == EEXIST ? 0 : errno;
    bool is_noted = arena_copy(&f->arena, with_nul, &copy) && texts_push(&f->arena, &f->made, copy);
    return is_noted ? 0 : ENOMEM;
}

int edition_folders_make(struct edition_folders *f, const char *path, size_t fixed)
{
    char *copy = strdup(path);
    int failure = copy ? 0 : ENOMEM;
    for (size_t i = fixed; failure == 0 && copy[i] != '\0'; i++) {
        if (copy[i] != '/' || i == fixed || copy[i + 1] == '\0')
            continue;
        copy[i] = '\0';
        failure = make(f, copy);
        copy[i] = '/';
    }
    free(copy);
    return failure;
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
}
