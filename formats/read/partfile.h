/*
 * partfile: is a file a part (SPEC 11), compressed or plain, and is it whole? This is asked before
 * anything is read for good, so that nothing is counted of a merge that cannot be made.
 */
#ifndef READ_PARTFILE_H
#define READ_PARTFILE_H

#include "lib/base/limits.h"
#include "lib/base/texts.h"
#include "lib/tlsrpt/part.h"

struct partfile {
    bool is_part;
    const char *wrong;     /* a sentence; NULL: it is whole */
    struct slice options;  /* of its header */
    struct part_seen seen; /* for whoever reads it again, with the sum by which it is known */
    struct texts merged;   /* the sums of parts that were merged into it */
    uint64_t reports;
};

/*
 * Looks at a file. What is no regular file or cannot be read is no part: whoever reads it says why.
 * No line may be longer than parts_most_of_a_line of the limits, which are those of the command
 * line, since those of the part are not known yet. found->seen borrows the key; texts are in the
 * arena. False: out of memory.
 */
bool partfile_look(const char *path, const struct limits *limits, const struct hash_key *key,
                   struct arena *arena, struct partfile *found);

#endif
