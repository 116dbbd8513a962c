/*
 * file: files that the user gives beside the mail, read or mapped as a whole.
 */
#ifndef CMD_FILE_H
#define CMD_FILE_H

#include "lib/base/buffer.h"

/* Appends the bytes of a file ("-": standard input) and a NUL. False: it was said on standard
 * error why not, or the run was interrupted. */
bool file_read(const char *path, struct buffer *to);

/* Likewise, into an empty buffer, a text that somebody wrote or redirected. One in UTF-16 is told
 * as such, and refused. */
bool file_read_text(const char *path, struct buffer *to);

/* How many bytes at the beginning of a text are a byte order mark. */
size_t file_mark(const struct buffer *text);

/* Maps a file into memory, read-only, until file_unmap. Gives 0, or the number of an error
 * (errno.h). */
int file_map(const char *path, struct slice *map);
void file_unmap(struct slice map);

#endif
