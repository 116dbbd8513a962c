/*
 * spool: bytes that are written once, in order, and seldom read again.
 *
 * Up to SPOOL_MEMORY bytes stand in memory; before they become more, they are written to a nameless
 * file in $TMPDIR (or /tmp), which vanishes with the process. Reading in order is quick: the file
 * is read in large windows. So a run over a small mailbox touches no disk, and one over a large one
 * no memory.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <limits.h>
#include <stdint.h>

#include "lib/base/buffer.h"

enum { SPOOL_MEMORY = 8 << 20, SPOOL_TOLD = PATH_MAX + 200 };

struct spool {
    int file;             /* -1 before the first spill */
    int failure;          /* the number of what failed first (errno.h); 0: nothing did */
    uint64_t in_file;     /* bytes written to it */
    struct buffer tail;   /* what follows them */
    struct buffer window; /* what was read from the file last, for those who read in order */
    uint64_t window_at;
};

void spool_init(struct spool *s);
uint64_t spool_size(const struct spool *s);             /* where the next append will stand */
bool spool_append(struct spool *s, struct slice bytes); /* false: `failure` says why */

/* n bytes that were appended; false: `failure` says why. */
bool spool_read(struct spool *s, uint64_t at, char *to, size_t n);

/* The same for bytes that are far from the others: nothing else is read with them. */
bool spool_read_apart(struct spool *s, uint64_t at, char *to, size_t n);
const char *spool_folder(void); /* of temporary files: $TMPDIR, or /tmp */

/* Writes what to tell of a temporary file that failed with an error (errno.h), or was cut short
 * (0). */
void spool_tell(int failure, char told[static SPOOL_TOLD]);
int spool_temporary_file(void); /* without a name; -1: as open(2), with its errno */
void spool_free(struct spool *s);

#endif
