/*
 * leftover: clears away what a run left beside its target when it was killed together with its
 * placer: the folder `.NAME.XXXXXX` in which it built NAME (placement.h). A run that lives holds a
 * lock on its folder.
 */
#ifndef WRITE_LEFTOVER_H
#define WRITE_LEFTOVER_H

#include <limits.h>
#include <stdbool.h>

/* So many bytes of NAME are part of the folder's name, which has two dots and six letters more. */
enum { LEFTOVER_NAME = NAME_MAX - 8 };

/* Locks a folder until the descriptor that it gives is closed. -1: it cannot be locked. */
int leftover_lock(const char *folder);

/* Holds the folder that the target is in, until the descriptor that it gives is closed: meanwhile
 * no other run clears a folder there that was just made and is not locked yet. -1: it cannot be
 * opened. Anyone who may read a folder may hold it, so after two seconds this goes on without. */
int leftover_hold(const char *target);

/*
 * Removes the folders beside `target` that dead runs have left. `is_ours`: may NAME hold a file of
 * this name? If it holds another, or its folder holds more than NAME, the folder stays.
 */
void leftover_clear(const char *target, bool (*is_ours)(const char *name));

/* Removes a folder with all that is in it; links are not followed. */
void leftover_remove(const char *folder);

#endif
