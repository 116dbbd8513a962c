#include "lib/base/parent.h"

#include <string.h>

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
