/*
 * fingerprint: the SHA-256 of an input, so that a third party can tell that it has the same one
 * (--hash-inputs).
 *
 * Of a file: of its bytes. Of a folder: of the sorted list of its files' hashes, each as 64 hex
 * digits and a line feed, as `find DIR -type f -exec sha256sum {} + | tr -d '\\' | cut -c1-64 |
 * LC_ALL=C sort | sha256sum` gives it. Links are not followed.
 */
#ifndef READ_FINGERPRINT_H
#define READ_FINGERPRINT_H

#include "lib/base/sha256.h"

/* Writes hex digits and a NUL, and how many bytes were hashed. Gives 0, or the number of an error
 * (errno.h). For what cannot be read twice (standard input, a FIFO) the text is empty and there are
 * no bytes. */
int fingerprint_input(const char *path, char hex[static SHA256_TEXT + 1], uint64_t *bytes);

/* What an input shows without being read. If a look before it was read equals one after it was
 * hashed, the same bytes were read and hashed. A message that was only renamed, as mail programs
 * do, is the same. */
struct fingerprint_look {
    uint64_t files, sum; /* regular files; what the system knows of all of them, in any order */
};

/* Gives no files for what cannot be looked at, or not be read twice. */
struct fingerprint_look fingerprint_look(const char *path);

#endif
