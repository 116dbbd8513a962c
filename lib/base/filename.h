/*
 * filename: makes any text the name of one file, on Unix and on Windows.
 *
 * Separators, control characters, marks that turn the direction of writing, what Windows forbids
 * (<>:"|?*), dots and blanks at the ends, and hyphens at the begin become '_'. A name that Windows
 * keeps for a device (CON, NUL, COM1, …) has a '_' put in front, a long name is cut. Every name
 * that was changed ends in '-' and eight digits of the SHA-256 of the text, so that different texts
 * have different names.
 */
#ifndef BASE_FILENAME_H
#define BASE_FILENAME_H

#include "lib/base/slice.h"

enum { FILENAME_MOST = 120, FILENAME_ROOM = FILENAME_MOST + 16 };

/* Writes the name, NUL-terminated. False: libcrypto failed. */
bool filename_safe(struct slice text, char to[static FILENAME_ROOM]);

/* The same, but always with the digits: for texts whose names would be alike. */
bool filename_safe_marked(struct slice text, char to[static FILENAME_ROOM]);

/* Is it a name that Windows keeps for a device (CON, NUL, COM1), alone or before a dot? */
bool filename_is_reserved(struct slice name);

/* Writes a form of the name that is the same for two names if a file system that ignores case takes
 * them for one: at most `most` bytes, without a NUL. Gives their number. */
size_t filename_folded(struct slice name, char *to, size_t most);

#endif
