/*
 * partfile: is a file a part (SPEC 11), compressed or plain, and is it whole? Asked before anything
 * is read for good, so that of a merge which cannot be nothing is counted.
 */
#ifndef READ_PARTFILE_H
#define READ_PARTFILE_H

#include "lib/base/texts.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/part.h"

struct partfile {
    bool is_part;
    const char *wrong;     /* a sentence; NULL: it is whole */
    struct slice options;  /* of its header */
    struct part_seen seen; /* for whoever reads it again; and the sum by which it is known */
    struct texts merged;   /* those of parts that were merged into it */
    uint64_t reports;
};

/*
 * What is no regular file, or cannot be read, is no part: whoever reads it says why. No line of a
 * part is longer than parts_most_of_a_line of the limits, which are those of the command line: what
 * the part's own are is not known yet. The key is borrowed by found->seen; texts are in the arena.
 * False: out of memory.
 */
bool partfile_look(const char *path, const struct limits *limits, const struct hash_key *key,
                   struct arena *arena, struct partfile *found);

#endif
