/*
 * mover: the process that makes a run's fresh folders, moves what was built in them, and clears
 * away what is left when the run ends, be it killed (placer.h is how the run asks it).
 *
 * It is forked before the first folder is made, and makes each of them itself: so it knows all that
 * the run would leave, whenever the run is killed. Once it is sealed, before the run reads what
 * strangers have mailed, it takes two orders alone: place, and unlink a file of a database.
 */
#ifndef WRITE_MOVER_H
#define WRITE_MOVER_H

#include <limits.h>

#include "formats/write/placement.h"

enum mover_order {
    MOVER_BEGIN,     /* a placement for the target `path`, which is none that follows links */
    MOVER_TEMPORARY, /* a folder in `path` for what is of use to the run alone */
    MOVER_ROOM,      /* a hidden one, in which the run builds what it moves itself */
    MOVER_VACANT,    /* an empty file that goes with the run where nothing comes into it */
    MOVER_DATABASE,  /* one that the run writes in place: an empty one, where none is */
    MOVER_SEAL,
    MOVER_PLACE,
    MOVER_UNLINK /* a file of a database */
};

struct mover_request {
    enum mover_order order;
    mode_t mode; /* of what is made */
    /* As placement_begin has it: a function of this program, which is that of the process, too. */
    placement_ours *is_ours;
    char path[PATH_MAX];
};

struct mover_answer {
    int failure;         /* an errno; 0: done */
    char path[PATH_MAX]; /* the fresh folder; of MOVER_PLACE, the target that could not be moved */
};

enum { MOVER_PLACED = 1 /* the exit status, when everything was put in place */ };

/* All that the process does after its fork: carries out what comes through the socket, one message
 * each, until nobody holds the other end any more. */
_Noreturn void mover_serve(int control);

#endif
