/*
 * folder: Maildirs and other folders, depth first, entries in byte order of their names (SPEC 2).
 */
#ifndef READ_FOLDER_H
#define READ_FOLDER_H

#include "formats/read/walker.h"

bool folder_walk(struct walk *w, const char *path); /* false: stop reading */

/* Walks a file below an INPUT that a worker could not read in one go. In a Maildir that is in use
 * it may have another name by now (moved from new to cur, other flags): it is read under that name,
 * or passed over if it is gone. False: stop reading. */
bool folder_walk_deferred(struct walk *w, const char *path, bool in_maildir);

#endif
