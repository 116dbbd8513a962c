/* parent: the folder that a path stands in, and where its last name is. */
#ifndef BASE_PARENT_H
#define BASE_PARENT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Where the last name of `path` begins, and in *end where it ends; slashes after it are left
 * out. */
size_t parent_length(const char *path, size_t *end);

/* "." where the path has none. False: it is too long. */
bool parent_of(const char *path, char folder[static PATH_MAX]);

/* Appends the names of a path to a folder, but for empty ones and ".": two ways to write one place
 * become the same. False: it is too long. */
bool parent_go_on(char folder[static PATH_MAX], const char *names);

#endif
