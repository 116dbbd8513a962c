/*
 * file: a small file whole, for configuration, lists and records that the user names.
 */
#ifndef CMD_FILE_H
#define CMD_FILE_H

#include "lib/base/buffer.h"

/* Appends the bytes of a file ("-": standard input) and a NUL. False: it was said on standard
 * error why not, or the run was interrupted. */
bool file_read(const char *path, struct buffer *to);

/* The bytes of the byte order mark that it begins with; 0: there is none. */
size_t file_mark(const struct buffer *text);

/* Maps a file into memory, to be read only. Gives 0, or the number of an error (errno.h).
 * file_unmap gives it back. */
int file_map(const char *path, struct slice *map);
void file_unmap(struct slice map);

#endif
