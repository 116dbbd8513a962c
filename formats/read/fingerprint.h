/*
 * fingerprint: the SHA-256 of an input, so that a third party can tell that it has the same one
 * (--hash-inputs).
 *
 * Of a file: of its bytes. Of a folder: of the sorted list of its files' hashes, each as 64 hex
 * digits and a line feed, as `find DIR -type f -exec sha256sum {} + | cut -c1-64 | LC_ALL=C sort |
 * sha256sum` gives it. Links are not followed.
 */
#ifndef READ_FINGERPRINT_H
#define READ_FINGERPRINT_H

#include "lib/base/sha256.h"

/*
 * Writes hex digits and a NUL, and the bytes that were hashed. Gives 0, or the number
 * of an error (errno.h). What cannot be read twice (standard input, a FIFO) has neither: the text
 * is then empty.
 */
int fingerprint_input(const char *path, char hex[static SHA256_TEXT + 1], uint64_t *bytes);

/*
 * What a look at an input shows without reading it: where two looks, before it was read and after
 * it was hashed, are alike, the same bytes were read and hashed. A message that is only renamed, as
 * mail programs do, is the same.
 */
struct fingerprint_look {
    uint64_t files, sum; /* of all regular files: what the system knows of each, in any order */
};

/* What cannot be looked at, or not be read twice, has no files. */
struct fingerprint_look fingerprint_look(const char *path);

#endif
