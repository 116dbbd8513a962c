/*
 * ending: how a run ends before it is done: by a signal, because a library calls exit(3), or
 * because a file that is mapped into memory was cut short (SIGBUS).
 *
 * SIGINT, SIGTERM and SIGHUP ask the run to stop: whatever takes long looks at ending_asked. If the
 * run has not ended after a second, since a library computes or a write waits, the process ends all
 * the same; the placer (placer.h) clears away what is not in place.
 */
#ifndef CMD_ENDING_H
#define CMD_ENDING_H

#include <stdbool.h>

#include "formats/write/targets/placer.h"

extern _Atomic bool ending_asked;    /* set by the signal handlers alone */
extern _Atomic bool ending_question; /* SIGUSR1 asks how far the run is; who answers clears it */

/* Catches signals from here on. A closed pipe and a file that may not grow any more (SIGPIPE,
 * SIGXFSZ) become errors of the output that meets them. */
void ending_watch(void);

/* Sets whom a sudden end asks to clear away. Borrowed until the next is set; NULL: nobody. */
void ending_set_placer(struct placer *p);

/* To be called when the run has ended in its own way: exit(3) is no sudden end any more. */
void ending_is_regular(void);

/* Says once that the run was interrupted, and where its outputs are: none, or all, are in place. */
enum ending_outputs { ENDING_UNPLACED, ENDING_PLACED };
void ending_say(enum ending_outputs outputs);

#endif
