/*
 * io: read and write that carry on after a signal or a short count.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/types.h>

#include "lib/base/slice.h"

ssize_t io_read(int fd, char *to, size_t n);   /* as read(2), but not interrupted */
bool io_write_all(int fd, struct slice bytes); /* false: as write(2), with its errno */

/* The flags of open(2) to read what others may have put into a folder: no link is followed, a FIFO
 * is not waited for, and no terminal becomes ours. */
enum { IO_AS_IT_IS = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK };

/* These give 0, or the number of an error (errno.h). */
int io_write_new(const char *path, struct slice bytes);         /* a new file, for the user alone */
int io_holds(const char *path, struct slice bytes, bool *same); /* is the file just these bytes? */
int io_flush(FILE *file); /* has all that was ever written gone out? */

void io_close_files(unsigned first, unsigned last); /* all descriptors of a range */

/* Does the path lead to something that is neither a file nor a folder: a device, a FIFO, a socket?
 * A database cannot be kept there. */
bool io_is_special(const char *path);

#endif
