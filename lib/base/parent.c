#include "lib/base/parent.h"

#include <stdio.h>

#include "lib/base/slice.h"

size_t parent_length(const char *path, size_t *end)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    *end = n;
    while (n > 0 && path[n - 1] != '/')
        n--;
    return n;
}

bool parent_of(const char *path, char folder[static PATH_MAX])
{
    size_t end, n = parent_length(path, &end);
    if (n >= PATH_MAX)
        return false;
    memcpy(folder, n > 0 ? path : ".", n > 0 ? n : 1);
    folder[n > 0 ? n : 1] = '\0';
    return true;
}

bool parent_go_on(char folder[static PATH_MAX], const char *names)
{
    size_t n = strlen(folder);
    struct slice rest = slice_of(names);
    while (rest.n > 0) {
        struct slice name = slice_until(&rest, '/');
        if (name.n == 0 || slice_equal(name, SLICE(".")))
            continue;
        int written = snprintf(folder + n, PATH_MAX - n, "%s%.*s", folder[n - 1] == '/' ? "" : "/",
                               (int)name.n, name.at);
        if (written < 0 || (size_t)written >= PATH_MAX - n)
            return false;
        n += (size_t)written;
    }
    return true;
}
