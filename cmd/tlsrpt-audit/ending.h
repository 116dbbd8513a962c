/*
 * ending: how a run ends before it is done: by a signal, or because a library calls exit(3).
 *
 * SIGINT, SIGTERM and SIGHUP ask the run to stop: whatever takes long looks at ending_asked. Where
 * nothing looks for a second, because a library computes or a write waits, the process ends all the
 * same; the placer (placer.h) clears away what is not in place.
 */
#ifndef CMD_ENDING_H
#define CMD_ENDING_H

#include <stdatomic.h>
#include <stdbool.h>

#include "formats/write/placer.h"

extern _Atomic bool ending_asked;    /* set by the signal handlers alone */
extern _Atomic bool ending_question; /* SIGUSR1 asks how far the run is; to be taken back */

/* From here on signals are caught. A closed pipe and a file that may not grow any more (SIGPIPE,
 * SIGXFSZ) are errors of the output that met them. */
void ending_watch(void);

/* Whom a sudden end asks to clear away. Borrowed until the next one is named; NULL: nobody. */
void ending_set_placer(struct placer *p);

/* The run has ended in its own way: exit(3) is what it wants. */
void ending_is_regular(void);

/* Says that the run was interrupted, and what that means for its outputs; once. */
void ending_say(bool is_placed);

#endif
