/* walker: what a walk has in hand, and how it goes on in another thread. */
#ifndef READ_WALKER_H
#define READ_WALKER_H

#include "formats/read/batch.h"
#include "formats/read/streams/expansion.h"
#include "lib/base/limits.h"

struct walk {
    struct sink *sink;
    const struct limits *limits;
    uint32_t input; /* the number of the INPUT that is being read */
    /* What that INPUT is, as in SPEC 6.1: set by the first that knows. NULL: not wanted. */
    const char **kind;
    struct confined *confined;    /* decodes foreign containers; NULL: they are not */
    _Atomic uint64_t *bytes;      /* counts what is read; may be NULL */
    const struct part_seen *part; /* what a look at the INPUT found; NULL: nobody looked */
    struct expansion expansion;   /* of the file that is being read, or of the mail */
    /* Of a mail that is walked: the members of all archives in it so far, so that a zip in a zip in
     * a zip is held to one limit. NULL: a file is walked. */
    uint64_t *mail_members;
};

/* Notes what the INPUT is; the first that is noted counts. */
void walk_set_kind(struct walk *w, const char *kind);

/* Calls `read` with a copy of the walk, at once or later in another thread; its items take this
 * place in the order in any case. False: stop reading. */
bool walk_apart(struct walk *w, const char *path, bool (*read)(struct walk *w, const char *path));

#endif
