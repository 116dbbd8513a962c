/*
 * filename: any text as the name of one file, on Unix and on Windows.
 *
 * Separators, control characters, marks that turn the direction of writing, what Windows forbids
 * (<>:"|?*), dots and blanks at the ends, and Windows' device names (CON, NUL, COM1, …) are
 * replaced by '_' or kept apart by one; long names are cut. A name that was changed ends in '-' and
 * eight digits of the SHA-256 of the text, so that texts that differ have names that differ.
 */
#ifndef BASE_FILENAME_H
#define BASE_FILENAME_H

#include "lib/base/slice.h"

enum { FILENAME_MOST = 120, FILENAME_ROOM = FILENAME_MOST + 16 };

/* Writes the name, NUL-terminated. False: libcrypto failed. */
bool filename_safe(struct slice text, char to[static FILENAME_ROOM]);

/* Likewise, always with the digits: for one of several texts whose names are alike. */
bool filename_safe_marked(struct slice text, char to[static FILENAME_ROOM]);

/* Does Windows take the name for a device (CON, NUL, COM1), with anything behind a dot, too? */
bool filename_is_reserved(struct slice name);

/* What two names have in common that are one to a file system that does not tell capital letters
 * from small ones: at most `most` bytes, not terminated. Gives how many. */
size_t filename_folded(struct slice name, char *to, size_t most);

#endif
