/*
 * walker: what a walk has in hand, wherever it stands, and how it goes on on another thread.
 */
#ifndef READ_WALKER_H
#define READ_WALKER_H

#include "formats/read/batch.h"
#include "formats/read/expansion.h"
#include "lib/base/limits.h"

struct walk {
    struct sink *sink;
    const struct limits *limits;
    uint32_t input; /* the number of the INPUT that is being read */
    /* Of that INPUT, as in SPEC 6.1: set by the first that knows. NULL: nobody asked. */
    const char **kind;
    struct confined *confined;    /* where foreign containers are decoded; NULL: nowhere */
    _Atomic uint64_t *bytes;      /* counts what is read; may be NULL */
    const struct part_seen *part; /* the INPUT, as a look at it found it; NULL: nobody looked */
    struct expansion expansion;   /* of the file that is being read, or of the mail */
    /* Members of all archives in the mail that is walked, so far, so that a zip in a zip in a zip
     * is held to one limit; NULL: it is a file that is walked. */
    uint64_t *mail_members;
};

/* What kind of INPUT it is; the first that is said counts. */
void walk_set_kind(struct walk *w, const char *kind);

/*
 * Calls `read` with a copy of the walk, at once or later on another thread; either way its items
 * take this place in the order.
 */
bool walk_apart(struct walk *w, const char *path, bool (*read)(struct walk *w, const char *path));

#endif
