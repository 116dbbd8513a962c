/*
 * leftover: what a run that was killed, and its placer with it, has left beside its target: the
 * folder in which it built, `.NAME.XXXXXX` with NAME in it (placement.h). A run that lives holds a
 * lock on its own.
 */
#ifndef WRITE_LEFTOVER_H
#define WRITE_LEFTOVER_H

#include <limits.h>
#include <stdbool.h>

/* Bytes of NAME that it is called by: with two dots and six letters they are a name still. */
enum { LEFTOVER_NAME = NAME_MAX - 8 };

/* Locks a fresh folder for as long as the process lives. A descriptor; -1: there is no lock. */
int leftover_lock(const char *folder);

/* Holds the folder that the target is in, so that no other run clears one that was just made and
 * is not locked yet. To be closed; -1: it cannot be held. Whoever may read a folder may hold it, so
 * this waits two seconds at the most, and then goes on without. */
int leftover_hold(const char *target);

/*
 * Removes the folders beside `target` that runs have left which live no more. `is_ours`: may what
 * was built hold this name? One that holds another, or other things beside NAME, stays.
 */
void leftover_clear(const char *target, bool (*is_ours)(const char *name));

/* Removes a folder with all that is in it; links are not followed. */
void leftover_remove(const char *folder);

#endif
