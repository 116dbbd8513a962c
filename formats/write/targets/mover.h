/*
 * mover: the process that makes a run's fresh folders, moves what was built in them, and clears
 * away what is left when the run ends, be it killed (placer.h is how the run asks it).
 *
 * It is forked before the first folder is made, and makes each of them itself, so it knows all that
 * a run may leave that is killed. It is sealed before the run reads what strangers have mailed;
 * from then on it takes only two orders: place, and unlink a file of a database.
 */
#ifndef WRITE_MOVER_H
#define WRITE_MOVER_H

#include <limits.h>

#include "formats/write/targets/placement.h"

enum mover_order {
    MOVER_BEGIN,     /* a placement for the target `path`, whose links were followed */
    MOVER_TEMPORARY, /* a folder in `path` for what only the run itself needs */
    MOVER_ROOM,      /* a hidden one, in which the run builds what it moves itself */
    MOVER_VACANT,    /* an empty file, which goes with the run if nothing comes into it */
    MOVER_DATABASE,  /* one that the run writes in place; made empty if it is not there */
    MOVER_SEAL,
    MOVER_PLACE,
    MOVER_UNLINK /* a file of a database */
};

struct mover_request {
    enum mover_order order;
    mode_t mode; /* of what is made */
    /* As placement_begin has it. The process is a fork, so functions have the same addresses. */
    placement_ours *is_ours;
    char path[PATH_MAX];
};

struct mover_answer {
    int failure;         /* the number of an error (errno.h); 0: done */
    char path[PATH_MAX]; /* the fresh folder; of MOVER_PLACE, the target that could not be moved */
};

enum { MOVER_PLACED = 1 /* the exit status, if everything was put in place */ };

/* What the process does after its fork: carries out the requests that come through the socket until
 * nobody holds its other end any more, clears away what is left, and exits. */
_Noreturn void mover_serve(int control);

#endif
