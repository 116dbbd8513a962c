/*
 * io: read and write that carry on after a signal or a short count.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <sys/types.h>

#include "lib/base/slice.h"

bool io_write_all(int fd, struct slice bytes); /* false: errno says why */

/* A file that is not there yet, for the user alone, with all of its bytes. False: errno
 * says why. */
bool io_write_new(const char *path, struct slice bytes);
ssize_t io_read(int fd, char *to, size_t n); /* as read(2), but not interrupted */

#endif
